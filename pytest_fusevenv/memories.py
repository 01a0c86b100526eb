"""What the quirks of one mount remember: how often, when, and what is open.

The rules are pure, so the clock and the seed of all chance are given from outside.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

Kept = TypeVar("Kept")


class Opened(NamedTuple):
    """An open file: the path it was opened by, and its flags."""

    path: str
    flags: int


class Memory:
    """The memory of one imitation. `now` tells nanoseconds that only go up."""

    def __init__(self, now: Callable[[], int] = lambda: 0, seed: int = 0) -> None:
        self.now = now
        self.seed = seed
        self.opened: dict[int, Opened] = {}
        self._kept: dict[int, Any] = {}

    def of(self, quirk: object, make: Callable[[], Kept]) -> Kept:
        """What one quirk keeps here, made when it is first asked for.

        Two quirks that are equal remember apart: a profile may have a fault twice.
        """
        return cast("Kept", self._kept.setdefault(id(quirk), make()))

    def chance(self, *what: object) -> float:
        """A number from 0 to 1 that depends on nothing but the seed and `what`."""
        return random.Random(repr((self.seed, *what))).random()
