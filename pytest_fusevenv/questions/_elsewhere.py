"""The other filesystem that a question about two needs."""

from __future__ import annotations

import errno
from pathlib import Path

from pytest_fusevenv.questions._asking import Room


def elsewhere(room: Room) -> Path:
    """A directory on another filesystem. Raises OSError (ENODEV) where this machine has none."""
    if room.elsewhere is None:
        raise OSError(errno.ENODEV, "no other filesystem to write to")
    return room.elsewhere
