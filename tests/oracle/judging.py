"""Many sequences on one pair of mounts: what differs, what of it is explained, and the figures."""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.oracle.comparing import Pair
from tests.oracle.explained import EXPLAINED, Explanation, explanation
from tests.oracle.operations import Step
from tests.oracle.real import run
from tests.oracle.sequences import sequences

RUNS = Path(__file__).parent / "runs"
"""Where the figures of long runs are kept."""

SEED = int(os.environ.get("FUSEVENV_SEED", "0"))
LONG = "FUSEVENV_SEQUENCES" in os.environ
SEQUENCES = int(os.environ.get("FUSEVENV_SEQUENCES", "60"))


class Figures(msgspec.Struct):
    """What a run was, and what came of it."""

    oracle: str
    profile: str
    client: str
    user: str
    date: str
    seed: int
    sequences: int = 0
    operations: int = 0
    facts: int = 0
    """Attributes, contents and link texts that were compared when a sequence was over."""
    unexplained: int = 0
    explained: dict[str, int] = msgspec.field(default_factory=dict)
    """How many known differences there were, by the reason why they are left."""

    def keep(self) -> None:
        """Put the figures on record."""
        RUNS.mkdir(exist_ok=True)
        text = msgspec.json.format(msgspec.json.encode(self, order="sorted"), indent=2)
        (RUNS / f"{self.oracle}-{self.user}.json").write_bytes(text + b"\n")


class Judge:
    """Takes sequences on a pair of mounts, and counts."""

    def __init__(
        self,
        pair: Pair,
        drawn: SearchStrategy[list[Step]] = sequences,
        known: Sequence[Explanation] = EXPLAINED,
    ) -> None:
        self._pair = pair
        self._drawn = drawn
        self._known = known
        self._explained: Counter[str] = Counter()

    def play(self) -> Figures:
        """The figures of all sequences. Raises AssertionError with the shortest that differs."""

        @seed(SEED)
        @settings(
            max_examples=SEQUENCES,
            deadline=None,
            database=None,
            print_blob=True,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(self._drawn)
        def both_tell_the_same(steps: list[Step]) -> None:
            self._take(steps)

        both_tell_the_same()
        return self._figures()

    def _take(self, steps: Sequence[Step]) -> None:
        for difference in self._pair.differences(steps):
            known = explanation(difference, steps, self._known)
            assert known, f"{self._pair.variant.name} differs\n{difference}"
            self._explained[known.name] += 1

    def _figures(self) -> Figures:
        variant = self._pair.variant
        return Figures(
            oracle=variant.real.name,
            profile=variant.profile.name,
            client=_client(),
            user="root" if os.geteuid() == 0 else "user",
            date=datetime.datetime.now(datetime.UTC).date().isoformat(),
            seed=SEED,
            sequences=self._pair.sequences,
            operations=self._pair.operations,
            facts=self._pair.facts,
            explained={it.reason: self._explained[it.name] for it in self._known},
        )


def _client() -> str:
    """The real sshfs, by its version."""
    lines = run("sshfs", "--version").splitlines()
    return next((line for line in lines if line.startswith("SSHFS")), "unknown")
