"""Symbolic links followed: to files and directories, inside and outside, and executed."""

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
from pathlib import Path

from pytest_fusevenv.questions._asking import Answer, Room, Topic
from pytest_fusevenv.questions._elsewhere import elsewhere

THROUGH = Topic("symlink.stat_through")
EXEC = Topic("symlink.exec")

_OUTSIDE = Path("/etc/passwd")
"""A file that every machine has."""

_SHELL = Path("/bin/sh")


def _link(room: Room, text: str | Path, name: str = "l") -> Path:
    """A link, or its path where none can be made: then the question is what is at the path."""
    with contextlib.suppress(OSError):
        room.link(text, name)
    return room.path / name


def _kind(path: Path) -> str:
    """The type of what is at the end of a path, in octal as in st_mode."""
    return oct(stat.S_IFMT(path.stat().st_mode))


def _link_to_directory(room: Room) -> Path:
    room.directory().joinpath("g").touch()
    return _link(room, "d")


def _link_to_file(room: Room) -> Path:
    room.file()
    return _link(room, "f")


@THROUGH.asks("what is at an absolute link to a file of the machine?")
def absolute(room: Room) -> Answer:
    return _kind(_link(room, _OUTSIDE))


@THROUGH.asks("what is at a link to a link to a file?")
def chain(room: Room) -> Answer:
    _link_to_file(room)
    return _kind(_link(room, "l", "l2"))


@THROUGH.asks("what is at a link to a directory?", "dir")
def directory(room: Room) -> Answer:
    return _kind(_link_to_directory(room))


@THROUGH.asks("what is at a relative link that climbs out of the filesystem to a file?")
def escape(room: Room) -> Answer:
    return _kind(_link(room, os.path.relpath(_OUTSIDE, room.path.resolve())))


@THROUGH.asks("can a file be found by way of a link to its directory?")
def into_dir(room: Room) -> Answer:
    (_link_to_directory(room) / "g").stat()
    return "ok"


@THROUGH.asks("what is listed in a link to a directory?")
def listdir(room: Room) -> Answer:
    return sorted(os.listdir(_link_to_directory(room)))


@THROUGH.asks("what is read from a file by way of a link?", "open")
def read(room: Room) -> Answer:
    return _link_to_file(room).read_text()


@THROUGH.asks("what is at an absolute link to a file on another filesystem?")
def outside(room: Room) -> Answer:
    there = elsewhere(room) / "f"
    there.touch()
    return _kind(_link(room, there))


@THROUGH.asks("does an absolute link resolve to the path that it names?")
def realpath_abs(room: Room) -> Answer:
    link = _link(room, _OUTSIDE)
    if link.is_symlink():
        link.readlink()  # an error is the answer; how realpath takes it depends on the Python
    return os.path.realpath(link) == os.path.realpath(_OUTSIDE)


@THROUGH.asks("what is at a relative link to a file?")
def rel(room: Room) -> Answer:
    return _kind(_link_to_file(room))


@THROUGH.asks("is a file that is written by way of a link the file itself?")
def same_ino(room: Room) -> Answer:
    link = _link_to_file(room)
    link.write_text("zz")
    return link.samefile(room.path / "f")


@THROUGH.asks("is a link to a directory found with a slash behind it?")
def trailing_slash_dir(room: Room) -> Answer:
    os.stat(f"{_link_to_directory(room)}/")
    return "ok"


@THROUGH.asks("is a link to a file found with a slash behind it?")
def trailing_slash_file(room: Room) -> Answer:
    os.stat(f"{_link_to_file(room)}/")
    return "ok"


@THROUGH.asks("what is in a file after writing by way of a link to it?")
def write_through(room: Room) -> Answer:
    _link_to_file(room).write_text("zz")
    return (room.path / "f").read_text()


@THROUGH.asks("what is at a link whose target is missing?")
def dangling(room: Room) -> Answer:
    return _kind(_link(room, "nowhere"))


@THROUGH.asks("does writing by way of a dangling link make the file that it names?")
def create_dangling(room: Room) -> Answer:
    room.link("new").write_text("zz")
    return (room.path / "new").read_text()


@THROUGH.asks("what comes of an exclusive creation where a dangling link is?")
def excl_dangling(room: Room) -> Answer:
    room.link("new", "f")
    room.file("f")
    return "ok"


def _run(program: Path) -> Answer:
    ended = subprocess.run(["sh", "-c", "exit 0"], executable=program, check=False, timeout=5)
    return f"rc={ended.returncode}"


@EXEC.asks("does a program on this filesystem run by way of a link?")
def to_inner(room: Room) -> Answer:
    room.file("script", b"#!/bin/sh\nexit 0\n", 0o755)
    return _run(room.link("script"))


@EXEC.asks("does a program of the machine run by way of a link?")
def to_outer(room: Room) -> Answer:
    return _run(room.link(_SHELL))
