"""Owners: whose new files are, what chown changes, and what another user may do."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt, opened, permissions
from pytest_fusevenv.questions._others import ANOTHER, in_another_process
from pytest_fusevenv.questions.modes import CREATE

CHOWN = Topic("perm.chown")
OTHER_USER = Topic("")

_OTHER_UID, _OTHER_GID = 4243, 4242


def _shown(number: int, ours: int) -> str | int:
    return "me" if number == ours else number


def _owner(found: os.stat_result) -> str:
    """User and group of what was found, "me" for our own."""
    uid, gid = _shown(found.st_uid, os.geteuid()), _shown(found.st_gid, os.getegid())
    return f"uid={uid} gid={gid}"


@CHOWN.asks("do a new owner and a new group that were set by one chown show?")
def effect(room: Room) -> Answer:
    file = room.file()
    attempt(lambda: os.chown(file, _OTHER_UID, _OTHER_GID))
    found = file.stat()
    return f"uid:{found.st_uid == _OTHER_UID} gid:{found.st_gid == _OTHER_GID}"


@CHOWN.asks("can an open file be given to its owner again?")
def fchown(room: Room) -> Answer:
    with opened(room.file(), os.O_RDWR) as descriptor:
        return attempt(lambda: os.fchown(descriptor, os.geteuid(), os.getegid()))


@CHOWN.asks("can a file's group be set to one's own, without an owner?")
def group_only(room: Room) -> Answer:
    file = room.file()
    return attempt(lambda: os.chown(file, -1, os.getegid()))


@CHOWN.asks("can a chown be asked for that changes neither owner nor group?")
def neither(room: Room) -> Answer:
    file = room.file()
    return attempt(lambda: os.chown(file, -1, -1))


@CHOWN.asks("can a file be given to another user and group?")
def other(room: Room) -> Answer:
    file = room.file()
    return attempt(lambda: os.chown(file, _OTHER_UID, _OTHER_GID))


@CHOWN.asks("can a file be given to oneself?")
def self(room: Room) -> Answer:
    file = room.file()
    return attempt(lambda: os.chown(file, os.geteuid(), os.getegid()))


@CHOWN.asks("which mode has a file of mode 6755 after it was given to oneself?")
def suid_after_chown(room: Room) -> Answer:
    file = room.file(mode=0o755)
    attempt(lambda: file.chmod(0o6755))
    attempt(lambda: os.chown(file, os.geteuid(), os.getegid()))
    return permissions(file)


@CREATE.asks("whose is a new directory by its own name `.`?")
def cwd_owner(room: Room) -> Answer:
    return _shown(room.path.stat().st_uid, os.geteuid())


@CREATE.asks("whose is a new directory?")
def dir_owner(room: Room) -> Answer:
    return _owner(room.directory().stat())


@CREATE.asks("whose is a new file?")
def owner(room: Room) -> Answer:
    return _owner(room.file().stat())


@CREATE.asks("whose does a new file show to be by its open descriptor?")
def owner_by_descriptor(room: Room) -> Answer:
    with opened(room.file(), os.O_RDONLY) as descriptor:
        return _owner(os.fstat(descriptor))


@OTHER_USER.asks("what may another user do with a file that all may read?")
def otheruser(room: Room) -> Answer:
    if os.geteuid() != 0:
        return "n/a"
    room.path.chmod(0o755)
    file = room.file(contents=b"x")
    file.chmod(0o644)
    return in_another_process(lambda: _of_other(Path(file.name)), uid=ANOTHER)


def _of_other(file: Path) -> str:
    """What comes of a file in the room, by its name there: the way to the room may be closed."""
    looked = attempt(file.stat)
    read = attempt(file.read_text)
    created = attempt(Path("new").touch)
    said = {"stat": looked, "read": "x" if read == "ok" else read, "create": created}
    return str(said)
