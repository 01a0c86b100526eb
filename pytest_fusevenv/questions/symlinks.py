"""Symbolic links: made, read back, followed, and treated as objects of their own."""

from __future__ import annotations

from pytest_fusevenv.questions._asking import Answer, Room, Topic

CREATE = Topic("symlink")


@CREATE.asks("can a symbolic link be made?")
def create(room: Room) -> Answer:
    room.link("target")
    return "ok"
