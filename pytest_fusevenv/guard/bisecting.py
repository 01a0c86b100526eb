"""Bisecting: which release to ask next, and which changes the answers show. It asks nobody itself.

Both ends of the range come first. Where they differ, the release half way is asked, and so on: one
change among n releases takes at most ceil(log2 n) + 2 runs, and so does every further one that
shows on the way. A change that was undone lies between releases that agree, where halving sees
nothing: `Search.ALL` looks there too, as long as the runs stay within that bound for each change
found (for two where none is found, since such changes come in pairs). It looks first at releases
that begin a series, such as 0.13.0, where most is changed, and then into the widest gap.

A release that cannot be had is no run: it drops out of the range, and the answer names it. A
release that came out in two ways is asked a third time, and the majority counts.
"""

from __future__ import annotations

from collections import Counter
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence


class Search(Enum):
    """What is looked for."""

    FIRST = "the first change"
    ALL = "all changes"


class Why(Enum):
    """Why a release is asked."""

    END = "an end of the range"
    HALF = "half way"
    LOOK = "between two that agree"
    KNOWN = "to verify what was known"
    AGAIN = "once more, to be sure"
    EVERY = "as every release"


class Missing(msgspec.Struct, frozen=True):
    """A release that cannot be had."""

    why: str


class Asked(msgspec.Struct, frozen=True):
    """A release that was asked, why, and what came: the word that is compared."""

    release: str
    why: Why
    came: str | Missing


