"""Delays: the quirk by which a filesystem takes its time."""

from __future__ import annotations

from pytest_fusevenv.calls import Op
from pytest_fusevenv.deviations import Ops, Quirk, each
from pytest_fusevenv.faults import Milliseconds


class Delay(Quirk, frozen=True):
    """Take so many milliseconds for every call that reaches the server.

    What the kernel remembers does not reach it, as with a real network filesystem. One call is
    answered after the other, so callers wait for each other, too.
    """

    ops: Ops
    milliseconds: Milliseconds

    @property
    def affects(self) -> tuple[Op, ...]:
        return each(self.ops)
