"""Renaming: over what, while what is open, with which flags, and what stays as it was."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_fusevenv.questions import _libc
from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt
from pytest_fusevenv.questions._elsewhere import elsewhere
from pytest_fusevenv.questions._libc import RenameFlag

TOPIC = Topic("rename")


def _rename(source: Path, target: Path) -> str:
    return attempt(lambda: source.rename(target))


def _two(room: Room) -> tuple[Path, Path]:
    """Two files with different contents."""
    return room.file("a", b"A"), room.file("b", b"B")


@TOPIC.asks("can a file be renamed to the same name in another case?")
def case_only(room: Room) -> Answer:
    return _rename(room.file("Case"), room.path / "case")


@TOPIC.asks("what is listed after renaming Case to case?")
def case_only_listed(room: Room) -> Answer:
    _rename(room.file("Case"), room.path / "case")
    return os.listdir(room.path)


@TOPIC.asks("can the working directory be renamed?")
def cwd_dir(room: Room) -> Answer:
    directory = room.directory("cwd1")
    os.chdir(directory)
    return _rename(directory, room.path / "cwd2")


@TOPIC.asks("what is the working directory called after it was renamed to cwd2?")
def getcwd_after(room: Room) -> Answer:
    cwd_dir(room)
    return Path.cwd().name


@TOPIC.asks("what comes of renaming a directory into itself?")
def dir_into_self(room: Room) -> Answer:
    directory = room.directory()
    return _rename(directory, directory / "x")


@TOPIC.asks("can a directory be renamed over an empty one?")
def dir_over_empty_dir(room: Room) -> Answer:
    return _rename(room.directory("d1"), room.directory("d2"))


@TOPIC.asks("what comes of renaming a directory over a file?")
def dir_over_file(room: Room) -> Answer:
    return _rename(room.directory(), room.file())


@TOPIC.asks("what comes of renaming a directory over one that is not empty?")
def dir_over_nonempty(room: Room) -> Answer:
    full = room.directory("full")
    (full / "f").touch()
    return _rename(room.directory("empty"), full)


@TOPIC.asks("can a directory be renamed while a file in it is open?")
def dir_with_open_file(room: Room) -> Answer:
    directory = room.directory()
    with (directory / "f").open("w"):
        return _rename(directory, room.path / "d2")


@TOPIC.asks("what is in a file that was written after its directory was renamed?")
def write_after(room: Room) -> Answer:
    directory = room.directory()
    with (directory / "f").open("w") as file:
        _rename(directory, room.path / "d2")
        file.write("q")
    return (room.path / "d2" / "f").read_text()


@TOPIC.asks("can a directory with a file in it be renamed into another directory?")
def dir_to_other_dir(room: Room) -> Answer:
    directory = room.directory()
    (directory / "f").touch()
    renamed = room.directory("d2") / "d"
    directory.rename(renamed)
    return os.listdir(renamed)


def _with_flag(source: Path, target: Path, flag: RenameFlag) -> str:
    return attempt(lambda: _libc.rename(source, target, flag))


@TOPIC.asks("can two files be exchanged (RENAME_EXCHANGE)?")
def exchange(room: Room) -> Answer:
    return _with_flag(*_two(room), RenameFlag.EXCHANGE)


@TOPIC.asks("what is in the first of two files, 1 and 2, after exchanging them?")
def exchange_effect(room: Room) -> Answer:
    first = room.file("a", b"1")
    _with_flag(first, room.file("b", b"2"), RenameFlag.EXCHANGE)
    return first.read_text()


@TOPIC.asks("can a file and a directory be exchanged?")
def exchange_file_dir(room: Room) -> Answer:
    return _with_flag(room.file(), room.directory(), RenameFlag.EXCHANGE)


@TOPIC.asks("what comes of exchanging a file with nothing?")
def exchange_missing(room: Room) -> Answer:
    return _with_flag(room.file(), room.path / "g", RenameFlag.EXCHANGE)


@TOPIC.asks("what comes of RENAME_NOREPLACE over a file?")
def noreplace_existing(room: Room) -> Answer:
    return _with_flag(*_two(room), RenameFlag.NOREPLACE)


@TOPIC.asks("can a file be renamed with RENAME_NOREPLACE to a free name?")
def noreplace_new(room: Room) -> Answer:
    return _with_flag(room.file(), room.path / "g", RenameFlag.NOREPLACE)


@TOPIC.asks("can a directory be renamed with RENAME_NOREPLACE to a free name?")
def noreplace_dir(room: Room) -> Answer:
    return _with_flag(room.directory(), room.path / "d2", RenameFlag.NOREPLACE)


@TOPIC.asks("what comes of renaming a file over a directory?")
def file_over_dir(room: Room) -> Answer:
    return _rename(room.file(), room.directory())


@TOPIC.asks("do two names of one file both stay when one is renamed over the other?")
def hardlinks_same_inode_keeps_both(room: Room) -> Answer:
    first, second = room.file("a"), room.path / "b"
    os.link(first, second)
    _rename(first, second)
    return first.exists() and second.exists()


@TOPIC.asks("does a renamed file keep its mode, its time and its inode number?")
def keeps_mode_mtime_ino(room: Room) -> Answer:
    file = room.file(mode=0o640)
    before = file.stat()
    after = file.rename(room.path / "g").stat()
    kept = ((getattr(before, of), getattr(after, of)) for of in ("st_mode", "st_mtime", "st_ino"))
    return [str(one == other) for one, other in kept]


@TOPIC.asks("what comes of renaming a missing file?")
def missing(room: Room) -> Answer:
    return _rename(room.path / "f", room.path / "g")


@TOPIC.asks("can a file be renamed while it is open?")
def open_file(room: Room) -> Answer:
    file = room.file()
    with file.open("r+"):
        return _rename(file, room.path / "g")


@TOPIC.asks("what is in a file E after writing Z to it through a descriptor from before a rename?")
def fd_follows(room: Room) -> Answer:
    file = room.file("e", b"E")
    descriptor = os.open(file, os.O_RDWR)
    try:
        _rename(file, room.path / "e2")
        os.write(descriptor, b"Z")
    finally:
        os.close(descriptor)
    return (room.path / "e2").read_text()


@TOPIC.asks("what does a reader read from a file A after C was renamed over it?")
def open_reader_keeps_old(room: Room) -> Answer:
    file = room.file("a", b"A")
    with file.open("rb", buffering=0) as reader:
        _rename(room.file("c", b"C"), file)
        return reader.read().decode()


@TOPIC.asks("can a file be renamed over one that is open?")
def over_open_file(room: Room) -> Answer:
    new, old = _two(room)
    with old.open():
        return _rename(new, old)


@TOPIC.asks("can a file be renamed over another?")
def over_file(room: Room) -> Answer:
    return _rename(*_two(room))


@TOPIC.asks("what is in a file B after A was renamed over it?")
def over_file_content(room: Room) -> Answer:
    new, old = _two(room)
    _rename(new, old)
    return old.read_text()


@TOPIC.asks("can a file be renamed over one that nobody may write to?")
def over_readonly_file(room: Room) -> Answer:
    return _rename(room.file("a"), room.file("b", mode=0o444))


@TOPIC.asks("what is listed after a file was renamed over another that is open?")
def over_open_file_listed(room: Room) -> Answer:
    new, old = _two(room)
    with old.open():
        _rename(new, old)
        return sorted(name[:11] for name in os.listdir(room.path))


@TOPIC.asks("can a file be renamed to its own name?")
def to_itself(room: Room) -> Answer:
    file = room.file()
    return _rename(file, file)


@TOPIC.asks("what comes of renaming a file to another filesystem?")
def to_other_mount(room: Room) -> Answer:
    return _rename(room.file(), elsewhere(room) / "f")
