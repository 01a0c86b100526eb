"""What is done with open files of the backing, by descriptor."""

from __future__ import annotations

import ctypes
import fcntl
import os
from collections import Counter
from typing import TYPE_CHECKING

from pytest_fusevenv.calls import Attributes, Moment

if TYPE_CHECKING:
    from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)

_UTIME_NOW = (1 << 30) - 1
_UTIME_OMIT = (1 << 30) - 2


class _Timespec(ctypes.Structure):
    _fields_ = (("tv_sec", ctypes.c_long), ("tv_nsec", ctypes.c_long))


def call(name: str, *arguments: Any) -> int:  # what ctypes takes
    """What a function of libc returns. Raises OSError."""
    result: int = getattr(_libc, name)(*arguments)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


class Descriptors:
    """The open files of this process."""

    def __init__(self) -> None:
        self._open: Counter[int] = Counter()

    def close(self, fd: int) -> None:
        os.close(fd)

    def fstat(self, fd: int) -> Attributes:
        return attributes_of(os.fstat(fd))

    def read_into(self, fd: int, room: memoryview, offset: int) -> int:
        return os.preadv(fd, [room], offset)

    def write_at(self, fd: int, data: memoryview, offset: int) -> int:
        return os.pwrite(fd, data, offset)

    def resize(self, fd: int, size: int) -> None:
        os.ftruncate(fd, size)

    def sync(self, fd: int, *, data_only: bool) -> None:
        (os.fdatasync if data_only else os.fsync)(fd)

    def allocate(self, fd: int, mode: int, offset: int, length: int) -> None:
        call("fallocate", fd, mode, ctypes.c_int64(offset), ctypes.c_int64(length))

    def lock(self, fd: int, op: int) -> None:
        fcntl.flock(fd, op | fcntl.LOCK_NB)

    def opened(self, fd: int) -> None:
        """Note that a file is open, until `closing`."""
        self._open[os.fstat(fd).st_ino] += 1

    def closing(self, fd: int) -> None:
        """Note that a file is about to be closed."""
        ino = os.fstat(fd).st_ino
        self._open[ino] -= 1
        if not self._open[ino]:
            del self._open[ino]


def attributes_of(found: os.stat_result, *, links_more: int = 0) -> Attributes:
    """What `os.stat` found, in our words."""
    return Attributes(  # by position, in the order of its fields: this is what costs most
        found.st_mode,
        found.st_uid,
        found.st_gid,
        found.st_size,
        found.st_nlink + links_more if found.st_nlink else 0,
        found.st_ino,
        found.st_rdev,
        found.st_blocks,
        found.st_blksize,
        found.st_atime_ns,
        found.st_mtime_ns,
        found.st_ctime_ns,
    )


def timespecs(times: tuple[int, int]) -> ctypes.Array[_Timespec]:
    """Two times (nanoseconds, or a `Moment`) as utimensat(2) takes them."""
    return (_Timespec * 2)(*map(_timespec, times))


def _timespec(time: int) -> _Timespec:
    if time == Moment.NOW:
        return _Timespec(0, _UTIME_NOW)
    if time == Moment.OMIT:
        return _Timespec(0, _UTIME_OMIT)
    return _Timespec(*divmod(time, 10**9))
