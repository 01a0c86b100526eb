"""Times: what can be set, to which fraction of a second, and what sets them by itself."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from pytest_fusevenv.questions import _libc
from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt, opened

TOPIC = Topic("time")

_SECOND = 1_000_000_000
_DAY = 86_400
_SET = 1_600_000_001 * _SECOND + 123_456_789
"""A moment in the past, odd in seconds and with all nine places in use."""

_OLD = 1_500_000_000
_TICK_SECONDS = 0.012
"""Longer than the kernel's clock for timestamps takes to move on."""

_YEARS = {
    "pre1970": -_DAY,
    "y1980": 331_171_200,
    "y2040": 2_224_713_600,
    "y2110": 4_433_702_400,
    "y2500": 16_740_950_400,
    "zero": 0,
}


def _aged(path: Path) -> Path:
    """The path, with old times where they can be set."""
    with contextlib.suppress(OSError):
        os.utime(path, (_OLD, _OLD))
    return path


def _off(got: int) -> Answer:
    """By how many nanoseconds a time is earlier than the one that was set."""
    return _SET - got if abs(_SET - got) < 10 * _SECOND else "unset"


def _set(room: Room) -> os.stat_result:
    file = room.file()
    with contextlib.suppress(OSError):
        os.utime(file, ns=(_SET, _SET))
    return file.stat()


@TOPIC.asks("by how many nanoseconds is an access time earlier than was set?")
def atime_delta(room: Room) -> Answer:
    return _off(_set(room).st_atime_ns)


@TOPIC.asks("does a file tell when it was made?")
def btime(room: Room) -> Answer:
    return "yes" if _libc.has_birth_time(room.file()) else "no"


@TOPIC.asks("does chmod change the change time, and does it twice within a second?")
def ctime_on_chmod(room: Room) -> Answer:
    file = room.file()
    return _moves_on(file, lambda: file.chmod(0o600)) and _moves_on(file, lambda: file.chmod(0o644))


def _moves_on(path: Path, act: Callable[[], object]) -> bool:
    """Whether an act changes a change time that is a tick old."""
    before = path.stat().st_ctime_ns
    time.sleep(_TICK_SECONDS)
    with contextlib.suppress(OSError):
        act()
    return path.stat().st_ctime_ns != before


@TOPIC.asks("does an old directory get a new time when a file is created in it?")
def dir_mtime_on_create(room: Room) -> Answer:
    directory = _aged(room.directory())
    return _renewed(directory, (directory / "f").touch)


@TOPIC.asks("does an old directory get a new time when a file in it is unlinked?")
def dir_mtime_on_unlink(room: Room) -> Answer:
    directory = room.directory()
    (directory / "f").touch()
    return _renewed(_aged(directory), (directory / "f").unlink)


@TOPIC.asks("does an old directory get a new time when a file in it is renamed?")
def dir_mtime_on_rename(room: Room) -> Answer:
    directory = room.directory()
    (directory / "f").touch()
    return _renewed(_aged(directory), lambda: (directory / "f").rename(directory / "g"))


@TOPIC.asks("does an old directory get a new time when a file in it is written?")
def dir_mtime_on_write(room: Room) -> Answer:
    directory = room.directory()
    (directory / "f").touch()
    return _renewed(_aged(directory), lambda: (directory / "f").write_text("x"))


def _renewed(path: Path, act: Callable[[], object]) -> bool:
    """Whether an act changes the modification time."""
    before = path.stat().st_mtime_ns
    act()
    return path.stat().st_mtime_ns != before


@TOPIC.asks("can the time of a directory be set?")
def dir_utime(room: Room) -> Answer:
    return int(_aged(room.directory()).stat().st_mtime) == _OLD


@TOPIC.asks("have files that are made one after the other many different times?")
def distinct_mtimes_of_12_files_12ms_apart(room: Room) -> Answer:
    made = set()
    for number in range(12):
        made.add(room.file(str(number)).stat().st_mtime_ns)
        time.sleep(_TICK_SECONDS)
    return "many" if len(made) > 2 else "1-2"


@TOPIC.asks("by how many nanoseconds is a modification time earlier than was set?")
def mtime_delta(room: Room) -> Answer:
    return _off(_set(room).st_mtime_ns)


@TOPIC.asks("is the time of a new file near to ours?")
def new_mtime_near_now(room: Room) -> Answer:
    return abs(room.file().stat().st_mtime - time.time()) < 10


@TOPIC.asks_each("can a time be set that is far away: {name}?", _YEARS)
def _far(room: Room, seconds: int) -> Answer:
    file = room.file()
    os.utime(file, (seconds, seconds))
    off = int(file.stat().st_mtime) - seconds
    if abs(off) <= 1:
        return "ok"
    return f"clamped/diff:{off:+d}" if abs(off) <= _DAY else "clamped"


@TOPIC.asks("does a file that was renamed keep its modification time?")
def rename_keeps_mtime(room: Room) -> Answer:
    file = _aged(room.file())
    before = file.stat().st_mtime_ns
    return file.rename(room.path / "renamed").stat().st_mtime_ns == before


@TOPIC.asks("does chmod keep the modification time?")
def chmod_keeps_mtime(room: Room) -> Answer:
    file = _aged(room.file())
    return not _renewed(file, lambda: file.chmod(0o600))


@TOPIC.asks("does an old file get a new time when it is truncated to its own size?")
def truncate_updates_mtime(room: Room) -> Answer:
    file = _aged(room.file())
    return _renewed(file, lambda: os.truncate(file, 3))


@TOPIC.asks("can the times of an open file be set (futimens)?")
def futimens(room: Room) -> Answer:
    with opened(room.file(), os.O_RDONLY) as descriptor:
        return attempt(lambda: os.utime(descriptor, (_OLD, _OLD)))


@TOPIC.asks("can the times of a file be set to now?")
def utime_now(room: Room) -> Answer:
    file = room.file()
    return attempt(lambda: os.utime(file))


@TOPIC.asks("is the modification time kept when only the access time is set (UTIME_OMIT)?")
def utime_omit_mtime(room: Room) -> Answer:
    file = room.file()
    os.utime(file, (_OLD, _OLD))
    _libc.utimens(file, (_OLD + _DAY, 0), (0, _libc.OMIT))
    return int(file.stat().st_mtime) == _OLD


@TOPIC.asks("is the access time kept when only the modification time is set (UTIME_OMIT)?")
def utime_omit_atime(room: Room) -> Answer:
    file = room.file()
    os.utime(file, (_OLD, _OLD))
    _libc.utimens(file, (0, _libc.OMIT), (_OLD + _DAY, 0))
    return int(file.stat().st_atime) == _OLD


@TOPIC.asks("can the times of a file of mode 0444 be set?")
def utime_readonly_file(room: Room) -> Answer:
    file = room.file(mode=0o444)
    return attempt(lambda: os.utime(file, (_OLD, _OLD)))


@TOPIC.asks("can the times of a file be set to the nanosecond?")
def utimens(room: Room) -> Answer:
    file = room.file()
    return attempt(lambda: os.utime(file, ns=(_SET, _SET)))


@TOPIC.asks("does an old file get a new time when it is written?")
def write_updates_mtime(room: Room) -> Answer:
    file = _aged(room.file())
    return _renewed(file, lambda: file.write_text("new"))
