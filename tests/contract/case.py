"""A conformance case: what is done, by whom, and what each column answers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import NamedTuple

from tests.contract.columns import SSHFS

NOT_ASKED = "-"
"""An answer that the specification leaves open: the question makes no sense there."""

_DEFAULTS = {
    "B": "A",
    "B0": "B",
    "C": "B",
    "D": "B",
    "SF": "A",
    "SF-C": "SF",
    "SF-F": "SF",
    "SF-T": "SF",
    "SF-N": "SF",
}
"""Which column another one answers like, where nothing else is said."""


class Case(NamedTuple):
    """One row of the specification.

    A step is `H: …`, done by the host user in the export; `G: …`, done by the guest's user, who
    takes an error as it comes; or a question: `?: …` by the guest's user, `root?: …` by the
    guest's root, `other?: …` by another user there, `H?: …` on the host. `answers` holds, for each
    column, the answers in order, joined by "; ".
    """

    id: str
    what: str
    steps: tuple[str, ...]
    answers: dict[str, str]
    needs_root: frozenset[str]
    beyond: dict[str, str]

    @property
    def number(self) -> int:
        """The specification's number of this case, where it has one."""
        return int(self.id.rstrip("abcdefgh"))

    @property
    def columns(self) -> list[str]:
        """The columns this is asked of."""
        return [column for column, answer in self.answers.items() if answer != NOT_ASKED]

    def repeats(self, column: str, among: Iterable[str]) -> bool:
        """Whether a column before this one, of those that are asked, answers alike."""
        before = itertools.takewhile(lambda other: other != column, self.columns)
        asked = frozenset(among)
        return any(self.answers[it] == self.answers[column] for it in before if it in asked)


def case(
    name: int | str,
    what: str,
    *steps: str,
    a: str = NOT_ASKED,
    b: str = "",
    b0: str = "",
    b_c: str = NOT_ASKED,
    c: str = "",
    d: str = "",
    sf: str = "",
    sf_c: str = "",
    sf_f: str = "",
    sf_t: str = "",
    sf_n: str = "",
    sf_p: str = NOT_ASKED,
    needs_root: frozenset[str] = frozenset(),
    beyond: dict[str, str] | None = None,
) -> Case:
    """A case. A column without an answer answers like its model: B like A, C and D like B, …"""
    said = {"A": a, "B": b, "B0": b0, "B-C": b_c, "C": c, "D": d}
    said |= {"SF": sf, "SF-C": sf_c, "SF-F": sf_f, "SF-T": sf_t, "SF-N": sf_n, "SF-P": sf_p}
    answers: dict[str, str] = {}
    for column, answer in said.items():
        answers[column] = answer or answers[_DEFAULTS[column]]
    return Case(str(name), what, steps, answers, needs_root, beyond or {})


OWNERS_NEED_ROOT = SSHFS
"""The columns where a file of root's must be root's in the backing."""
