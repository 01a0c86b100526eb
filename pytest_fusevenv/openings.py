"""Openings: the quirks by which a server forgets, or goes by, what was there at an `open`."""

from __future__ import annotations

from pytest_fusevenv.calls import Call, Op
from pytest_fusevenv.deviations import Errno, Quirk
from pytest_fusevenv.hosts import Host

OF_AN_OPEN_FILE = (Op.GETATTR, Op.TRUNCATE)
"""What is asked of an open file; the call's `other` is the path that the file was opened by."""


class KeepPath(Quirk, frozen=True):
    """Look for an open file where it was opened, to tell its attributes and to set its size.

    Where nothing is left of that path, setting the size is refused with `gone`.
    """

    gone: Errno

    @property
    def affects(self) -> tuple[Op, ...]:
        return OF_AN_OPEN_FILE

    def amend(self, call: Call, host: Host) -> Call | Errno:
        if call.other is None:
            return call
        found = host.followed_on_host(host.on_host(call.other))
        if call.op is Op.GETATTR and not (found and found.is_file):
            return Errno.EIO  # of a file that is none any more, the kernel tells nothing else
        if found is None:
            return self.gone
        return Call(call.op, call.other, size=call.size, caller=call.caller)


class ListAsOpened(Quirk, frozen=True):
    """List a directory as it was when it was opened."""


class ListOnce(Quirk, frozen=True):
    """List an open directory once: rewinddir(3) gives nothing more."""
