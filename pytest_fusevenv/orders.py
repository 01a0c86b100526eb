"""What the server process is told: the one message that asks for a mount."""

from __future__ import annotations

import msgspec

from pytest_fusevenv.calls import Ids
from pytest_fusevenv.hosts import HostWorld
from pytest_fusevenv.profiles import Profile


class Order(msgspec.Struct, frozen=True):
    """Serve `profile` over `backing` at `mountpoint`, with its trace in `state`.

    `private` says that nobody but the server writes the backing, so that the kernel may remember
    what it was told. `seed` decides all chance. `scratch` and the `record` (see `records.py`) are
    removed when the process that gave the order is gone.
    """

    profile: Profile
    backing: str
    mountpoint: str
    state: str
    world: HostWorld
    guest: Ids
    complete_trace: bool
    private: bool
    seed: int = 0
    scratch: str | None = None
    record: str = ""


READY = b"ready "
"""What a server says, with its process id, when the kernel has accepted its mount."""


class Hello(msgspec.Struct, frozen=True):
    """What the server process says when it has started: its libfuse, or why it can not serve."""

    libfuse: int = 0
    error: str = ""
