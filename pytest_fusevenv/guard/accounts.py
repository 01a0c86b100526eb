"""A cell as a person reads it: what was typed, what came back, the cause, what is news in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fusevenv.bugs import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fusevenv.guard.cells import Cell, News, Typed

_NOTES = {
    "second": "  # the day after",
    "again": "  # once more",
    "check": "  # must work now",
    "survives": "  # must work still",
}


def told(cell: Cell, news: News | None = None) -> str:
    """The story of a cell in some lines."""
    return "\n".join(_told(cell, news))


def _told(cell: Cell, news: News | None) -> Iterator[str]:
    yield f"{cell.tool}, {cell.scenario} on {cell.profile}: {cell.came}"
    if news:
        expected = f"; expected was {news.expected}" if news.expected else ""
        yield f"news: {news.kind}{expected}"
    if cell.also:
        yield f"flake: on another turn it came out as {' or '.join(cell.also)}"
    for line in cell.lines:
        yield from _typed(line)
    if cell.cause:
        yield f"cause: {cell.cause}"
        yield f"       {cell.cause.because}"
    for name in cell.bugs:
        bug = shipped()[name]
        yield f"known: {bug.name}, {bug.title}: {bug.urls[0]}" if bug.urls else f"known: {bug.name}"


def _typed(line: Typed) -> Iterator[str]:
    yield f"$ {line.command}{_NOTES.get(line.role, '')}"
    yield from (f"  {said}" for said in line.said.splitlines())
    if line.exit_code != 0:
        yield "  it did not end" if line.exit_code is None else f"  exit {line.exit_code}"
