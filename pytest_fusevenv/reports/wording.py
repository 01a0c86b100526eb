"""The words and symbols of every report: of verdicts, of tools, of many things in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fusevenv.guard.news import rank
from pytest_fusevenv.scenarios import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

SYMBOLS = {
    Verdict.WORKS: "✓",
    Verdict.WORKS_AFTER_WARNING: "!",
    Verdict.REFUSED: "\u2013",
    Verdict.DIRTY: "~",
    Verdict.CRASHED: "#",
    Verdict.HUNG: "…",
    Verdict.BROKEN: "✗",
}
"""A symbol for each verdict, so that none is told by its colour alone."""

MEANINGS = {
    Verdict.WORKS: "all commands succeed, and what they made works",
    Verdict.WORKS_AFTER_WARNING: "it works, and a warning was given",
    Verdict.REFUSED: "a command failed with a clear error, and left nothing in the way",
    Verdict.DIRTY: "a command failed, and what it left stops the next one",
    Verdict.CRASHED: "a command panicked, or a signal ended it",
    Verdict.HUNG: "a command did not end",
    Verdict.BROKEN: "all commands said success, and what they made does not work",
}
"""What each verdict says, as the half of a sentence."""

VERDICTS = tuple(sorted(Verdict, key=rank))
"""Every verdict, the best first."""


def named(tool: str) -> str:
    """A tool as it is spoken of: `uv 0.10.3` for `uv@0.10.3`; a place stays as it was typed."""
    kind, _, version = tool.partition("@")
    return f"{kind} {version}" if version[:1].isdigit() else tool


def listed(names: Sequence[str]) -> str:
    """Some names in a sentence: `a, b and c`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def counted(number: int, noun: str) -> str:
    """A number of things: `1 cell`, `12,345 cells`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
