"""System calls that Python's `os` does not offer, as functions that raise OSError."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path

OMIT = (1 << 30) - 2
"""For `utimens`: leave this time as it is (UTIME_OMIT)."""

_AT_FDCWD = -100
_AT_SYMLINK_NOFOLLOW = 0x100
_BTIME = 0x800
_MASK_BYTES = 4

_ENTRY = struct.Struct("=QqHB")
"""The head of a `linux_dirent64`: inode, offset, length, type. The name follows it."""

_libc = ctypes.CDLL(None, use_errno=True)


class RenameFlag(IntEnum):
    """What renameat2(2) can be told that rename(2) can not."""

    NOREPLACE = 1
    EXCHANGE = 2


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer


def filesystem_magic(path: Path) -> int:
    """The number by which the kernel knows the type of a filesystem (`f_type` of statfs)."""
    buffer = ctypes.create_string_buffer(256)
    _checked(_libc.statfs(os.fsencode(path), buffer))
    return ctypes.c_long.from_buffer(buffer).value & 0xFFFFFFFF


def has_birth_time(path: Path) -> bool:
    """Whether statx tells when a file was made."""
    buffer = ctypes.create_string_buffer(512)
    _checked(_libc.statx(_AT_FDCWD, os.fsencode(path), 0, _BTIME, buffer))
    return bool(int.from_bytes(buffer.raw[:_MASK_BYTES], sys.byteorder) & _BTIME)


def utimens(path: Path, atime: tuple[int, int], mtime: tuple[int, int]) -> None:
    """Set times, each in seconds and nanoseconds; the nanoseconds may be `OMIT`."""
    times = (ctypes.c_long * 4)(*atime, *mtime)
    _checked(_libc.utimensat(_AT_FDCWD, os.fsencode(path), times, 0))


def fallocate(descriptor: int, mode: int, start: int, length: int) -> None:
    """Allocate a part of a file, or what else the mode (FALLOC_FL_...) asks for."""
    offsets = ctypes.c_int64(start), ctypes.c_int64(length)
    _checked(_libc.fallocate64(descriptor, mode, *offsets))


def syncfs(descriptor: int) -> None:
    """Write out the filesystem that an open file is on."""
    _checked(_libc.syncfs(descriptor))


def watching_creations(directory: Path) -> int:
    """An inotify descriptor that tells, without waiting, what is created in a directory."""
    descriptor = _checked(_libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
    try:
        _checked(_libc.inotify_add_watch(descriptor, os.fsencode(directory), 0x100))
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def rename(source: Path, target: Path, flag: RenameFlag) -> None:
    """Rename with a flag, as renameat2(2)."""
    paths = _AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target)
    _checked(_libc.renameat2(*paths, flag.value))


def chmod_itself(path: Path, mode: int) -> None:
    """Set the mode of a symbolic link itself, as fchmodat(2) without following it."""
    _checked(_libc.fchmodat(_AT_FDCWD, os.fsencode(path), mode, _AT_SYMLINK_NOFOLLOW))


def raw_entries(directory: Path) -> Iterator[tuple[str, int]]:
    """The names in a directory, "." and ".." too, each with its type as the listing tells it."""
    buffer = ctypes.create_string_buffer(1 << 15)
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        while length := _checked(_libc.getdents64(descriptor, buffer, len(buffer))):
            yield from _entries(buffer.raw[:length])
    finally:
        os.close(descriptor)


def _entries(raw: bytes) -> Iterator[tuple[str, int]]:
    start = 0
    while start < len(raw):
        _, _, length, kind = _ENTRY.unpack_from(raw, start)
        name = raw[start + _ENTRY.size : start + length].partition(b"\0")[0]
        yield os.fsdecode(name), kind
        start += length
