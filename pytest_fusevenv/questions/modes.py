"""Modes: what chmod leaves, what new files and directories get, and what modes forbid."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt, opened, permissions

ACCESS = Topic("perm.access")
CHMOD = Topic("perm.chmod")
CREATE = Topic("perm.create")

_STRANGE_GROUP = 4242
"""A group that we are not in."""


def _with_mode(path: Path, mode: int) -> Path:
    """The path, after a chmod that may be refused: what is possible then is the question."""
    with contextlib.suppress(OSError):
        path.chmod(mode)
    return path


def _changed(path: Path, mode: int) -> str:
    """What comes of chmod, and the mode afterwards."""
    said = attempt(lambda: path.chmod(mode))
    return f"{said} -> {permissions(path)}"


@ACCESS.asks_each(
    "what does access() allow (r, w, x) to a file that was given mode {name}?",
    {"0": 0, "444": 0o444, "644": 0o644, "755": 0o755},
)
def _access(room: Room, mode: int) -> Answer:
    file = _with_mode(room.file(), mode)
    ways = {"r": os.R_OK, "w": os.W_OK, "x": os.X_OK}
    return "".join(letter for letter, way in ways.items() if os.access(file, way))


@CHMOD.asks("can a file be created in a directory of mode 0555?")
def create_in_0555_dir(room: Room) -> Answer:
    directory = _with_mode(room.directory(), 0o555)
    return attempt(lambda: (directory / "f").touch())


@CHMOD.asks_each(
    "which mode has a directory after chmod to the mode in {name}?",
    {f"d{mode:o}": mode for mode in (0o1777, 0o2775, 0o555, 0o700, 0o755)},
)
def _directory(room: Room, mode: int) -> Answer:
    return _changed(room.directory(), mode)


@CHMOD.asks_each(
    "which mode has a file after chmod to the mode in {name}?",
    {
        f"f{mode:o}": mode
        for mode in (0, 0o111, 0o1777, 0o2755, 0o400, 0o444, 0o4755, 0o600, 0o644, 0o755, 0o777)
    },
)
def _file(room: Room, mode: int) -> Answer:
    return _changed(room.file(), mode)


@CHMOD.asks("which mode has an open file after fchmod to 0755?")
def fchmod755(room: Room) -> Answer:
    file = room.file()
    with opened(file, os.O_RDWR) as descriptor:
        said = attempt(lambda: os.fchmod(descriptor, 0o755))
    return f"{said} -> {permissions(file)}"


@CHMOD.asks("which mode does an open descriptor show after chmod of its path to 0755?")
def fstat_after_chmod(room: Room) -> Answer:
    file = room.file()
    with opened(file, os.O_RDONLY) as descriptor:
        _with_mode(file, 0o755)
        return oct(stat.S_IMODE(os.fstat(descriptor).st_mode))


@CHMOD.asks("can a file of mode 0444 be opened for writing?")
def open_w_0444(room: Room) -> Answer:
    file = _with_mode(room.file(), 0o444)
    return attempt(lambda: os.close(os.open(file, os.O_WRONLY)))


@CHMOD.asks("can a file of mode 0 be opened for reading?")
def open_r_0000(room: Room) -> Answer:
    file = _with_mode(room.file(), 0)
    return attempt(lambda: os.close(os.open(file, os.O_RDONLY)))


@CHMOD.asks("can a name in a directory of mode 0600 be looked up?")
def lookup_in_0600_dir(room: Room) -> Answer:
    directory = room.directory()
    (directory / "f").touch()
    _with_mode(directory, 0o600)
    return attempt((directory / "f").stat)


@CHMOD.asks("do new files get the group of a setgid directory, and new directories its bit?")
def setgid_inherit(room: Room) -> Answer:
    directory = room.directory()
    with contextlib.suppress(OSError):
        os.chown(directory, -1, _STRANGE_GROUP)
    _with_mode(directory, 0o2775)
    (directory / "f").touch()
    (directory / "d").mkdir()
    inherited = (directory / "f").stat().st_gid == _STRANGE_GROUP
    bit = bool((directory / "d").stat().st_mode & stat.S_ISGID)
    return f"file={inherited} dirbit={bit}"


@CHMOD.asks("which mode has a file of mode 4755 after it was written to?")
def suid_after_write(room: Room) -> Answer:
    file = _with_mode(room.file(), 0o4755)
    with opened(file, os.O_WRONLY) as descriptor:
        os.write(descriptor, b"x")
    return permissions(file)


@CHMOD.asks("can a file of mode 0444 be unlinked?")
def unlink_0444(room: Room) -> Answer:
    return attempt(_with_mode(room.file(), 0o444).unlink)


@CHMOD.asks("can a file be unlinked in a directory of mode 0555?")
def unlink_in_0555_dir(room: Room) -> Answer:
    directory = room.directory()
    (directory / "f").touch()
    _with_mode(directory, 0o555)
    return attempt((directory / "f").unlink)


@CREATE.asks("which mode has a file that was created with 0444?")
def create_0444_then_mode(room: Room) -> Answer:
    return permissions(room.file(mode=0o444))


@CREATE.asks_each(
    "which modes have new files (0666, 0777) and directories (0777) under {name}?",
    {"umask000": 0, "umask002": 0o002, "umask022": 0o022, "umask077": 0o077},
)
def _umask(room: Room, mask: int) -> Answer:
    os.umask(mask)
    directory = room.path / "d"
    directory.mkdir(0o777)
    plain, full = room.file("plain", mode=0o666), room.file("full", mode=0o777)
    return f"file={permissions(plain)} dir={permissions(directory)} 777={permissions(full)}"


@CREATE.asks("which mode has a directory that was made with 0700?")
def mkdir_0700(room: Room) -> Answer:
    (room.path / "d").mkdir(0o700)
    return permissions(room.path / "d")


@CREATE.asks("which mode has a directory that was made with 1777, with no umask?")
def mkdir_1777(room: Room) -> Answer:
    os.umask(0)
    (room.path / "d").mkdir(0o1777)
    return permissions(room.path / "d")


@CREATE.asks("which mode has a file that was created with 4755?")
def create_4755(room: Room) -> Answer:
    return permissions(room.file(mode=0o4755))


@CREATE.asks("can a new file of mode 0400 be written by the descriptor that made it?")
def write_to_new_0400(room: Room) -> Answer:
    return attempt(lambda: room.file(mode=0o400))
