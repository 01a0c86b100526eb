"""Symbolic links handled as objects of their own: moved, removed, owned, dated, linked to."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_fusevenv.questions import _libc
from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt

TOPIC = Topic("symlink.ops")

_ANOTHER_ID = 1234
_LONG_AGO_NS = 1_000_000_000_000_000_000


def _link_to_file(room: Room) -> Path:
    room.file()
    return room.link("f")


def _link_to_directory(room: Room) -> Path:
    room.directory()
    return room.link("d")


def _hard_link(link: Path) -> Path:
    hard = link.with_name("hl")
    os.link(link, hard, follow_symlinks=False)
    return hard


@TOPIC.asks("can a second name be given to a link itself?")
def hardlink_to_symlink(room: Room) -> Answer:
    _hard_link(_link_to_file(room))
    return "ok"


@TOPIC.asks("is the second name of a link a symlink, or anything else (file)?")
def hl_kind(room: Room) -> Answer:
    link = _link_to_file(room)
    attempt(lambda: _hard_link(link))
    return "symlink" if link.with_name("hl").is_symlink() else "file"


@TOPIC.asks("what comes of chmod of a link itself?")
def chmod_itself(room: Room) -> Answer:
    _libc.chmod_itself(_link_to_file(room), 0o600)
    return "ok"


@TOPIC.asks("does chmod by way of a link set the mode of its target?")
def chmod_target(room: Room) -> Answer:
    link = _link_to_file(room)
    link.chmod(0o600)
    return oct((room.path / "f").stat().st_mode & 0o777)


@TOPIC.asks("can a link be given to the user whose it is?")
def lchown_self(room: Room) -> Answer:
    os.lchown(_link_to_file(room), os.geteuid(), os.getegid())
    return "ok"


@TOPIC.asks("can a link be given to another user?")
def lchown_other(room: Room) -> Answer:
    os.lchown(_link_to_file(room), _ANOTHER_ID, _ANOTHER_ID)
    return "ok"


@TOPIC.asks("is a link that was given to another user theirs?")
def lchown_effect(room: Room) -> Answer:
    link = _link_to_file(room)
    attempt(lambda: os.lchown(link, _ANOTHER_ID, _ANOTHER_ID))
    return str(link.lstat().st_uid == _ANOTHER_ID)


def _date(link: Path) -> None:
    os.utime(link, ns=(_LONG_AGO_NS, _LONG_AGO_NS), follow_symlinks=False)


@TOPIC.asks("can the times of a link itself be set?")
def lutimes(room: Room) -> Answer:
    _date(_link_to_file(room))
    return "ok"


@TOPIC.asks("has a link the time that was set?")
def lutimes_effect(room: Room) -> Answer:
    link = _link_to_file(room)
    attempt(lambda: _date(link))
    return link.lstat().st_mtime_ns == _LONG_AGO_NS


@TOPIC.asks("can a link be renamed?")
def rename(room: Room) -> Answer:
    link = _link_to_file(room)
    return attempt(lambda: link.rename(room.path / "l2"))


@TOPIC.asks("what does a link say that was renamed into another directory?")
def rename_keeps_text(room: Room) -> Answer:
    return str(_link_to_file(room).rename(room.directory() / "l").readlink())


@TOPIC.asks("can a file be renamed over a link?")
def rename_over_symlink(room: Room) -> Answer:
    link = _link_to_file(room)
    return attempt(lambda: room.file("new").rename(link))


@TOPIC.asks("what comes of rmdir of a link to a directory?")
def rmdir_on_symlink_to_dir(room: Room) -> Answer:
    return attempt(_link_to_directory(room).rmdir)


@TOPIC.asks("does the file stay when a link to it is unlinked?")
def target_survives(room: Room) -> Answer:
    link = _link_to_file(room)
    attempt(link.unlink)
    return (room.path / "f").exists()


@TOPIC.asks("can a link be unlinked?")
def unlink(room: Room) -> Answer:
    return attempt(_link_to_file(room).unlink)


@TOPIC.asks("can a link to a directory be unlinked?")
def unlink_symlink_to_dir(room: Room) -> Answer:
    return attempt(_link_to_directory(room).unlink)


@TOPIC.asks("can a dangling link be unlinked?")
def unlink_dangling(room: Room) -> Answer:
    return attempt(room.link("nowhere").unlink)


@TOPIC.asks("what comes of unlinking a link to a directory with a slash behind it?")
def unlink_trailing_slash(room: Room) -> Answer:
    link = _link_to_directory(room)
    return attempt(lambda: os.unlink(f"{link}/"))


@TOPIC.asks("can a link be replaced by renaming a new one over it?")
def replace(room: Room) -> Answer:
    link = _link_to_file(room)
    room.link("new", "l2").rename(link)
    return str(link.readlink())
