"""What is inside files: reading and writing, locks, extended attributes."""

from __future__ import annotations

import fcntl
import os
from errno import EINTR
from typing import TYPE_CHECKING

from pytest_fusevenv.calls import Call, Op
from pytest_fusevenv.memories import Opened

if TYPE_CHECKING:
    from pytest_fusevenv.carrying import Carrier
    from pytest_fusevenv.storages import Storage


class Contents:
    """The operations of one mount that act on what is in a file."""

    def __init__(self, carrier: Carrier, backing: Storage, open_files: dict[int, Opened]) -> None:
        self._carry = carrier.carry
        self._count = carrier.count
        self._backing = backing
        self._free = carrier.free
        self._open_files = open_files

    def open(self, path: str, flags: int) -> int:
        """A descriptor of a file."""
        call = Call(Op.OPEN, path, flags=flags)
        return self._carry(
            call,
            lambda call: self._opened(self._backing.open(call.path, call.flags), call),
        )

    def _opened(self, fd: int, call: Call) -> int:
        self._backing.opened(fd)
        self._open_files[fd] = Opened(call.path, call.flags)
        return fd

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        """Bytes of an open file."""
        room = memoryview(bytearray(size))
        return bytes(room[: self.read_into(path, room, offset, fh)])

    def read_into(self, path: str, room: memoryview, offset: int, fh: int) -> int:
        """How many bytes of an open file were put into a buffer."""
        call = Call(Op.READ, path, size=len(room), offset=offset)
        return self._carry(call, lambda _: self._backing.read_into(fh, room, offset))

    def write(self, path: str, data: memoryview, offset: int, fh: int) -> int:
        """How many bytes were written to an open file."""
        call = Call(Op.WRITE, path, size=len(data), offset=offset)
        return self._carry(call, lambda _: self._backing.write_at(fh, data, offset))

    def fsync(self, path: str, datasync: int, fh: int) -> None:
        """Put an open file on disk."""
        sync = self._backing.sync
        self._carry(Call(Op.FSYNC, path), lambda _: sync(fh, data_only=bool(datasync)))

    def release(self, path: str, fh: int) -> None:  # noqa: ARG002
        """Close a file."""
        opened = self._open_files.pop(fh)
        try:
            self._carry(Call(Op.RELEASE, opened.path, flags=opened.flags), lambda _: None)
        finally:  # whatever the caller is told
            self._backing.closing(fh)
            self._backing.close(fh)

    def fallocate(self, path: str, mode: int, offset: int, length: int, fh: int) -> None:
        """Reserve or release space in an open file."""
        call = Call(Op.FALLOCATE, path, mode=mode, size=length, offset=offset)
        self._carry(call, lambda _: self._backing.allocate(fh, mode, offset, length))

    def flock(self, path: str, fh: int, op: int) -> None:
        """Take or drop a lock on an open file; offered only where a quirk wants to see it.

        A lock somebody else holds is never waited for: the one thread here serves them too. The
        caller that wants to wait is told EINTR, which means "ask again".
        """
        access = self._open_files[fh].flags & os.O_ACCMODE
        call = Call(Op.FLOCK, path, mode=access, flags=op)
        self._carry(call, lambda _: self._lock(fh, op))

    def _lock(self, fd: int, op: int) -> None:
        try:
            self._backing.lock(fd, op)
        except BlockingIOError:
            if op & fcntl.LOCK_NB:
                raise
            raise InterruptedError(EINTR, os.strerror(EINTR)) from None

    # --- extended attributes ---------------------------------------------------------------

    def getxattr(self, path: str, name: str) -> bytes:
        """The value of an attribute."""
        value = self._backing.getxattr
        return self._carry(Call(Op.GETXATTR, path, name), lambda call: value(call.path, name))

    def setxattr(self, path: str, name: str, value: bytes, options: int) -> None:
        """Set an attribute; `options` say whether it may, or must, be there already."""
        set_value = self._backing.setxattr
        self._carry(
            Call(Op.SETXATTR, path, name, size=len(value)),
            lambda call: set_value(call.path, name, value, options),
        )

    def listxattr(self, path: str) -> list[str]:
        """The names of the attributes."""
        names = self._backing.listxattr
        return self._carry(Call(Op.LISTXATTR, path), lambda call: names(call.path))

    def removexattr(self, path: str, name: str) -> None:
        """Take an attribute away."""
        remove = self._backing.removexattr
        self._carry(Call(Op.REMOVEXATTR, path, name), lambda call: remove(call.path, name))
