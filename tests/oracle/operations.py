"""What is done on a mount: one function per operation, by a hand that holds files open."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.oracle.facts import SOURCE, describe, spelled, told

_libc = ctypes.CDLL(None, use_errno=True)
_AT_FDCWD, _NOFOLLOW = -100, 0x100

Argument = str | int | bytes
HANDS = 2
"""How many files may be open at a time."""


class Hand:
    """Whoever does the operations of one sequence, in one directory of one mount."""

    def __init__(self, at: Path, source: Path) -> None:
        self.at = str(at)
        self.source = str(source)
        self.held: list[int | None] = [None] * HANDS

    def path(self, name: str) -> str:
        """Where a name of a sequence leads."""
        return f"{self.at}/{name}"

    def descriptor(self, which: int) -> int:
        """A file that is held open. Raises OSError (EBADF) where none is."""
        held = self.held[which]
        if held is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return held

    def let_go(self) -> None:
        """Close all that is open."""
        for held in self.held:
            if held is not None:
                with contextlib.suppress(OSError):  # an object that went bad is closed with EIO
                    os.close(held)
        self.held = [None] * HANDS


class Step(NamedTuple):
    """One operation with its arguments."""

    do: Callable[..., object]
    arguments: tuple[Argument, ...]

    def __repr__(self) -> str:
        return f"{self.do.__name__}({', '.join(map(_written, self.arguments))})"

    def answer(self, hand: Hand) -> str:
        """What came of it: "ok", the value, or `E:` and the error's name."""
        try:
            value = self.do(hand, *self.arguments)
        except OSError as error:
            return told(error)
        return "ok" if value is None else spelled(str(value), hand.source)


def _written(argument: Argument) -> str:
    if isinstance(argument, int):
        return f"{argument:#o}" if argument > 9 else str(argument)
    return repr(argument) if len(argument) < 40 else f"{argument[:1]!r} * {len(argument)}"


def _checked(answer: int) -> None:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


# --- looking -----------------------------------------------------------------------------------


def lookup(hand: Hand, name: str) -> str:
    return describe(os.stat(hand.path(name)))


def lstat(hand: Hand, name: str) -> str:
    return describe(os.lstat(hand.path(name)))


def names(hand: Hand, name: str) -> str:
    return " ".join(sorted(os.listdir(hand.path(name))))


def readlink(hand: Hand, name: str) -> str:
    return os.readlink(hand.path(name))


def access(hand: Hand, name: str, wish: int) -> str:
    return str(os.access(hand.path(name), wish))


def statfs(hand: Hand, name: str) -> str:
    room = os.statvfs(hand.path(name))
    return f"{room.f_bsize} {room.f_frsize} {room.f_blocks} {room.f_files} {room.f_namemax}"


def read(hand: Hand, name: str) -> str:
    fd = os.open(hand.path(name), os.O_RDONLY | os.O_NONBLOCK)
    try:
        return repr(os.read(fd, 1 << 16))
    finally:
        os.close(fd)


# --- making ------------------------------------------------------------------------------------


def mkdir(hand: Hand, name: str, mode: int) -> None:
    os.mkdir(hand.path(name), mode)


def symlink(hand: Hand, text: str, name: str) -> None:
    sequence = os.path.basename(hand.at)
    written = text.replace("SEQUENCE", sequence).replace(SOURCE, hand.source)
    os.symlink(written, hand.path(name))


def link(hand: Hand, old: str, new: str) -> None:
    os.link(hand.path(old), hand.path(new), follow_symlinks=False)


def mknod(hand: Hand, name: str, mode: int) -> None:
    os.mknod(hand.path(name), mode, os.makedev(1, 3) if stat.S_ISCHR(mode) else 0)


def write(hand: Hand, name: str, data: bytes, flags: int) -> None:
    opened = os.O_WRONLY | os.O_CREAT | os.O_NONBLOCK | flags
    fd = os.open(hand.path(name), opened, 0o666)
    try:
        os.write(fd, data)
    finally:
        os.close(fd)


# --- unmaking and moving -----------------------------------------------------------------------


def unlink(hand: Hand, name: str) -> None:
    os.unlink(hand.path(name))


