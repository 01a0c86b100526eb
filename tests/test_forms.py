from __future__ import annotations

from pathlib import Path

import pytest

from pytest_fusevenv.calls import Capacity, Op
from pytest_fusevenv.catalogue import shipped
from pytest_fusevenv.forms import BadForm, as_toml, from_toml, load
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse, Report, When

HEAD = 'name = "odd"\ntitle = "an odd one"\n'
REFUSAL = '[[quirks]]\nverb = "Refuse"\nbecause = "it is odd"\n'
GOOD = HEAD + REFUSAL + 'ops = "readlink"\nerrno = "EIO"\n'


@pytest.mark.parametrize("profile", shipped().values(), ids=lambda profile: profile.name)
def test_every_shipped_profile_comes_back_from_its_toml(profile: Profile) -> None:
    assert from_toml(as_toml(profile)) == profile


def test_a_nested_fact_comes_back_from_its_toml() -> None:
    capacity = Capacity(4096, 10, 9, 8, 7, 6, 255)
    profile = Profile("small", "a small one", (Report(capacity=capacity, because="so"),))

    assert from_toml(as_toml(profile)) == profile


def test_a_story_with_quotes_and_backslashes_comes_back_from_its_toml() -> None:
    profile = Profile("odd", 'a "title"', story='first\n\n"""second""" \\ third\n')

    assert from_toml(as_toml(profile)) == profile


def test_the_smallest_form_is_a_name_and_a_title() -> None:
    assert from_toml(HEAD) == Profile("odd", "an odd one")


def test_what_is_left_out_has_its_default() -> None:
    assert from_toml(GOOD).quirks == (
        Refuse(Op.READLINK, Errno.EIO, When.ALWAYS, because="it is odd"),
    )


def test_toml_leaves_out_what_has_its_default() -> None:
    assert "when" not in as_toml(from_toml(GOOD))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("name =", "odd.toml is not TOML: Invalid value", id="no-toml"),
        pytest.param(HEAD + "x =\n", "at line 3", id="line"),
        pytest.param('title = "t"', "odd.toml: object missing required field `name`", id="no-name"),
        pytest.param('name = "x"\ntitle = 3', "title: expected `str`, got `int`", id="type"),
        pytest.param(HEAD + "quirks = 3", "quirks: expected `array`, got `int`", id="no-list"),
        pytest.param(HEAD + "quirks = [3]", "quirks[0]: expected `object`", id="no-table"),
        pytest.param(
            HEAD + 'quriks = "x"', "unknown field `quriks`; did you mean 'quirks'?", id="field"
        ),
        pytest.param(
            GOOD.replace("EIO", "EOI"),
            "quirks[0].errno: invalid enum value 'EOI'; did you mean 'EIO'",
            id="errno",
        ),
        pytest.param(
            GOOD + REFUSAL + 'ops = ["open", "readlin"]\nerrno = "EIO"',
            "quirks[1].ops[1]: invalid enum value 'readlin'; did you mean 'readlink'",
            id="second-quirk",
        ),
        pytest.param(
            GOOD.replace('"Refuse"', '"Refus"'),
            "quirks[0].verb: invalid value 'Refus'; did you mean 'Refuse'?",
            id="verb",
        ),
        pytest.param(
            HEAD + '[[quirks]]\nbecause = "x"',
            "quirks[0]: object missing required field `verb`. There are: Blocks",
            id="no-verb",
        ),
        pytest.param(
            GOOD + 'wen = "x"', "quirks[0]: object contains unknown field `wen`", id="quirk-field"
        ),
        pytest.param(
            GOOD + 'when = "its target lies inside the export"',
            "did you mean 'its target lies outside the export'",
            id="when",
        ),
        pytest.param(
            HEAD + '[[quirks]]\nverb = "Fault"\nops = "open"\nerrno = "ENOSYS"\nbecause = "x"',
            "quirks[0]: ENOSYS for open is never a fault",
            id="errno-first",
        ),
        pytest.param(
            HEAD + '[[quirks]]\nverb = "Room"\nbecause = "x"',
            "quirks[0]: room for any bytes and any objects is no limit",
            id="no-limit",
        ),
        pytest.param(
            HEAD + '[[quirks]]\nverb = "StandIn"\nprefix = "../x"\nbecause = "x"',
            "quirks[0].prefix: expected",
            id="prefix",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, said: str) -> None:
    with pytest.raises(BadForm) as caught:
        from_toml(text, "odd.toml")

    assert said in str(caught.value)
    assert str(caught.value).startswith("odd.toml")


def test_circumstances_are_listed_one_a_line() -> None:
    with pytest.raises(BadForm) as caught:
        from_toml(GOOD + 'when = "never"')

    lines = str(caught.value).splitlines()
    assert [f"  {when.value!r}" for when in When] == lines[1:]


def test_a_file_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(GOOD)

    assert load(path).name == "odd"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadForm, match=r"nowhere\.toml cannot be read: No such file"):
        load(tmp_path / "nowhere.toml")


def test_a_file_that_is_not_utf8_is_named_with_the_place(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b'name = "\xe4"')

    with pytest.raises(BadForm, match=r"latin\.toml is not UTF-8 at byte 8"):
        load(path)


def test_a_mistake_in_a_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(GOOD.replace("EIO", "EOI"))

    with pytest.raises(BadForm, match=r"odd\.toml: quirks\[0\]\.errno"):
        load(path)
