"""The proof of a bisection: what was asked, how it came out, what changed where. The JSON form.

docs/bisect.md has the form for those who read it by a program; `FORMAT` is its version.
"""

from __future__ import annotations

import shlex
from enum import Enum
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.guard.bisecting import Missing, bound
from pytest_fusevenv.guard.cells import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_fusevenv.guard.bisecting import Bisection, Gap, Why

FORMAT = 1
"""The version of the JSON form; another one where a reader would have to know."""


class By(Enum):
    """What of two cells is compared."""

    VERDICT = "verdict"
    REASON = "reason"

    def of(self, cell: Cell) -> str:
        """What of a cell is compared: its verdict or, with its reason, how it came out."""
        return str(cell.verdict) if self is By.VERDICT else cell.came


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A release, how it is known, and its cell or why it could not be had.

    `run` is the number of the run, 0 where it was none; `how` is why it was asked, or the file
    that knew it.
    """

    release: str
    how: str
    run: int = 0
    cell: Cell | None = None
    missing: str = ""


class Change(msgspec.Struct, frozen=True):
    """The last release that came out as before, the first that did otherwise, and both cells.

    `missing` lie between them and could not be had; `unasked` too, where the search did not end.
    `reproducer` is the command that writes a reproducer of the side that fails.
    """

    before: Cell
    after: Cell
    missing: tuple[str, ...]
    unasked: tuple[str, ...]
    reproducer: str


class Proof(msgspec.Struct, frozen=True):
    """All that a bisection says, and all that it rests on.

    `releases` are the range, `changes` what was found in it, `entries` what is known, both in the
    order of the range. `runs` is how many there were, of at most `bound` for each change; `extra`
    are those that only made sure. `flakes` are releases that came out in more than one way.
    `seconds`, and those of them for `fetching`, are what no two searches agree on. `finished` is
    false where the user ended it.
    """

    version: int
    profile: str
    scenario: str
    by: str
    search: str
    releases: tuple[str, ...]
    changes: tuple[Change, ...]
    entries: tuple[Entry, ...]
    unasked: tuple[str, ...]
    flakes: dict[str, tuple[str, ...]]
    runs: int
    bound: int
    extra: int
    finished: bool
    fetching: float
    seconds: float


class Case(msgspec.Struct, frozen=True):
    """What a bisection is about, the profile named as its user does."""

    profile: str
    scenario: str
    by: By

    def reproducer(self, before: Cell, after: Cell) -> str:
        """The command that writes a reproducer of the side that fails, the newer one if both do."""
        failing = before if after.verdict.is_good and not before.verdict.is_good else after
        words = ("fusevenv", "guard", failing.tool, "--profile", self.profile)
        return shlex.join((*words, "--scenario", self.scenario, "--reproducer", "DIR"))


class Evidence:
    """A bisection together with the cells that it goes by: those of the runs, and known ones."""

    def __init__(self, case: Case, bisection: Bisection, known: Mapping[str, Cell]) -> None:
        self.case = case
        self.bisection = bisection
        self._known = known
        self._played: list[Cell | None] = []

    def add(self, release: str, why: Why, came: Cell | Missing) -> None:
        """Put the answer of a release on record."""
        cell = came if isinstance(came, Cell) else None
        self._played.append(cell)
        word = self.case.by.of(came) if isinstance(came, Cell) else came
        self.bisection.learn(release, why, word)

    def cell(self, release: str) -> Cell:
        """The cell that counts, of a release that has an answer: the last that came out so."""
        played = [cell for cell in self._played if cell and cell.tool == release]
        known = [self._known[release]] if release in self._known else []
        came = self.bisection.came(release)
        return next(cell for cell in reversed(known + played) if self.case.by.of(cell) == came)

    @property
    def changes(self) -> list[Change]:
        """What was found, in the order of the range."""
        return [self._change(gap) for gap in self.bisection.wanted]

    def _change(self, gap: Gap) -> Change:
        before, after = self.cell(gap.before), self.cell(gap.after)
        again = self.case.reproducer(before, after)
        return Change(before, after, gap.missing, gap.unasked, again)

    def entries(self, source: str) -> list[Entry]:
        """All that is known, in the order of the range; `source` is the file that knew some."""
        place = {release: number for number, release in enumerate(self.bisection.releases)}
        known = [Entry(tool, source, cell=cell) for tool, cell in self._known.items()]
        return sorted([*known, *self._runs()], key=lambda entry: place[entry.release])

    def _runs(self) -> Iterator[Entry]:
        number = 0
        for asked, cell in zip(self.bisection.log, self._played, strict=True):
            if isinstance(asked.came, Missing):
                yield Entry(asked.release, asked.why.value, missing=asked.came.why)
            else:
                number += 1
                yield Entry(asked.release, asked.why.value, number, cell)


def proof(evidence: Evidence, source: str, fetching: float, seconds: float) -> Proof:
    """The proof that some evidence makes; `source` is the file that knew some cells."""
    bisection = evidence.bisection
    return Proof(
        version=FORMAT,
        profile=evidence.case.profile,
        scenario=evidence.case.scenario,
        by=evidence.case.by.value,
        search=bisection.search.value,
        releases=bisection.releases,
        changes=tuple(evidence.changes),
        entries=tuple(evidence.entries(source)),
        unasked=tuple(bisection.unasked),
        flakes=bisection.flakes,
        runs=bisection.runs,
        bound=bound(len(bisection.releases)),
        extra=bisection.extra,
        finished=bisection.next() is None,
        fetching=round(fetching, 1),
        seconds=round(seconds, 1),
    )


def as_json(told: Proof) -> str:
    """A proof as a program reads it."""
    return msgspec.json.format(msgspec.json.encode(told), indent=1).decode()
