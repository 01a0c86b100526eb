"""What is inside files: reading and writing, locks, extended attributes."""

from __future__ import annotations

import fcntl
import os
from errno import EINTR
from typing import TYPE_CHECKING, Any

from pytest_fusevenv.calls import Call, Op

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.backings import Backing
    from pytest_fusevenv.carrying import Answer, Carrier


class Contents:
    """The operations of one mount that act on what is in a file."""

    def __init__(self, carrier: Carrier, backing: Backing) -> None:
        self._carry = carrier.carry
        self._count = carrier.count
        self._backing = backing

    def open(self, path: str, flags: int) -> int:
        """A descriptor of a file."""
        call = Call(Op.OPEN, path, flags=flags)
        return self._carry(
            call, lambda call: self._opened(self._backing.open(call.path, call.flags))
        )

    def _opened(self, fd: int) -> int:
        self._backing.opened(fd)
        return fd

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        """Bytes of an open file."""
        room = memoryview(bytearray(size))
        return bytes(room[: self.read_into(path, room, offset, fh)])

    def read_into(self, path: str, room: memoryview, offset: int, fh: int) -> int:
        """How many bytes of an open file were put into a buffer."""
        call = Call(Op.READ, path, size=len(room))
        return self._carry(call, lambda _: os.preadv(fh, [room], offset))

    def write(self, path: str, data: memoryview, offset: int, fh: int) -> int:
        """How many bytes were written to an open file."""
        call = Call(Op.WRITE, path, size=len(data))
        return self._carry(call, lambda _: os.pwrite(fh, data, offset))

    def fsync(self, path: str, datasync: int, fh: int) -> None:
        """Put an open file on disk."""
        sync = os.fdatasync if datasync else os.fsync
        self._carry(Call(Op.FSYNC, path), lambda _: sync(fh))

    def release(self, path: str, fh: int) -> None:  # noqa: ARG002
        """Close a file."""
        self._count(Op.RELEASE)
        self._backing.closing(fh)
        os.close(fh)

    def fallocate(self, path: str, mode: int, offset: int, length: int, fh: int) -> None:
        """Reserve or release space in an open file."""
        call = Call(Op.FALLOCATE, path, mode=mode, size=length)
        self._carry(call, lambda _: self._backing.allocate(fh, mode, offset, length))

    def flock(self, path: str, fh: int, op: int) -> None:
        """Take or drop a lock on an open file; offered only where a quirk wants to see it.

        A lock somebody else holds is never waited for: the one thread here serves them too. The
        caller that wants to wait is told EINTR, which means "ask again".
        """
        call = Call(Op.FLOCK, path, flags=op)
        self._carry(call, lambda _: _flock(fh, op))

    # --- extended attributes ---------------------------------------------------------------

    def getxattr(self, path: str, name: str) -> bytes:
        """The value of an attribute."""
        return self._carry(
            Call(Op.GETXATTR, path, name), lambda call: self._xattr(os.getxattr, call.path, name)
        )

    def setxattr(self, path: str, name: str, value: bytes, options: int) -> None:
        """Set an attribute; `options` say whether it may, or must, be there already."""
        self._carry(
            Call(Op.SETXATTR, path, name),
            lambda call: self._xattr(os.setxattr, call.path, name, value, options),
        )

    def listxattr(self, path: str) -> list[str]:
        """The names of the attributes."""
        return self._carry(
            Call(Op.LISTXATTR, path), lambda call: self._xattr(os.listxattr, call.path)
        )

    def removexattr(self, path: str, name: str) -> None:
        """Take an attribute away."""
        self._carry(
            Call(Op.REMOVEXATTR, path, name),
            lambda call: self._xattr(os.removexattr, call.path, name),
        )

    def _xattr(self, act: Callable[..., Answer], path: str, *arguments: Any) -> Answer:
        with self._backing.object(path) as place:
            return act(place.name, *arguments)


def _flock(fd: int, op: int) -> None:
    try:
        fcntl.flock(fd, op | fcntl.LOCK_NB)
    except BlockingIOError:
        if op & fcntl.LOCK_NB:
            raise
        raise InterruptedError(EINTR, os.strerror(EINTR)) from None
