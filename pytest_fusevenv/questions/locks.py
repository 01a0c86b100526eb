"""Locks: flock, fcntl and open file descriptions', by open mode, descriptor and process."""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Callable
from pathlib import Path

from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt, opened
from pytest_fusevenv.questions._others import in_another_process

TOPIC = Topic("lock")

Locking = Callable[[int], object]

_READ, _WRITE = os.O_RDONLY, os.O_RDWR


def _flock(descriptor: int) -> None:
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _flock_shared(descriptor: int) -> None:
    fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)


def _fcntl(descriptor: int) -> None:
    fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _fcntl_shared(descriptor: int) -> None:
    fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)


def _ofd(descriptor: int) -> None:
    whole_file = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, whole_file)


def _locks(path: Path, locking: Locking, flags: int = _WRITE) -> str:
    """What comes of locking a path that is opened for it."""
    with opened(path, flags) as descriptor:
        return attempt(lambda: locking(descriptor))


def _then(
    path: Path, first: Locking, second: Locking, flags: int = _WRITE, *, process: bool = False
) -> str:
    """What comes of a second lock, by another descriptor or process, while a first is held."""
    with opened(path, flags) as descriptor:
        first(descriptor)
        if process:
            return in_another_process(lambda: _locks(path, second, flags))
        return _locks(path, second, flags)


@TOPIC.asks("can a file be locked by fcntl?", "fcntl")
def by_fcntl(room: Room) -> Answer:
    return _locks(room.file(), _fcntl)


@TOPIC.asks("can a second process lock what the first has locked by fcntl?")
def fcntl_conflict(room: Room) -> Answer:
    return _then(room.file(), _fcntl, _fcntl, process=True)


@TOPIC.asks("can two processes share a lock by fcntl?")
def fcntl_shared(room: Room) -> Answer:
    return _then(room.file(), _fcntl_shared, _fcntl_shared, process=True)


@TOPIC.asks("can a process lock again by fcntl, through a second descriptor?")
def fcntl_same_process_second_fd(room: Room) -> Answer:
    return _then(room.file(), _fcntl, _fcntl)


@TOPIC.asks("can a file that is open for reading only be locked for writing by fcntl?")
def fcntl_ex_on_readonly_fd(room: Room) -> Answer:
    return _locks(room.file(), _fcntl, _READ)


@TOPIC.asks("can a file that is open for reading only be locked for reading by fcntl?")
def fcntl_sh_on_readonly_fd(room: Room) -> Answer:
    return _locks(room.file(), _fcntl_shared, _READ)


@TOPIC.asks("can a file that is open for writing only be locked for writing by fcntl?")
def fcntl_ex_on_writeonly_fd(room: Room) -> Answer:
    return _locks(room.file(), _fcntl, os.O_WRONLY)


@TOPIC.asks("can a file that is open for writing only be locked for reading by fcntl?")
def fcntl_sh_on_writeonly_fd(room: Room) -> Answer:
    return _locks(room.file(), _fcntl_shared, os.O_WRONLY)


@TOPIC.asks("can a second process lock another part of a file by fcntl?")
def fcntl_ranges(room: Room) -> Answer:
    def part(start: int) -> Locking:
        return lambda fd: fcntl.lockf(fd, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, start)

    return _then(room.file(), part(0), part(1), process=True)


@TOPIC.asks("can a second process lock by fcntl once the first has closed a second descriptor?")
def fcntl_after_close_of_second_fd(room: Room) -> Answer:
    file = room.file()
    with opened(file, _WRITE) as descriptor:
        _fcntl(descriptor)
        os.close(os.open(file, _READ))
        return in_another_process(lambda: _locks(file, _fcntl))


@TOPIC.asks("can a file be locked by flock?")
def flock_ex(room: Room) -> Answer:
    return _locks(room.file(), _flock)


@TOPIC.asks("can a second process lock what the first has locked by flock?")
def flock_conflict_other_process(room: Room) -> Answer:
    return _then(room.file(), _flock, _flock, process=True)


@TOPIC.asks("can a directory be locked by flock?")
def flock_dir(room: Room) -> Answer:
    return _locks(room.directory(), _flock, _READ)


@TOPIC.asks("can a directory be locked twice by flock, through two descriptors?")
def flock_dir_conflict(room: Room) -> Answer:
    return _then(room.directory(), _flock, _flock, _READ)


@TOPIC.asks("can a file that is open for reading only be locked exclusively by flock?")
def flock_ex_on_readonly_fd(room: Room) -> Answer:
    return _locks(room.file(), _flock, _READ)


@TOPIC.asks("can a file that is open for writing only be locked exclusively by flock?")
def flock_ex_on_writeonly_fd(room: Room) -> Answer:
    return _locks(room.file(), _flock, os.O_WRONLY)


@TOPIC.asks("can a file that is open for writing only be locked by flock, shared?")
def flock_sh_on_writeonly_fd(room: Room) -> Answer:
    return _locks(room.file(), _flock_shared, os.O_WRONLY)


@TOPIC.asks("can a process lock a file twice by flock, through two descriptors that only read?")
def flock_same_process_second_fd(room: Room) -> Answer:
    return _then(room.file(), _flock, _flock, _READ)


@TOPIC.asks("can two descriptors share a lock by flock, and one of them then have it alone?")
def flock_sh_sh(room: Room) -> Answer:
    file = room.file()
    with opened(file, _WRITE) as first, opened(file, _WRITE) as second:
        steps = ((first, _flock_shared), (second, _flock_shared), (second, _flock))
        return [attempt(lambda: locking(fd)) for fd, locking in steps]  # noqa: B023 - called at once


@TOPIC.asks("can a second process lock by flock when the first has closed the file?")
def flock_after_close(room: Room) -> Answer:
    file = room.file()
    with opened(file, _WRITE) as descriptor:
        _flock(descriptor)
    return in_another_process(lambda: _locks(file, _flock))


@TOPIC.asks("can a second process lock by fcntl what the first has locked by flock?")
def flock_then_fcntl(room: Room) -> Answer:
    return _then(room.file(), _flock, _fcntl, process=True)


@TOPIC.asks("can a new file of a name be locked while the file that had the name is locked?")
def flock_after_replace(room: Room) -> Answer:
    file = room.file()
    with opened(file, _WRITE) as descriptor:
        _flock(descriptor)
        room.file("new").rename(file)
        return _locks(file, _flock)


@TOPIC.asks("can a file be locked by an open file description (F_OFD_SETLK)?")
def ofd(room: Room) -> Answer:
    return _locks(room.file(), _ofd)


@TOPIC.asks("can a second open file description lock what a first has locked?")
def ofd_conflict(room: Room) -> Answer:
    return _then(room.file(), _ofd, _ofd)
