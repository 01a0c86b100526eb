"""Hard links: several names of one file, and what they share."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt, permissions, told
from pytest_fusevenv.questions._elsewhere import elsewhere

TOPIC = Topic("hardlink")

_MOST = 300
"""How many names are tried. The lowest limit is 250 (minix); NTFS takes 10 seconds to its 1024."""


def _names(room: Room) -> tuple[Path, Path]:
    """Two names of one file, which has a third in another directory; missing if refused."""
    first = room.file("f", b"1", 0o755)
    second = room.path / "g"
    attempt(lambda: os.link(first, second))
    attempt(lambda: os.link(first, room.directory() / "h"))
    attempt(second.stat)  # known to the kernel before anything changes
    return first, second


@TOPIC.asks("can a file be given a second name in the same directory?")
def same_dir(room: Room) -> Answer:
    return attempt(lambda: os.link(room.file(), room.path / "g"))


@TOPIC.asks("can a file be given a second name in another directory?")
def other_dir(room: Room) -> Answer:
    return attempt(lambda: os.link(room.file(), room.directory() / "g"))


@TOPIC.asks("which link count does a file with three names show?")
def nlink(room: Room) -> Answer:
    return _names(room)[0].stat().st_nlink


@TOPIC.asks("have two names of one file the same inode number?")
def same_ino(room: Room) -> Answer:
    first, second = _names(room)
    return first.stat().st_ino == second.stat().st_ino


@TOPIC.asks("what is read by one name right after writing 22 over 1 by another?")
def shares_data(room: Room) -> Answer:
    first, second = _names(room)
    first.write_text("22")
    return second.read_text()


@TOPIC.asks("which mode does one name show right after chmod 600 of another?")
def chmod_shared(room: Room) -> Answer:
    first, second = _names(room)
    attempt(lambda: first.chmod(0o600))
    return permissions(second)


@TOPIC.asks("what is read by the second name when the first is unlinked?")
def after_unlink(room: Room) -> Answer:
    first, second = _names(room)
    first.write_text("22")
    attempt(second.read_text)  # after which no size from before the writing is remembered
    attempt(first.unlink)
    return second.read_text()


@TOPIC.asks("which link count does the second of three names show when the first is unlinked?")
def nlink_after_unlink(room: Room) -> Answer:
    first, second = _names(room)
    attempt(first.unlink)
    return second.stat().st_nlink


@TOPIC.asks("what comes of linking to a name that is taken?")
def eexist(room: Room) -> Answer:
    first, second = _names(room)
    return attempt(lambda: os.link(first, second))


@TOPIC.asks("what comes of a hard link to a directory?", "dir")
def directory(room: Room) -> Answer:
    return attempt(lambda: os.link(room.directory(), room.path / "g"))


@TOPIC.asks("what comes of a hard link on this filesystem to a file on another?")
def from_other_mount(room: Room) -> Answer:
    there = elsewhere(room) / "f"
    there.touch()
    return attempt(lambda: os.link(there, room.path / "f"))


@TOPIC.asks("what comes of a hard link on another filesystem to a file on this one?")
def to_other_mount(room: Room) -> Answer:
    there = elsewhere(room) / "f"
    return attempt(lambda: os.link(room.file(), there))


@TOPIC.asks("what comes of a hard link to a missing file?")
def missing(room: Room) -> Answer:
    return attempt(lambda: os.link(room.path / "f", room.path / "g"))


@TOPIC.asks("how many names may a file have in one directory?")
def count(room: Room) -> Answer:
    first = room.file("0")
    for number in range(1, _MOST):
        try:
            os.link(first, room.path / str(number))
        except OSError as error:
            return f"{number} then {told(error)}"
    return f">={_MOST}"


@TOPIC.asks("which size does one name show right after writing 22 over 1 by another?")
def shares_size(room: Room) -> Answer:
    first, second = _names(room)
    first.write_text("22")
    return second.stat().st_size