def rmdir(hand: Hand, name: str) -> None:
    os.rmdir(hand.path(name))


def rename(hand: Hand, old: str, new: str, flags: int) -> None:
    paths = (os.fsencode(hand.path(name)) for name in (old, new))
    _checked(_libc.renameat2(_AT_FDCWD, next(paths), _AT_FDCWD, next(paths), flags))


# --- changing ----------------------------------------------------------------------------------


def chmod(hand: Hand, name: str, mode: int) -> None:
    os.chmod(hand.path(name), mode)


def chown(hand: Hand, name: str, uid: int, gid: int) -> None:
    os.chown(hand.path(name), uid, gid)


def lchown(hand: Hand, name: str, uid: int, gid: int) -> None:
    os.lchown(hand.path(name), uid, gid)


def truncate(hand: Hand, name: str, size: int) -> None:
    os.truncate(hand.path(name), size)


def utime(hand: Hand, name: str, atime: int, mtime: int) -> None:
    _checked(_libc.utimensat(_AT_FDCWD, os.fsencode(hand.path(name)), _specs(atime, mtime), 0))


def lutime(hand: Hand, name: str, atime: int, mtime: int) -> None:
    path = os.fsencode(hand.path(name))
    _checked(_libc.utimensat(_AT_FDCWD, path, _specs(atime, mtime), _NOFOLLOW))


NOW, OMIT = (1 << 30) - 1, (1 << 30) - 2
"""Nanoseconds that are a wish, not a number (utimensat(2))."""


def _specs(atime: int, mtime: int) -> ctypes.Array[ctypes.c_long]:
    """Times as the system call takes them: seconds, or a wish."""
    pairs = (((0, time) if time in (NOW, OMIT) else (time, 123_456_789)) for time in (atime, mtime))
    return (ctypes.c_long * 4)(*(number for pair in pairs for number in pair))


def setxattr(hand: Hand, name: str) -> None:
    os.setxattr(hand.path(name), "user.a", b"1", follow_symlinks=False)


def getxattr(hand: Hand, name: str) -> None:
    os.getxattr(hand.path(name), "user.a", follow_symlinks=False)


def listxattr(hand: Hand, name: str) -> str:
    return str(os.listxattr(hand.path(name), follow_symlinks=False))


# --- by descriptor -----------------------------------------------------------------------------


def hold(hand: Hand, which: int, name: str, flags: int, mode: int) -> None:
    """Open a file and keep it open, in place of what this hand held."""
    close(hand, which)
    hand.held[which] = os.open(hand.path(name), flags | os.O_NONBLOCK, mode)


def close(hand: Hand, which: int) -> None:
    held, hand.held[which] = hand.held[which], None
    if held is not None:
        os.close(held)


def pread(hand: Hand, which: int, offset: int) -> str:
    return repr(os.pread(hand.descriptor(which), 100, offset))


def pwrite(hand: Hand, which: int, data: bytes, offset: int) -> int:
    return os.pwrite(hand.descriptor(which), data, offset)


def fstat(hand: Hand, which: int) -> str:
    return describe(os.fstat(hand.descriptor(which)))


def fchmod(hand: Hand, which: int, mode: int) -> None:
    os.fchmod(hand.descriptor(which), mode)


def fchown(hand: Hand, which: int, uid: int, gid: int) -> None:
    os.fchown(hand.descriptor(which), uid, gid)


def ftruncate(hand: Hand, which: int, size: int) -> None:
    os.ftruncate(hand.descriptor(which), size)


def futime(hand: Hand, which: int, atime: int, mtime: int) -> None:
    _checked(_libc.futimens(hand.descriptor(which), _specs(atime, mtime)))


def fsync(hand: Hand, which: int) -> None:
    os.fsync(hand.descriptor(which))


def allocate(hand: Hand, which: int, size: int) -> None:
    fd = hand.descriptor(which)
    _checked(_libc.fallocate(fd, 0, ctypes.c_int64(0), ctypes.c_int64(size)))


def flist(hand: Hand, which: int) -> str:
    return " ".join(sorted(os.listdir(hand.descriptor(which))))
