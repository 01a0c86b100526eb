"""Listing directories: what is in the listing, its order, and listing while that changes."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_fusevenv.questions import _libc
from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt

TOPIC = Topic("readdir")

_MANY = 400
_SOME = 60
_TYPES = {0: "UNKNOWN", 1: "FIFO", 4: "DIR", 8: "REG", 10: "LNK", 12: "SOCK"}
"""The types that a listing tells (`d_type`), without DT_."""


def _filled(room: Room, count: int) -> tuple[Path, list[str]]:
    """A directory with so many files, and their names as they were made: in no order."""
    directory = room.directory()
    names = [f"n{number * 7919 % 1009:04}" for number in range(1, count + 1)]
    for name in names:
        (directory / name).touch()
    return directory, names


@TOPIC.asks("is each of 200 files listed, once?")
def complete(room: Room) -> Answer:
    directory, names = _filled(room, 200)
    return sorted(os.listdir(directory)) == sorted(names)


def _told_type(room: Room, name: str) -> str:
    number = dict(_libc.raw_entries(room.path)).get(name)
    return "unlisted" if number is None else _TYPES.get(number, str(number))


@TOPIC.asks("which type does a listing tell of the directory itself?", "d_type..")
def type_of_itself(room: Room) -> Answer:
    return _told_type(room, ".")


@TOPIC.asks("which type does a listing tell of the parent directory?", "d_type...")
def type_of_parent(room: Room) -> Answer:
    return _told_type(room, "..")


@TOPIC.asks("which type does a listing tell of a directory?", "d_type.d")
def type_of_directory(room: Room) -> Answer:
    return _told_type(room, room.directory().name)


@TOPIC.asks("which type does a listing tell of a file?", "d_type.f")
def type_of_file(room: Room) -> Answer:
    return _told_type(room, room.file().name)


@TOPIC.asks("which type does a listing tell of a symbolic link?", "d_type.l")
def type_of_link(room: Room) -> Answer:
    return _told_type(room, room.link("f").name)


@TOPIC.asks("what becomes of 400 files that are unlinked as they are listed?")
def delete_while_iterating_400(room: Room) -> Answer:
    directory, _ = _filled(room, _MANY)
    seen = _unlink_as_listed(directory)
    return f"seen {seen} left {len(os.listdir(directory))}"


def _unlink_as_listed(directory: Path) -> int:
    """How many files were listed, and unlinked one by one."""
    seen = 0
    with os.scandir(directory) as entries:
        for entry in entries:
            os.unlink(entry)
            seen += 1
    return seen


@TOPIC.asks("can a directory be removed after its files were unlinked as they were listed?")
def rmdir_after(room: Room) -> Answer:
    directory, _ = _filled(room, _SOME)
    _unlink_as_listed(directory)
    return attempt(directory.rmdir)


@TOPIC.asks("in which order are 60 files listed?")
def order(room: Room) -> Answer:
    directory, made = _filled(room, _SOME)
    listed = os.listdir(directory)
    orders = {"creation": made, "reverse-creation": made[::-1], "sorted": sorted(made)}
    return next((name for name, names in orders.items() if names == listed), "other")


@TOPIC.asks("are 60 files listed twice in the same order?")
def repeatable(room: Room) -> Answer:
    directory, _ = _filled(room, _SOME)
    return os.listdir(directory) == os.listdir(directory)


@TOPIC.asks("what is listed in a directory, listed before, right after making a file in it?")
def after_create(room: Room) -> Answer:
    os.listdir(room.path)
    room.file()
    return os.listdir(room.path)


@TOPIC.asks("what is listed in a directory, listed before, right after a file was renamed to g?")
def after_rename(room: Room) -> Answer:
    file = room.file()
    os.listdir(room.path)
    file.rename(room.path / "g")
    return os.listdir(room.path)


@TOPIC.asks("what is listed in a directory, listed before, right after unlinking its only file?")
def after_unlink(room: Room) -> Answer:
    file = room.file()
    os.listdir(room.path)
    file.unlink()
    return os.listdir(room.path)


@TOPIC.asks("what comes of listing a file?")
def file(room: Room) -> Answer:
    return attempt(lambda: os.listdir(room.file()))
