"""The two worlds a test can meet a profile in, and the fixtures of each."""

from __future__ import annotations

from enum import Enum


class World(Enum):
    """Where a profile is at work; its value is what the marker calls it."""

    MOUNT = "mount"
    FAKE = "fake"


MOUNTED = ("fusevenv", "fusevenv_mount", "fusevenv_backing", "fusevenv_factory")
"""The fixtures that mount something."""

FAKED = "fusevenv_fake"
"""The fixture of the fake world."""
