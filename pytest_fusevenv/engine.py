"""Which FUSE binding serves the mounts, and what it cannot deliver.

One setting chooses it: the environment variable `FUSEVENV_ENGINE`. No binding is imported here.
"""

from __future__ import annotations

import os
from enum import Enum

from pytest_fusevenv.calls import Op

SETTING = "FUSEVENV_ENGINE"


class Engine(Enum):
    """A binding, by the name of its distribution."""

    MFUSEPY = "mfusepy"
    FUSEPY = "fusepy"

    @classmethod
    def chosen(cls) -> Engine:
        """The engine the environment asks for; mfusepy unless it says otherwise.

        Raises ValueError, with what is on offer, where it asks for another.
        """
        name = os.environ.get(SETTING) or cls.MFUSEPY.value
        try:
            return cls(name)
        except ValueError:
            known = " or ".join(engine.value for engine in cls)
            raise ValueError(f"{SETTING}={name}: no such engine; set it to {known}") from None

    @property
    def libraries(self) -> tuple[str, ...]:
        """The shared libraries it can load, the best one first."""
        if self is Engine.FUSEPY:
            return ("libfuse.so.2",)
        return ("libfuse3.so.4", "libfuse3.so.3", "libfuse.so.2")

    @property
    def mount_helpers(self) -> tuple[str, ...]:
        """The setuid programs that mount for an ordinary user."""
        return ("fusermount",) if self is Engine.FUSEPY else ("fusermount3", "fusermount")

    @property
    def lacks(self) -> frozenset[Op]:
        """Operations that never reach us through it, so that no quirk can rule on them."""
        if self is Engine.FUSEPY:
            return frozenset({Op.FLOCK, Op.FALLOCATE})
        return frozenset()
