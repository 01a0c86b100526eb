"""What statfs tells: the type and its flags, and of what depends on the disk only if it is none."""

from __future__ import annotations

import os

from pytest_fusevenv.questions import _libc
from pytest_fusevenv.questions._asking import Answer, Room, Topic

TOPIC = Topic("statfs")

_FLAGS = {
    "ro": 0x1,
    "nosuid": 0x2,
    "nodev": 0x4,
    "noexec": 0x8,
    "sync": 0x10,
    "mand": 0x40,
    "noatime": 0x400,
    "nodiratime": 0x800,
    "relatime": 0x1000,
    "nosymfollow": 0x2000,
}


def _some(number: int) -> str:
    """Whether there are any: how many would be the disk's, not the filesystem's."""
    return "n" if number else "0"


@TOPIC.asks("are there free blocks?")
def bfree(room: Room) -> Answer:
    return _some(os.statvfs(room.path).f_bfree)


@TOPIC.asks("are there blocks?")
def blocks(room: Room) -> Answer:
    return _some(os.statvfs(room.path).f_blocks)


@TOPIC.asks("how large is a block for reading and writing?")
def bsize(room: Room) -> Answer:
    return os.statvfs(room.path).f_bsize


@TOPIC.asks("which number has the filesystem type?")
def f_type(room: Room) -> Answer:
    return hex(_libc.filesystem_magic(room.path))


@TOPIC.asks("are there free files?")
def ffree(room: Room) -> Answer:
    return _some(os.statvfs(room.path).f_ffree)


@TOPIC.asks("are files counted?")
def files(room: Room) -> Answer:
    return _some(os.statvfs(room.path).f_files)


@TOPIC.asks("which flags has the mount?")
def flags(room: Room) -> Answer:
    found = os.statvfs(room.path).f_flag
    return ",".join(name for name, bit in _FLAGS.items() if found & bit)


@TOPIC.asks("how long may a name be?")
def namelen(room: Room) -> Answer:
    return os.statvfs(room.path).f_namemax
