"""Making and removing directories, unlinking files; both while they are in use."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt

TOPIC = Topic("unlink")

_LEAVING_SECONDS = 0.3
"""How long a hidden file may take to go: some servers are told late that it was closed."""

_SHOWN = 11
"""So much of a left-over name says whose it is; then it counts up: `.fuse_hidden0000034b0…`."""


@contextlib.contextmanager
def _unlinked(room: Room) -> Iterator[int]:
    """The descriptor of an open file that has been unlinked."""
    file = room.file(contents=b"data")
    descriptor = os.open(file, os.O_RDWR)
    try:
        attempt(file.unlink)
        yield descriptor
    finally:
        os.close(descriptor)


def _listed(room: Room) -> list[str]:
    return sorted(name[:_SHOWN] for name in os.listdir(room.path))


@TOPIC.asks("can a file be unlinked while it is open?")
def open_file(room: Room) -> Answer:
    file = room.file()
    with file.open():
        return attempt(file.unlink)


@TOPIC.asks("what is read from an open file after it was unlinked?")
def read_after(room: Room) -> Answer:
    with _unlinked(room) as descriptor:
        return os.read(descriptor, 100).decode()


@TOPIC.asks("can an open file be written to after it was unlinked?")
def write_after(room: Room) -> Answer:
    with _unlinked(room) as descriptor:
        return attempt(lambda: os.write(descriptor, b"more"))


@TOPIC.asks("which link count does an open file show after it was unlinked?")
def fstat_nlink(room: Room) -> Answer:
    with _unlinked(room) as descriptor:
        return os.fstat(descriptor).st_nlink


@TOPIC.asks("what is listed after an open file was unlinked?")
def listed_after(room: Room) -> Answer:
    with _unlinked(room):
        return _listed(room)


@TOPIC.asks("what is left of an unlinked file when it is closed (gone: it was gone before)?")
def gone_after_close(room: Room) -> Answer:
    with _unlinked(room):
        if not _listed(room):
            return "gone"
    patience = time.monotonic() + _LEAVING_SECONDS
    while (left := _listed(room)) and time.monotonic() < patience:
        time.sleep(0.01)
    return left


@TOPIC.asks("can a file be made anew while the unlinked one of that name is open?")
def recreate_while_open(room: Room) -> Answer:
    with _unlinked(room):
        return attempt(room.file)


@contextlib.contextmanager
def _open_directory(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@TOPIC.asks("can an empty directory be removed while it is open?")
def open_dir(room: Room) -> Answer:
    directory = room.directory()
    with _open_directory(directory):
        return attempt(directory.rmdir)


@TOPIC.asks("what is listed in an open directory that was removed?")
def listdir_deleted_fd(room: Room) -> Answer:
    directory = room.directory()
    with _open_directory(directory) as descriptor:
        attempt(directory.rmdir)
        return str(os.listdir(descriptor))


def _leave_nothing_to_stand_on(room: Room) -> str:
    """What comes of removing the working directory."""
    directory = room.directory("cwd")
    os.chdir(directory)
    return attempt(directory.rmdir)


@TOPIC.asks("can the working directory be removed?")
def rmdir_cwd(room: Room) -> Answer:
    return _leave_nothing_to_stand_on(room)


@TOPIC.asks("what comes of asking for a working directory that was removed?")
def getcwd_deleted(room: Room) -> Answer:
    _leave_nothing_to_stand_on(room)
    return attempt(os.getcwd)


@TOPIC.asks("what comes of making a file in a working directory that was removed?")
def create_in_deleted(room: Room) -> Answer:
    _leave_nothing_to_stand_on(room)
    return attempt(Path("x").touch)


@TOPIC.asks("what comes of removing '.' in a working directory that was removed?")
def rmdir_dot(room: Room) -> Answer:
    _leave_nothing_to_stand_on(room)
    return attempt(lambda: os.rmdir("."))


@TOPIC.asks("what comes of making a directory that is there?")
def mkdir_exists(room: Room) -> Answer:
    return attempt(room.directory().mkdir)


@TOPIC.asks("what comes of making a directory in a missing one?")
def mkdir_no_parent(room: Room) -> Answer:
    return attempt((room.path / "missing" / "d").mkdir)


@TOPIC.asks("what comes of making a directory where a file is?")
def mkdir_over_file(room: Room) -> Answer:
    return attempt(room.file().mkdir)


@TOPIC.asks("what comes of rmdir of a file?")
def rmdir_file(room: Room) -> Answer:
    return attempt(room.file().rmdir)


@TOPIC.asks("what comes of rmdir of a missing directory?")
def rmdir_missing(room: Room) -> Answer:
    return attempt((room.path / "d").rmdir)


@TOPIC.asks("what comes of rmdir of a directory with a file in it?")
def rmdir_nonempty(room: Room) -> Answer:
    directory = room.directory()
    (directory / "f").touch()
    return attempt(directory.rmdir)


@TOPIC.asks("can a directory be removed when the only file in it is unlinked, but open?")
def rmdir_parent_while_open(room: Room) -> Answer:
    directory = room.directory()
    with (directory / "f").open("w"):
        attempt((directory / "f").unlink)
        return attempt(directory.rmdir)


@TOPIC.asks("can a tree be removed while a file in it is open?")
def rmtree_with_open_file(room: Room) -> Answer:
    directory = room.directory()
    with (directory / "f").open("w"):
        return attempt(lambda: shutil.rmtree(directory))


@TOPIC.asks("what comes of unlinking a directory?")
def unlink_dir(room: Room) -> Answer:
    return attempt(room.directory().unlink)


@TOPIC.asks("what comes of unlinking a missing file?")
def unlink_missing(room: Room) -> Answer:
    return attempt((room.path / "f").unlink)


@TOPIC.asks("can a file be unlinked that nobody may write to?")
def unlink_readonly_file(room: Room) -> Answer:
    return attempt(room.file(mode=0o444).unlink)


@TOPIC.asks("what comes of unlinking a file with a slash behind it?")
def unlink_trailing_slash(room: Room) -> Answer:
    file = room.file()
    return attempt(lambda: os.unlink(f"{file}/"))
