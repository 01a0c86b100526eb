"""How long a name may be, and a path."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt, told

NAME = Topic("name.len")
PATH = Topic("name.path")

_STEPS = (1, 8, 31, 32, 63, 64, 83, 85, 86, 100, 127, 128, 143, 175, 240, 251, 255, 256, 400)
"""The lengths, in characters, at which filesystems are known to stop."""

_CHARACTERS = {"ascii": "n", "two": "\u00e9", "three": "\u65e5", "four": "\U0001f600"}
_USUAL = 255
_LONGEST = 1024
_DEPTH = 120
_LEVEL = "p" * 60


@NAME.asks_each("how many characters may a name have, of this many bytes: {name}?", _CHARACTERS)
def _length(room: Room, character: str) -> Answer:
    longest = 0
    for length in _STEPS:
        try:
            room.file(character * length).unlink()
        except OSError as error:
            return f"{longest} then {told(error)}"
        longest = length
    return f">={longest}"


@NAME.asks("can a directory have a name of 255 characters?", "dir")
def directory(room: Room) -> Answer:
    return attempt(lambda: room.directory("d" * _USUAL))


@NAME.asks("can a link have a name of 255 characters?")
def symlink(room: Room) -> Answer:
    return attempt(lambda: room.link("f", "l" * _USUAL))


@NAME.asks("how many characters has the longest name of a file, if they are plain ones?")
def longest(room: Room) -> Answer:
    possible, refused = 0, _LONGEST
    while refused - possible > 1:
        length = (possible + refused) // 2
        if _may_be_called(room, "n" * length):
            possible = length
        else:
            refused = length
    return possible


def _may_be_called(room: Room, name: str) -> bool:
    try:
        room.file(name).unlink()
    except OSError:
        return False
    return True


def _descend(room: Room) -> str:
    """Make 120 directories in one another, each with a name of 60, and go into them.

    Where it ends is told in tens: it depends on how long the path to the filesystem is.
    """
    os.chdir(room.path)
    for depth in range(_DEPTH):
        try:
            os.mkdir(_LEVEL)
            os.chdir(_LEVEL)
        except OSError as error:
            return f"{told(error)} at n={depth - depth % 10}"
    return "ok"


@PATH.asks("can 120 directories with names of 60 be made in one another, and gone into?")
def depth_by_chdir_60x120(room: Room) -> Answer:
    return _descend(room)


@PATH.asks("can the working directory be told when its path is longer than 4096?")
def getcwd_deep(room: Room) -> Answer:
    _descend(room)
    return attempt(os.getcwd)


@PATH.asks("can a path be made absolute where that gets longer than 4096?")
def python_abspath(room: Room) -> Answer:
    _descend(room)
    return attempt(Path("f").absolute)


@PATH.asks("can a file be made and read in the last but one of 120 such directories?")
def write_deep(room: Room) -> Answer:
    _descend(room)
    os.chdir("..")  # the last may be so near to the limit that a file does not fit
    Path("f").write_text("deep")
    return attempt(Path("f").read_text)
