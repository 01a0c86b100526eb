"""Extended attributes, by namespace, and access control lists."""

from __future__ import annotations

import os
import struct

from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt

TOPIC = Topic("xattr")

_NAME = "user.p"

_ACL_VERSION, _NO_ID = 2, 0xFFFFFFFF
_USER_OBJ, _USER, _GROUP_OBJ, _MASK, _OTHER = 1, 2, 4, 0x10, 0x20
_ACL = struct.pack("<I", _ACL_VERSION) + b"".join(
    struct.pack("<HHI", *entry)
    for entry in (
        (_USER_OBJ, 6, _NO_ID),
        (_USER, 4, 4243),
        (_GROUP_OBJ, 4, _NO_ID),
        (_MASK, 4, _NO_ID),
        (_OTHER, 4, _NO_ID),
    )
)
"""rw-r--r--, and one more user who may read, as the kernel takes it."""


def _sets(room: Room, name: str, value: bytes) -> str:
    """What comes of giving a file an attribute."""
    file = room.file()
    return attempt(lambda: os.setxattr(file, name, value))


@TOPIC.asks("can a file be given an access control list?")
def acl(room: Room) -> Answer:
    return _sets(room, "system.posix_acl_access", _ACL)


@TOPIC.asks("can a file be given an attribute of 4 KiB?")
def big4k(room: Room) -> Answer:
    return _sets(room, _NAME, b"v" * 4096)


@TOPIC.asks("can a directory be given an attribute?")
def dir_user(room: Room) -> Answer:
    directory = room.directory()
    return attempt(lambda: os.setxattr(directory, _NAME, b"v"))


@TOPIC.asks("which value has an attribute that was given?")
def get(room: Room) -> Answer:
    file = room.file()
    attempt(lambda: os.setxattr(file, _NAME, b"v"))
    return os.getxattr(file, _NAME).decode()


@TOPIC.asks("which value has an attribute that was not given?")
def get_missing(room: Room) -> Answer:
    return os.getxattr(room.file(), "user.missing").decode()


@TOPIC.asks("which of a user's attributes are listed after one was given?", "list")
def listed(room: Room) -> Answer:
    file = room.file()
    attempt(lambda: os.setxattr(file, _NAME, b"v"))
    return str([name for name in os.listxattr(file) if name.startswith("user.")])


@TOPIC.asks("can an attribute be removed?")
def remove(room: Room) -> Answer:
    file = room.file()
    os.setxattr(file, _NAME, b"v")
    return attempt(lambda: os.removexattr(file, _NAME))


@TOPIC.asks_each(
    "can a file be given an attribute in this namespace: {name}?",
    {"secs": "security.p", "trusted": "trusted.p", "user": _NAME},
)
def _namespace(room: Room, name: str) -> Answer:
    return _sets(room, name, b"v")
