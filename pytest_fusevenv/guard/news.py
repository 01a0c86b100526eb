"""News: a cell that came out otherwise than it is expected to."""

from __future__ import annotations

from pytest_fusevenv.guard.cells import Cell, News
from pytest_fusevenv.scenarios import Verdict

_RANKS = {
    Verdict.WORKS: 0,
    Verdict.WORKS_AFTER_WARNING: 1,
    Verdict.REFUSED: 2,
    Verdict.DIRTY: 3,
    Verdict.CRASHED: 4,
    Verdict.HUNG: 5,
    Verdict.BROKEN: 6,
}
"""How bad a verdict is for a user: a clear refusal costs a minute, a hidden break a day."""

FINDING = "finding"
"""The kind of news where nothing is expected."""

_BAD = _RANKS[Verdict.DIRTY]


def rank(verdict: Verdict) -> int:
    """How bad a verdict is: 0 works, 6 is broken."""
    return _RANKS[verdict]


def is_bad(verdict: Verdict) -> bool:
    """Whether a verdict is a finding by itself: neither success nor a clear refusal."""
    return rank(verdict) >= _BAD


def news(cell: Cell, expected: str | None) -> News | None:
    """What is news in a cell, or None.

    Without an expectation it is news that something is broken, dirty, crashed or hung. A flake is
    no other news than that it is one, as long as one of its turns came out as expected.
    """
    if expected is None:
        return _of(cell, FINDING, "") if is_bad(cell.verdict) else None
    if cell.came == expected:
        return _of(cell, "flake", expected) if cell.also else None
    if expected in cell.also:
        return _of(cell, "flake", expected)
    return _of(cell, _kind(cell, Verdict(expected.partition(":")[0])), expected)


def _kind(cell: Cell, expected: Verdict) -> str:
    """What kind of news it is; to fail less badly is no pass."""
    change = rank(cell.verdict) - rank(expected)
    if change > 0:
        return "new failure"
    return "new pass" if change < 0 and not is_bad(cell.verdict) else "changed reason"


def _of(cell: Cell, kind: str, expected: str) -> News:
    return News(cell.tool, cell.profile, cell.scenario, kind, expected, cell.came)
