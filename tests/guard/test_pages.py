"""Pages that are parts of one run, joined; and what is no page."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from pytest_fusevenv.guard.cells import BadPage, Cell, News, Page, as_json, read
from pytest_fusevenv.guard.pages import merged
from pytest_fusevenv.scenarios import Verdict
from tests.guard.paging import page_of

KEYS = [("uv@0.10.2", "nfs4"), ("uv@0.10.3", "nfs4"), ("uv@0.10.2", "vfat"), ("uv@0.10.3", "vfat")]
CELLS = [Cell(tool, profile, "sync", Verdict.WORKS) for tool, profile in KEYS]
NEWS = [News(cell.tool, cell.profile, cell.scenario, "new pass", "hung", "works") for cell in CELLS]


def part(*numbers: int) -> Page:
    """A page of the same axes, with some of its cells and their news."""
    whole = page_of(*CELLS)
    return replace(
        whole,
        cells=tuple(CELLS[number] for number in numbers),
        news=tuple(NEWS[number] for number in numbers),
    )


def test_parts_in_any_order_give_the_page_of_the_whole_run() -> None:
    assert merged([part(3, 0), part(2), part(1)]) == part(0, 1, 2, 3)


def test_one_page_alone_is_the_whole_run() -> None:
    assert merged([part(0, 1)]) == part(0, 1)


def test_the_whole_run_began_with_its_first_part_and_took_as_long_as_its_longest() -> None:
    first = replace(part(0), began="2026-11-22T10:00:00+00:00", seconds=3.0)
    second = replace(part(1), began="2026-11-22T10:00:05+00:00", seconds=9.0)
    whole = merged([second, first])
    assert (whole.began, whole.seconds) == (first.began, 9.0)


def test_a_cell_in_two_parts_is_an_error() -> None:
    with pytest.raises(BadPage, match="a cell is in more than one"):
        merged([part(0, 1), part(1, 2)])


def test_parts_of_different_runs_are_an_error() -> None:
    with pytest.raises(BadPage, match="not parts of one run"):
        merged([part(0), replace(part(1), seed=7)])


# --- the JSON form -------------------------------------------------------------------------


def test_a_page_comes_back_from_its_json_as_it_was() -> None:
    assert read(as_json(part(0, 1)).encode(), "all.json") == part(0, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "in.json is no JSON of `fusevenv guard`"),
        (b"{'", "in.json is no JSON of `fusevenv guard`"),
        (b"\xff\xfe", "in.json is no JSON of `fusevenv guard`"),
        (b"{}", "missing required field"),
        (b"[]", "in.json is no JSON of `fusevenv guard`"),
    ],
)
def test_what_is_no_page_is_an_error_that_names_the_file(text: bytes, said: str) -> None:
    with pytest.raises(BadPage, match=said):
        read(text, "in.json")


def test_another_version_is_told_whatever_else_is_in_it() -> None:
    with pytest.raises(BadPage, match=r"in.json is of version 2 .* reads 1"):
        read(b'{"version": 2, "rows": []}', "in.json")


def test_a_cell_outside_the_axes_is_an_error() -> None:
    page = msgspec.json.encode(replace(part(0), tools=()))
    with pytest.raises(BadPage, match=r"uv@0.10.2.*nfs4"):
        read(page, "in.json")
