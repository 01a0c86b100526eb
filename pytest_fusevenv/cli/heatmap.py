"""A page of the guard in a terminal: a heat map of verdicts, what changed, and the news."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from pytest_fusevenv.cli.tables import new_table
from pytest_fusevenv.reports.changes import releases
from pytest_fusevenv.reports.wording import SYMBOLS, counted
from pytest_fusevenv.scenarios import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.table import Table

    from pytest_fusevenv.guard.cells import Cell, Page

_STYLES = {
    Verdict.WORKS: "green",
    Verdict.WORKS_AFTER_WARNING: "green",
    Verdict.REFUSED: "yellow",
    Verdict.BROKEN: "bold white on red",
    Verdict.DIRTY: "bold red",
    Verdict.CRASHED: "bold red",
    Verdict.HUNG: "bold red",
}

_NOT_PLAYED = (" ", "")
_SHOWN = 25
"""How many changes, and news of a kind, are printed."""

_NAMES = 6
"""How many filesystems that came out alike are named."""


def show(page: Page) -> None:
    """Print the heat map of a page, what it means, what changed, and the news."""
    console = Console(highlight=False)
    for scenario in page.scenarios:
        cells = [cell for cell in page.cells if cell.scenario == scenario.name]
        if cells:
            console.print(Text.assemble((scenario.name, "bold"), f": {scenario.title}"))
            console.print(_map(page, cells), "")
    console.print(_legend(page))
    for told in (*_changes(page), *_news(page)):
        console.print(told, soft_wrap=True)


def _map(page: Page, cells: Sequence[Cell]) -> Table:
    """A scenario: a symbol for each tool; filesystems that came out alike share a line."""
    table = new_table()
    tools = [tool.name for tool in page.tools if any(cell.tool == tool.name for cell in cells)]
    table.add_column(_heading(tools), no_wrap=True, vertical="bottom")
    table.add_column("filesystem", overflow="fold", vertical="bottom")
    by_pattern: dict[tuple[Verdict | None, ...], list[str]] = {}
    for profile, of_profile in groupby(cells, lambda cell: cell.profile):
        verdicts = {cell.tool: cell.verdict for cell in of_profile}
        by_pattern.setdefault(tuple(map(verdicts.get, tools)), []).append(profile)
    for pattern, profiles in by_pattern.items():
        table.add_row(Text.assemble(*map(_mark, pattern)), _named(profiles))
    return table


def _mark(verdict: Verdict | None) -> tuple[str, str]:
    return (SYMBOLS[verdict], _STYLES[verdict]) if verdict else _NOT_PLAYED


def _heading(tools: Sequence[str]) -> str:
    """The names of the tools, written downwards; what they all begin with, above."""
    if len(tools) == 1:
        return tools[0]
    kinds = {tool.partition("@")[0] for tool in tools}
    names = [tool.partition("@")[2] for tool in tools] if len(kinds) == 1 else tools
    height = max(map(len, names))
    lines = ("".join(name.rjust(height)[row] for name in names) for row in range(height))
    return "\n".join([*(kinds if len(kinds) == 1 else ()), *lines])


def _named(profiles: Sequence[str]) -> str:
    named = ", ".join(profiles[:_NAMES])
    more = len(profiles) - _NAMES
    return f"{named} and {more} more" if more > 0 else named


def _legend(page: Page) -> Text:
    """How many cells came out how."""
    counts = Counter(cell.verdict for cell in page.cells)
    told = Text(f"{counted(len(page.cells), 'cell')}, {page.seconds:.0f} s:")
    for verdict in Verdict:
        if counts[verdict]:
            told.append("  ").append(*_mark(verdict)).append(f" {counts[verdict]} {verdict}")
    return told


# --- what changed --------------------------------------------------------------------------


def _changes(page: Page) -> Iterator[Text]:
    """What each release did otherwise than the one before it; reasons alone are not told."""
    told = [str(change) for release in releases(page) for change in release.verdicts]
    if told:
        yield Text(f"\nwhat changed ({len(told)})", style="bold")
    yield from (Text(f"  {change}") for change in told[:_SHOWN])
    if len(told) > _SHOWN:
        yield Text(f"  and {len(told) - _SHOWN} more: see --html or --markdown")


# --- news ----------------------------------------------------------------------------------


def _news(page: Page) -> Iterator[Text]:
    for kind in dict.fromkeys(news.kind for news in page.news):
        of_kind = [news for news in page.news if news.kind == kind]
        yield Text(f"\n{kind} ({len(of_kind)})", style="bold")
        for news in of_kind[:_SHOWN]:
            expected = f"; expected: {news.expected}" if news.expected else ""
            where = f"{news.tool}, {news.scenario} on {news.profile}"
            yield Text(f"  {where}: {news.came}{expected}")
        if len(of_kind) > _SHOWN:
            yield Text(f"  and {len(of_kind) - _SHOWN} more: see --html, --json or --markdown")
