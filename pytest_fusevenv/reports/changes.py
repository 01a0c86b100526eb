"""What changed from release to release, and what is broken though a tool says success.

Releases of one kind of tool are compared with the one before them in the order of the page. What
changed alike on several filesystems, or in several scenarios, is one change.
"""

from __future__ import annotations

from collections import defaultdict
from enum import Enum
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.guard.news import rank
from pytest_fusevenv.reports.wording import counted, listed, named
from pytest_fusevenv.scenarios import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_fusevenv.guard.cells import Cell, Page, ToolEntry


class Deed(Enum):
    """What a release did, as a verb: `uv 0.10.3 broke sync on nfs4`."""

    BROKE = "broke"
    BROKE_UNSEEN = "broke, and says success in,"
    MENDED = "mended"
    REFUSES = "now refuses early"
    FAILS = "now fails openly in"
    WARNS = "now warns in"
    QUIET = "no longer warns in"
    WORSE = "made worse"
    BETTER = "made better"
    REASON = "gives another reason in"


class Change(msgspec.Struct, frozen=True):
    """What a release does otherwise than the one before it, alike on some filesystems.

    `why` is the error behind it, or behind what was mended; `was_why` the one before, where only
    the reason changed. `mended` is the release in which it was as good as before again.
    """

    tool: str
    scenarios: tuple[str, ...]
    profiles: tuple[str, ...]
    was: Verdict
    came: Verdict
    why: str
    was_why: str = ""
    mended: str = ""
    bugs: tuple[str, ...] = ()

    @property
    def deed(self) -> Deed:
        """What the release did."""
        return _deed(self.was, self.came)

    def __str__(self) -> str:
        """The change in a sentence."""
        where = f"{listed(self.scenarios)} on {listed(self.profiles)}"
        what = f"{named(self.tool)} {self.deed.value} {where}"
        why = f" ({self.reason})" if self.reason else ""
        return f"{what}{why}; {named(self.mended)} mended it" if self.mended else f"{what}{why}"

    @property
    def reason(self) -> str:
        """Why, and what it was before where the verb does not say so."""
        if self.deed is Deed.REASON:
            return f"{self.why}; it was {self.was_why}"
        if self.deed in (Deed.WORSE, Deed.BETTER):
            return f"{self.came} instead of {self.was}: {self.why}"
        return self.why


class Release(msgspec.Struct, frozen=True):
    """What a release changed: verdicts, the worst change first, and mere reasons."""

    tool: str
    before: str
    verdicts: tuple[Change, ...]
    reasons: tuple[Change, ...]


class Span(msgspec.Struct, frozen=True):
    """Some releases in a row, and whether these are all there are of the kind."""

    first: str
    last: str
    count: int
    is_all: bool

    def __str__(self) -> str:
        """`uv 0.8.13 to 0.12.9 (14 releases)`."""
        if self.count == 1:
            return named(self.first)
        last = self.last.rpartition("@")[2]
        every = "all " if self.is_all else ""
        return f"{named(self.first)} to {last} ({every}{counted(self.count, 'release')})"


class Broken(msgspec.Struct, frozen=True):
    """Where releases say success, and what they made does not work."""

    profiles: tuple[str, ...]
    scenarios: tuple[str, ...]
    why: str
    spans: tuple[Span, ...]
    bugs: tuple[str, ...]


def gist(cell: Cell) -> str:
    """Why a cell came out as it did, whatever the command: the refused call, or the error."""
    if cell.cause:
        return f"{cell.cause.op} -> {cell.cause.errno}"
    return cell.reason.partition(": ")[2] or cell.reason


def series(tool: ToolEntry) -> str:
    """What the releases of a tool have in common: its kind; each `venv` is one by itself."""
    return tool.name if tool.kind == "venv" else tool.kind


# --- changes -------------------------------------------------------------------------------


class _Step(msgspec.Struct, frozen=True):
    """Two neighbours that differ, and the release that mended it."""

    before: Cell
    cell: Cell
    mended: str


_Alike = tuple[Verdict, Verdict, str, str, str]


def releases(page: Page) -> list[Release]:
    """What each release changed, in the order of the page; those that changed nothing are out."""
    steps: dict[str, list[_Step]] = defaultdict(list)
    for row in _rows(page):
        for step in _steps(row):
            steps[step.cell.tool].append(step)
    return [
        _release(tool.name, before, steps[tool.name])
        for tool, before in _neighbours(page)
        if steps[tool.name]
    ]


def _release(tool: str, before: str, steps: list[_Step]) -> Release:
    grouped = sorted(_grouped(tool, steps), key=_worst_first)
    verdicts = tuple(change for change in grouped if change.was is not change.came)
    others = (change for change in grouped if change.was is change.came)
    reasons = tuple(change for change in others if change.why != change.was_why)
    return Release(tool, before, verdicts, reasons)


