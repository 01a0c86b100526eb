"""What is expected of a release, the file that holds it, and what is news."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_fusevenv.guard.baselines import BadBaseline, Baseline, as_toml, from_toml, load
from pytest_fusevenv.guard.cells import Cell
from pytest_fusevenv.guard.news import news
from pytest_fusevenv.guard.turns import played
from pytest_fusevenv.scenarios import Verdict

BAD = "refused: uv sync: flock EBADF"


def cell(tool: str, came: str, *, also: tuple[str, ...] = ()) -> Cell:
    verdict, _, reason = came.partition(": ")
    return Cell(tool, "nfs4", "sync", Verdict(verdict), reason, also=also)


def accepted(*cells: Cell) -> Baseline:
    return Baseline().accepting(cells)


THREE = accepted(cell("uv@0.10.2", "works"), cell("uv@0.10.3", BAD), cell("uv@0.10.4", "works"))


def expected(baseline: Baseline, tool: str, version: str = "") -> str | None:
    return baseline.expected(tool, version or tool.partition("@")[2], "nfs4", "sync")


# --- expectations --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "came"),
    [("uv@0.10.2", "works"), ("uv@0.10.3", BAD), ("uv@0.10.4", "works"), ("uv@0.13.0", "works")],
)
def test_a_release_is_expected_to_do_as_it_did_or_as_the_one_before_it(
    tool: str, came: str
) -> None:
    assert expected(THREE, tool) == came


def test_nothing_is_expected_of_a_release_before_all_others() -> None:
    assert expected(THREE, "uv@0.9.0") is None


def test_the_tenth_comes_after_the_ninth() -> None:
    baseline = accepted(cell("uv@0.9.0", "works"), cell("uv@0.10.0", BAD))

    assert expected(baseline, "uv@0.10.1") == BAD


def test_a_build_of_ones_own_is_expected_to_do_as_the_release_it_says_it_is() -> None:
    assert expected(THREE, "uv@PATH", "0.10.3") == BAD


def test_other_tools_say_nothing_of_a_tool() -> None:
    assert expected(THREE, "virtualenv@20.26.0") is None
    assert expected(accepted(cell("venv@3.11", BAD)), "venv@3.12") is None


def test_what_is_accepted_takes_the_place_of_what_was() -> None:
    assert expected(THREE.accepting([cell("uv@0.10.3", "works")]), "uv@0.10.3") == "works"


# --- the file ------------------------------------------------------------------------------


def test_a_file_holds_all_of_a_baseline() -> None:
    assert from_toml(as_toml(THREE), "it") == THREE


def test_a_release_between_two_does_not_change_what_is_expected_after_it() -> None:
    later = accepted(cell("uv@0.10.2", "works"), cell("uv@0.10.4", "works"))
    read = from_toml(as_toml(later.accepting([cell("uv@0.10.3", BAD)])), "it")

    assert [expected(read, f"uv@0.10.{n}") for n in (2, 3, 4)] == ["works", BAD, "works"]


def test_a_new_release_that_changes_nothing_adds_one_line() -> None:
    before = as_toml(THREE).splitlines()
    after = as_toml(THREE.accepting([cell("uv@0.10.5", "works")])).splitlines()

    assert [line.strip() for line in after if line not in before] == ['"uv@0.10.5",']


def test_the_order_in_which_cells_are_accepted_does_not_matter() -> None:
    cells = [cell("uv@0.10.4", "works"), cell("uv@0.10.3", BAD), cell("uv@0.10.2", "works")]

    assert as_toml(accepted(*cells)) == as_toml(THREE)


def test_a_baseline_that_is_not_there_yet_expects_nothing(tmp_path: Path) -> None:
    assert load(tmp_path / "guard.toml") == Baseline()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version = ", "cannot be used"),
        ("tools = []", "version"),
        ("version = 2\ntools = []", "is of version 2"),
        ("version = 1\ntools = []\n[nfs4]\nsync = 3", "$"),
        ('version = 1\ntools = ["uv@1"]\n[nfs4.sync]\n"uv@1" = "wroks"', "wroks"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(BadBaseline, match="the baseline it") as caught:
        from_toml(text, "it")

    assert said in str(caught.value)


# --- news ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("came", "expected", "kind"),
    [
        ("works", "works", None),
        (BAD, "works", "new failure"),
        ("broken: x", BAD, "new failure"),
        ("works", BAD, "new pass"),
        (BAD, "broken: x", "new pass"),
        ("refused: uv sync: link EPERM", BAD, "changed reason"),
        ("works", None, None),
        (BAD, None, None),
        ("broken: x", None, "finding"),
        ("dirty: x", None, "finding"),
    ],
)
def test_news_is_what_is_not_expected(came: str, expected: str | None, kind: str | None) -> None:
    found = news(cell("uv@0.10.3", came), expected)

    assert (found and found.kind) == kind


def test_a_cell_that_is_news_is_played_again_and_a_flake_is_named_as_such() -> None:
    turns = iter([BAD, "works", BAD])
    found = played(lambda: cell("uv@0.10.3", next(turns)), "works")

    assert found.also == ("works",)
    told = news(found, "works")
    assert told
    assert told.kind == "flake"


def test_a_failure_that_stays_is_no_flake() -> None:
    turns = iter([BAD, BAD, BAD])
    found = played(lambda: cell("uv@0.10.3", next(turns)), "works")

    assert found.also == ()
    assert next(turns, None) is None


def test_what_is_as_expected_is_played_once() -> None:
    turns = iter(["works", BAD])

    assert played(lambda: cell("uv@0.10.3", next(turns)), "works").came == "works"
    assert next(turns) == BAD
