"""How objects are told apart and measured: inode numbers, devices, link counts, blocks."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_fusevenv.questions._asking import Answer, Room, Topic

TOPIC = Topic("ids")

_BIG = 1 << 53
"""From here on a number is no longer exact in JavaScript's terms, nor a double's."""

_SOME = 60


def _number(path: Path) -> int:
    return path.stat().st_ino


@TOPIC.asks("how many bytes is a good block to read (st_blksize)?")
def blksize(room: Room) -> Answer:
    return room.file().stat().st_blksize


@TOPIC.asks("how many blocks of 512 bytes do 10,000 bytes take?")
def blocks_of_10000(room: Room) -> Answer:
    file = room.file(contents=b"x" * 10_000)
    with file.open("rb") as opened:
        os.fsync(opened.fileno())  # some give blocks only when the data goes to the disk
    return file.stat().st_blocks


@TOPIC.asks("are a file and its directory on the same device?")
def dev_same_file_dir(room: Room) -> Answer:
    return room.file().stat().st_dev == room.path.stat().st_dev


@TOPIC.asks("which size does a directory with a file in it show?")
def dir_size_kind(room: Room) -> Answer:
    room.file()
    return {0: "zero", 4096: "4096"}.get(room.path.stat().st_size, "other")


@TOPIC.asks("is a file the same by its descriptor and by its path?")
def fstat_equals_stat(room: Room) -> Answer:
    file = room.file()
    with file.open() as opened:
        return os.path.samestat(os.fstat(opened.fileno()), file.stat())


@TOPIC.asks("is the working directory called what it was changed to?")
def getcwd(room: Room) -> Answer:
    return Path.cwd() == room.path.resolve()


@TOPIC.asks("does a file keep its inode number when it is renamed?")
def ino_after_rename(room: Room) -> Answer:
    file = room.file()
    return _number(file) == _number(file.rename(room.path / "g"))


@TOPIC.asks("does a directory keep its inode number when it is renamed?")
def dir_ino_after_rename(room: Room) -> Answer:
    directory = room.directory()
    return _number(directory) == _number(directory.rename(room.path / "d2"))


@TOPIC.asks("does a file keep its inode number when it is written to?")
def ino_after_write(room: Room) -> Answer:
    file = room.file()
    before = _number(file)
    file.write_text("longer than before")
    return _number(file) == before


@TOPIC.asks("does an inode number need more than 53 bits?")
def ino_big(room: Room) -> Answer:
    return _number(room.file()) >= _BIG


@TOPIC.asks("which link count does a directory with two directories in it show?")
def nlink_dir_2_subdirs(room: Room) -> Answer:
    directory = room.directory()
    (directory / "a").mkdir()
    (directory / "b").mkdir()
    return directory.stat().st_nlink


@TOPIC.asks("which link count does an empty directory show?")
def nlink_empty_dir(room: Room) -> Answer:
    return room.directory().stat().st_nlink


@TOPIC.asks("which link count does a file show?")
def nlink_file(room: Room) -> Answer:
    return room.file().stat().st_nlink


@TOPIC.asks("is no inode number zero?")
def nonzero(room: Room) -> Answer:
    return _number(room.file()) != 0 and _number(room.directory()) != 0


@TOPIC.asks("does a listing tell the inode number that stat tells?")
def readdir_ino_equals_stat(room: Room) -> Answer:
    room.file()
    with os.scandir(room.path) as entries:
        return all(entry.inode() == os.stat(entry).st_ino for entry in entries)


@TOPIC.asks("is a file the same by two paths to it?")
def samefile(room: Room) -> Answer:
    file = room.file()
    return file.samefile(room.directory() / ".." / file.name)


@TOPIC.asks("has a file the same inode number when asked again?")
def stable_restat(room: Room) -> Answer:
    file = room.file()
    return _number(file) == _number(file)


@TOPIC.asks("have 60 files 60 inode numbers?")
def unique_60(room: Room) -> Answer:
    return len({_number(room.file(f"f{number}")) for number in range(_SOME)}) == _SOME


@TOPIC.asks("is the parent of a directory what it was made in?")
def parent(room: Room) -> Answer:
    return (room.directory() / "..").samefile(room.path)
