"""The files that appear by themselves: on a mount, and in process."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from pytest_fusevenv.calls import Op
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.fake.world import Fake
from pytest_fusevenv.mount import Mount, mount
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Duplicate, SideCar
from tests.contract.asking import skip_without

WHY = "a test wants it so"
PROFILE = Profile(
    "made-here", "a profile of a test", (SideCar(because=WHY), Duplicate(because=WHY))
)


@pytest.fixture(params=["mount", "fake"])
def served(request: pytest.FixtureRequest) -> Iterator[Mount | Fake]:
    """The profile in each world."""
    if request.param == "fake":
        with Fake(PROFILE, request.getfixturevalue("fs")) as faked:
            yield faked
        return
    skip_without(Engine.chosen())
    with mount(PROFILE) as made:
        yield made


def names(served: Mount | Fake) -> list[str]:
    return sorted(entry.name for entry in served.path.iterdir())


def test_a_file_gets_one_of_4096_bytes_that_are_no_text(served: Mount | Fake) -> None:
    assert not (served.path / "._a").exists()
    (served.path / "a").write_text("a")
    data = (served.path / "._a").read_bytes()
    assert len(data) == 4096
    with pytest.raises(UnicodeDecodeError, match="0xb0 in position 37"):
        data.decode()


def test_it_moves_along_with_its_file(served: Mount | Fake) -> None:
    (served.path / "a").write_text("a")
    (served.path / "a").rename(served.path / "b")
    assert names(served) == ["._b", "b"]


def test_it_stays_when_its_file_goes(served: Mount | Fake) -> None:
    (served.path / "a").write_text("a")
    (served.path / "a").unlink()
    assert names(served) == ["._a"]


def test_it_has_none_itself_and_can_be_removed(served: Mount | Fake) -> None:
    (served.path / "a").write_text("a")
    (served.path / "._a").unlink()
    assert names(served) == ["a"]
    (served.path / "._b").write_text("b")
    assert (served.path / "._b").read_text() == "b"
    assert names(served) == ["._b", "a"]


def test_a_directory_has_none(served: Mount | Fake) -> None:
    (served.path / "d").mkdir()
    assert names(served) == ["d"]


def test_what_is_replaced_is_kept_under_the_next_number(served: Mount | Fake) -> None:
    top = served.path
    for text in ("one", "two", "three"):
        (top / "new").write_text(text)
        (top / "new").replace(top / "a.py")
    assert (top / "a.py").read_text() == "three"
    assert (top / "a 2.py").read_text() == "one"
    assert (top / "a 3.py").read_text() == "two"


def test_a_link_that_is_replaced_is_not_kept(served: Mount | Fake) -> None:
    (served.path / "link").symlink_to("nowhere")
    (served.path / "other").symlink_to("elsewhere")
    os.replace(served.path / "other", served.path / "link")
    assert names(served) == ["link"]


LONG = "n" * 254


def test_a_name_that_leaves_none_for_its_side_car_is_used_all_the_same(
    served: Mount | Fake,
) -> None:
    (served.path / LONG).write_text("long")
    assert names(served) == [LONG]
    (served.path / "other").write_text("other")
    (served.path / "other").replace(served.path / LONG)
    assert names(served) == ["._other", LONG]


def test_a_side_car_that_can_not_move_along_stays(served: Mount | Fake) -> None:
    (served.path / "._b").mkdir()
    (served.path / "a").write_text("a")
    (served.path / "a").rename(served.path / "b")
    assert names(served) == ["._a", "._b", "b"]


def test_another_name_of_the_same_file_replaces_nothing(served: Mount | Fake) -> None:
    (served.path / "a").write_text("a")
    os.link(served.path / "a", served.path / "b")
    os.rename(served.path / "a", served.path / "b")
    assert "b 2" not in names(served)


def test_the_kernel_remembers_no_name_as_missing() -> None:
    for quirk in PROFILE.quirks:
        assert quirk.has_memory
        assert Op.GETATTR in quirk.affects