def _worst_first(change: Change) -> tuple[int, int]:
    return rank(change.was) - rank(change.came), -len(change.profiles)


def _neighbours(page: Page) -> Iterator[tuple[ToolEntry, str]]:
    """Every tool, and the name of the release before it."""
    last: dict[str, str] = {}
    for tool in page.tools:
        yield tool, last.get(series(tool), "")
        last[series(tool)] = tool.name


def _rows(page: Page) -> list[list[Cell]]:
    """The cells of each filesystem and scenario by releases of one kind, in order."""
    kinds = {tool.name: series(tool) for tool in page.tools}
    rows: dict[tuple[str, str, str], list[Cell]] = defaultdict(list)
    for cell in page.cells:
        rows[cell.profile, cell.scenario, kinds[cell.tool]].append(cell)
    return list(rows.values())


def _steps(row: list[Cell]) -> Iterator[_Step]:
    for place, (before, cell) in enumerate(pairwise(row)):
        if cell.came not in (before.came, *before.also) and before.came not in cell.also:
            yield _Step(before, cell, _mended(before, row[place + 1 :]))


def _mended(before: Cell, after: list[Cell]) -> str:
    """The first of some releases that is as good again; empty where none is, or none was worse."""
    good = rank(before.verdict)
    if rank(after[0].verdict) <= good:
        return ""
    return next((cell.tool for cell in after if rank(cell.verdict) <= good), "")


def _alike(step: _Step) -> _Alike:
    """What steps have in common that are one change."""
    before, cell = step.before, step.cell
    only_reason = before.verdict is cell.verdict
    why = gist(cell) or gist(before)
    return before.verdict, cell.verdict, gist(before) if only_reason else "", why, step.mended


def _grouped(tool: str, steps: Iterable[_Step]) -> Iterator[Change]:
    """Steps as changes: alike on some filesystems, then in some scenarios on all of these."""
    places: dict[tuple[_Alike, str], list[str]] = defaultdict(list)
    bugs: dict[_Alike, set[str]] = defaultdict(set)
    for step in steps:
        places[_alike(step), step.cell.scenario].append(step.cell.profile)
        bugs[_alike(step)].update(step.cell.bugs or step.before.bugs)
    scenarios: dict[tuple[_Alike, tuple[str, ...]], list[str]] = defaultdict(list)
    for (alike, scenario), names in places.items():
        scenarios[alike, tuple(names)].append(scenario)
    for (alike, profiles), names in scenarios.items():
        was, came, was_why, why, mended = alike
        known = tuple(sorted(bugs[alike]))
        yield Change(tool, tuple(names), profiles, was, came, why, was_why, mended, known)


def _deed(was: Verdict, came: Verdict) -> Deed:
    if was is came:
        return Deed.REASON
    if was.is_good and came.is_good:
        return Deed.QUIET if came is Verdict.WORKS else Deed.WARNS
    if came.is_good:
        return Deed.MENDED
    if was.is_good:
        return Deed.BROKE_UNSEEN if came is Verdict.BROKEN else Deed.BROKE
    if was is Verdict.BROKEN:
        return Deed.REFUSES if came is Verdict.REFUSED else Deed.FAILS
    return Deed.WORSE if rank(came) > rank(was) else Deed.BETTER


# --- broken though it says success ---------------------------------------------------------

_Finding = tuple[str, tuple[Span, ...], tuple[str, ...]]


def broken(page: Page) -> list[Broken]:
    """Where the worst finding is made: alike in some scenarios, on some filesystems."""
    scenarios: dict[tuple[_Finding, str], list[str]] = defaultdict(list)
    for row in _rows(page):
        if finding := _finding(row):
            scenarios[finding, row[0].profile].append(row[0].scenario)
    profiles: dict[tuple[_Finding, tuple[str, ...]], list[str]] = defaultdict(list)
    for (finding, profile), names in scenarios.items():
        profiles[finding, tuple(names)].append(profile)
    return [
        Broken(tuple(names), of_scenarios, *finding)
        for (finding, of_scenarios), names in profiles.items()
    ]


def _finding(row: list[Cell]) -> _Finding | None:
    """Why a row is broken, in which releases, and what it looks like; None where it is not."""
    bad = [cell for cell in row if cell.verdict is Verdict.BROKEN]
    if not bad:
        return None
    known = {bug for cell in bad for bug in cell.bugs}
    return gist(bad[-1]), tuple(_spans(row)), tuple(sorted(known))


def _spans(row: list[Cell]) -> Iterator[Span]:
    """The releases of a row that are broken."""
    for is_broken, group in groupby(row, key=lambda cell: cell.verdict is Verdict.BROKEN):
        if is_broken:
            cells = list(group)
            yield Span(cells[0].tool, cells[-1].tool, len(cells), len(cells) == len(row))
