"""A run told in Markdown: what is said first, in how few rows, and that nothing breaks out."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from pytest_fusevenv.causes import Cause
from pytest_fusevenv.guard.cells import BugEntry, Cell, News, Page
from pytest_fusevenv.reports.markdown import LIMIT, write
from pytest_fusevenv.reports.wording import SYMBOLS
from pytest_fusevenv.scenarios import Verdict
from tests.guard.paging import page_of

RELEASES = ("uv@0.10.2", "uv@0.10.3", "uv@0.10.4")
NO = SYMBOLS[Verdict.REFUSED]
NASTY = "a | b `c` ``d`` <b>e</b> </details> \\| \n# f\n\n| g | \\"


def sync(tool: str, profile: str, verdict: Verdict, reason: str = "") -> Cell:
    return Cell(tool, profile, "sync", verdict, reason)


def row(profile: str, *verdicts: Verdict) -> list[Cell]:
    return [sync(tool, profile, came) for tool, came in zip(RELEASES, verdicts, strict=True)]


WELL = (Verdict.WORKS,) * 3
BENT = (Verdict.WORKS, Verdict.REFUSED, Verdict.WORKS)


def news_of(cell: Cell, kind: str = "finding", expected: str = "") -> News:
    return News(*cell.key, kind, expected, cell.came)


def with_news(page: Page, *news: News) -> Page:
    return replace(page, news=news)


def tables(text: str) -> list[list[list[str]]]:
    """The tables of a summary as a renderer reads them: their rows of cells, as HTML."""
    shown = MarkdownIt("commonmark").enable("table").render(text)
    return [
        [re.findall(r"<t[hd]>(.*?)</t[hd]>", line, re.DOTALL) for line in found.split("</tr>")][:-1]
        for found in re.findall(r"<table>.*?</table>", shown, re.DOTALL)
    ]


# --- what is told --------------------------------------------------------------------------


def test_it_begins_with_what_was_guarded_and_what_came() -> None:
    text = write(page_of(*row("nfs4", *BENT), *row("vfat", *WELL)))
    assert text.startswith("## Guard: uv 0.10.2 to 0.10.4 on 2 filesystems\n")
    assert "3 tools on 2 filesystems in 1 scenario: 6 cells." in text
    assert f"**✓ 5 works, {NO} 1 refused**" in text
    assert "### No news" in text


def test_news_comes_by_kind_before_everything_else() -> None:
    cells = row("nfs4", *BENT)
    page = with_news(
        page_of(*cells), news_of(cells[2], "new pass", "hung"), news_of(cells[1], "new failure")
    )
    text = write(page)
    order = ["News: 2 cells", "New failures", "New passes", "What each release changed", "Every"]
    places = [text.index(heading) for heading in order]
    assert places == sorted(places)


def test_a_row_of_news_has_what_was_expected_and_what_came() -> None:
    cell = sync("uv@0.10.3", "nfs4", Verdict.REFUSED, "uv sync: flock EBADF")
    told = tables(write(with_news(page_of(cell), news_of(cell, "new failure", "works"))))
    assert told[0][1] == [
        "<code>nfs4</code>",
        "<code>sync</code>",
        "uv 0.10.3",
        "<code>works</code>",
        "<code>refused: uv sync: flock EBADF</code>",
    ]


def test_the_same_news_of_several_releases_and_filesystems_is_one_row() -> None:
    cells = [*row("nfs4", *WELL), *row("vfat", *WELL)]
    told = tables(write(with_news(page_of(*cells), *map(news_of, cells))))
    assert len(told[0]) == 2
    assert told[0][1][:3] == [
        "<code>nfs4</code>, <code>vfat</code>",
        "<code>sync</code>",
        "uv 0.10.2 to 0.10.4 (3 releases)",
    ]


def test_a_release_that_broke_a_filesystem_and_the_one_that_mended_it_are_named() -> None:
    told = write(page_of(*row("nfs4", *BENT)))
    assert f"**uv 0.10.3**, after uv 0.10.2:\n\n- ✓ → {NO} broke `sync` on `nfs4`" in told
    assert "uv 0.10.4 mended it" in told


def test_what_is_broken_is_told_with_its_releases_and_its_public_report() -> None:
    url = "https://github.com/astral-sh/uv/issues/15528"
    cause = Cause("readlink", "/.venv/bin/python", "EACCES", "the server follows it")
    cells = [
        replace(cell, cause=cause, bugs=("uv-15528",))
        for cell in row("multipass", *[Verdict.BROKEN] * 3)
    ]
    page = replace(page_of(*cells), bugs=(BugEntry("uv-15528", "a bug", (url,)),))
    told = write(page).split("### Broken though it says success")[1]
    assert "uv 0.10.2 to 0.10.4 (all 3 releases)" in told
    assert "`readlink -> EACCES`" in told
    assert f"[uv-15528](<{url}>)" in told


def test_filesystems_that_came_out_alike_share_a_row_and_releases_a_column() -> None:
    cells = [*row("nfs4", *BENT), *row("vfat", *WELL), *row("exfat", *WELL)]
    matrix = tables(write(page_of(*cells)))[-1]
    assert matrix == [
        ["uv 0.10.2", "uv 0.10.3", "uv 0.10.4", "filesystem"],
        ["✓", NO, "✓", "<code>nfs4</code>"],
        ["✓", "✓", "✓", "<code>vfat</code>, <code>exfat</code>"],
    ]
    alike = tables(write(page_of(*row("vfat", *WELL))))[-1]
    assert alike[0] == ["uv 0.10.2 to 0.10.4 (3 releases)", "filesystem"]


def test_a_cell_that_was_not_played_is_empty() -> None:
    matrix = tables(write(page_of(*row("nfs4", *BENT), *row("vfat", *WELL)[1:])))[-1]
    assert matrix[2] == ["", "✓", "✓", "<code>vfat</code>"]


def test_a_run_of_which_nothing_was_played_is_told_too() -> None:
    assert "0 cells" in write(replace(page_of(*row("nfs4", *BENT)), cells=()))


# --- what goes into it ---------------------------------------------------------------------


def test_no_output_breaks_out_of_its_cell() -> None:
    cell = sync("uv@0.10.3", "nfs4", Verdict.CRASHED, NASTY)
    told = tables(write(with_news(page_of(cell), news_of(cell))))[0]
    assert [len(line) for line in told] == [5, 5]
    assert told[1][4].startswith("<code>crashed: a | b `c` ``d`` &lt;b&gt;e&lt;/b&gt; &lt;/details")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_no_symbol_of_a_verdict_is_taken_for_markdown(verdict: Verdict) -> None:
    cells = row("nfs4", Verdict.WORKS, verdict, Verdict.WORKS)
    shown = MarkdownIt("commonmark").enable("table").render(write(page_of(*cells)))
    assert re.findall(r"<h1>.*", shown) == []
    assert shown.count("<strong>") == shown.count("</strong>") >= len(Verdict)


def test_it_stays_within_its_limit_and_says_that_it_is_cut() -> None:
    tools = [f"uv@0.1.{number}" for number in range(30)]
    cells = [
        sync(tool, f"profile-{number}", Verdict.REFUSED, f"uv sync: {tool} {number} {'x' * 200}")
        for number in range(88)
        for tool in tools
    ]
    text = write(with_news(page_of(*cells), *map(news_of, cells)))
    assert len(text.encode()) <= LIMIT
    assert "rows more; see the JSON" in text
    assert text.endswith("This summary is cut here; the JSON and the HTML page have all of it.\n")