class Gap(msgspec.Struct, frozen=True):
    """Two releases with an answer and, between them, those without: unasked, or not to be had."""

    before: str
    after: str
    unasked: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def middle(self) -> str:
        """The release that leaves at most half of the unasked on either side."""
        return self.unasked[len(self.unasked) // 2]

    def central(self, releases: Container[str]) -> str | None:
        """That of some releases which is nearest to the middle, if any is unasked."""
        middle = len(self.unasked) // 2
        near = sorted(enumerate(self.unasked), key=lambda one: abs(one[0] - middle))
        return next((release for _, release in near if release in releases), None)


def bound(releases: int) -> int:
    """How many runs one change among so many releases takes at most: ceil(log2 n) + 2."""
    return (releases - 1).bit_length() + 2


def _begins_series(release: str) -> bool:
    """Whether a release is a `.0`."""
    return release.rpartition(".")[2] == "0"


def _halvings(unasked: int) -> int:
    """How often so many releases can be halved until none is left."""
    return unasked.bit_length()


class Bisection:
    """What is known of a range of releases, in their order, and what to ask next.

    `known` are answers that cost no run; both sides of a change are asked nevertheless. `sure`
    asks both sides of a change a second time. `log` is what was asked, in order; `missing` are the
    releases that could not be had, and why.
    """

    def __init__(
        self,
        releases: Sequence[str],
        search: Search = Search.FIRST,
        *,
        known: Mapping[str, str] | None = None,
        sure: bool = False,
    ) -> None:
        self.releases = tuple(releases)
        self.log: list[Asked] = []
        self.missing: dict[str, str] = {}
        self.search = search
        self._likely = frozenset(filter(_begins_series, releases))
        self._runs_a_side = 2 if sure else 1
        self._answers = {release: [came] for release, came in (known or {}).items()}
        self._times: Counter[str] = Counter()

    # --- what is known ---------------------------------------------------------------------

    def learn(self, release: str, why: Why, came: str | Missing) -> None:
        """Take note of an answer."""
        self.log.append(Asked(release, why, came))
        self._times[release] += 1
        if isinstance(came, str):
            self._answers.setdefault(release, []).append(came)
        elif release not in self._answers:
            self.missing[release] = came.why

    def came(self, release: str) -> str:
        """How a release came out: as most of its answers say, or else the last."""
        return Counter(reversed(self._answers[release])).most_common(1)[0][0]

    @property
    def unasked(self) -> list[str]:
        """The releases of which nothing is known."""
        return [one for one in self.releases if not (one in self._answers or one in self.missing)]

    @property
    def flakes(self) -> dict[str, tuple[str, ...]]:
        """The releases that came out in more than one way, and in which, in order."""
        return {
            release: tuple(self._answers[release])
            for release in self._answered
            if len(set(self._answers[release])) > 1
        }

    @property
    def gaps(self) -> list[Gap]:
        """What lies between each two neighbours that have an answer."""
        place = {release: number for number, release in enumerate(self.releases)}
        return [
            self._gap(before, after, self.releases[place[before] + 1 : place[after]])
            for before, after in pairwise(self._answered)
        ]

    def _gap(self, before: str, after: str, between: Sequence[str]) -> Gap:
        missing = tuple(release for release in between if release in self.missing)
        unasked = tuple(release for release in between if release not in self.missing)
        return Gap(before, after, unasked, missing)

    @property
    def changes(self) -> list[Gap]:
        """The gaps whose two sides differ; without unasked releases, each is a change found."""
        return [gap for gap in self.gaps if self.came(gap.before) != self.came(gap.after)]

    @property
    def wanted(self) -> list[Gap]:
        """The changes that are looked for."""
        return self.changes[:1] if self.search is Search.FIRST else self.changes

    @property
    def runs(self) -> int:
        """How many runs it took so far, but for those that only make sure."""
        runs = [asked for asked in self.log if isinstance(asked.came, str)]
        return sum(asked.why is not Why.AGAIN for asked in runs)

    @property
    def extra(self) -> int:
        """How many runs only made sure."""
        return sum(asked.why is Why.AGAIN for asked in self.log if isinstance(asked.came, str))

    @property
    def _answered(self) -> list[str]:
        return [release for release in self.releases if release in self._answers]

    # --- what to ask -----------------------------------------------------------------------

    def next(self) -> tuple[str, Why] | None:
        """The release to ask now, and why; None where all is said."""
        for steps in (self._unsettled, self._ends, self._halves, self._unsure, self._looks):
            for release, why in steps():
                return release, why
        return None

    @property
    def left(self) -> int:
        """How many runs are left at most, unless more changes show."""
        again = sum(1 for _ in self._unsettled()) + sum(1 for _ in self._unsure())
        if self.search is Search.ALL:
            return min(self._budget(len(self.changes)) - self.runs, len(self.unasked)) + again
        if ends := sum(1 for _ in self._ends()):
            return ends + _halvings(len(self.unasked) - ends) + again
        return sum(_halvings(len(gap.unasked)) for gap in self.wanted) + again

    def _unsettled(self) -> Iterator[tuple[str, Why]]:
        """Releases that came out in two ways."""
        for release in self.flakes:
            if len(self._answers[release]) == 2 and self._times[release] < 3:
                yield release, Why.AGAIN

    def _ends(self) -> Iterator[tuple[str, Why]]:
        """The first and the last of the releases that can be had, unless they have an answer."""
        there = [release for release in self.releases if release not in self.missing]
        for end in dict.fromkeys(there[:1] + there[-1:]):
            if end not in self._answers:
                yield end, Why.END

    def _halves(self) -> Iterator[tuple[str, Why]]:
        """The middle of each change that is not narrowed down."""
        for gap in self.wanted:
            if gap.unasked:
                yield gap.middle, Why.HALF

    def _unsure(self) -> Iterator[tuple[str, Why]]:
        """The sides of changes that were not asked often enough."""
        sides = (side for gap in self.wanted for side in (gap.before, gap.after))
        for side in dict.fromkeys(sides):
            if self._times[side] < self._runs_a_side:
                yield side, Why.AGAIN if self._times[side] else Why.KNOWN

    def _looks(self) -> Iterator[tuple[str, Why]]:
        """What lies between two that agree: a likely release, or the middle of the widest gap."""
        if self.search is Search.FIRST:
            return
        gaps = sorted(self.gaps, key=lambda gap: len(gap.unasked), reverse=True)
        likely = [(gap, gap.central(self._likely)) for gap in gaps]
        middle = [(gap, gap.middle) for gap in gaps[:1] if gap.unasked]
        for gap, release in (*likely, *middle):
            if release and self._affords(gap, release):
                yield release, Why.LOOK

    def _affords(self, gap: Gap, release: str) -> bool:
        """Whether there are runs for a release and, if it differs, for both of its borders."""
        found, then = len(self.changes), self.runs + 1
        left = gap.unasked.index(release)
        borders = _halvings(left) + _halvings(len(gap.unasked) - 1 - left)
        return then <= self._budget(found) and then + borders <= self._budget(found + 2)

    def _budget(self, changes: int) -> int:
        return bound(len(self.releases)) * (changes or 2)
