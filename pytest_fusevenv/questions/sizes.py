"""Sizes and contents: truncating, holes, allocation, copying by the kernel, and what is flushed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from pytest_fusevenv.questions import _libc
from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt, opened
from pytest_fusevenv.questions._elsewhere import elsewhere
from pytest_fusevenv.questions._others import in_another_process

TOPIC = Topic("io.size")
FOUR_GIB = Topic("io")

_MIB = 1 << 20
_KEEP_SIZE, _PUNCH_HOLE = 1, 2
_FICLONE = 0x40049409


def _written(room: Room, do: Callable[[int], object]) -> str:
    """What comes of doing something with the descriptor of a file of 5000 bytes."""
    with opened(room.file(contents=b"x" * 5000), os.O_RDWR) as descriptor:
        return attempt(lambda: do(descriptor))


def _to_new(path: Path, new: Path, copy: Callable[[int, int], int]) -> str:
    """What a copy from a file to a new one gives."""
    with (
        opened(path, os.O_RDONLY) as source,
        opened(new, os.O_RDWR | os.O_CREAT) as target,
    ):
        return str(copy(source, target))


@TOPIC.asks("how many bytes of 5000 does copy_file_range copy?")
def copy_file_range(room: Room) -> Answer:
    source = room.file(contents=b"x" * 5000)
    return _to_new(source, room.path / "new", lambda a, b: os.copy_file_range(a, b, 5000))


@TOPIC.asks("how many bytes of 5 does copy_file_range copy to another filesystem?")
def copy_file_range_cross(room: Room) -> Answer:
    source = room.file(contents=b"hello")
    return _to_new(source, elsewhere(room) / "new", lambda a, b: os.copy_file_range(a, b, 5))


@TOPIC.asks("which size has an empty file?")
def empty_file_size(room: Room) -> Answer:
    return room.file(contents=b"").stat().st_size


@TOPIC.asks("can space be allocated ahead (fallocate)?")
def fallocate(room: Room) -> Answer:
    return _written(room, lambda fd: _libc.fallocate(fd, 0, 0, 65536))


@TOPIC.asks("can space be allocated ahead without a larger size (FALLOC_FL_KEEP_SIZE)?")
def fallocate_keep(room: Room) -> Answer:
    return _written(room, lambda fd: _libc.fallocate(fd, _KEEP_SIZE, 0, 65536))


@TOPIC.asks("can a file that is open for reading only be flushed (fdatasync)?")
def fdatasync_ro_fd(room: Room) -> Answer:
    with opened(room.file(), os.O_RDONLY) as descriptor:
        return attempt(lambda: os.fdatasync(descriptor))


@TOPIC.asks("can a file be cloned (FICLONE)?")
def ficlone(room: Room) -> Answer:
    source = room.file(contents=b"x" * 4096)
    return _cloned(source, room.path / "new")


@TOPIC.asks("can a file be cloned to another filesystem (FICLONE)?")
def ficlone_cross(room: Room) -> Answer:
    return _cloned(room.file(contents=b"x" * 4096), elsewhere(room) / "new")


def _cloned(source: Path, new: Path) -> str:
    def clone() -> str:
        return _to_new(source, new, lambda a, b: fcntl.ioctl(b, _FICLONE, a))

    return attempt(clone)


@TOPIC.asks("can a file be flushed (fsync)?")
def fsync(room: Room) -> Answer:
    return _written(room, os.fsync)


@TOPIC.asks("can a directory be flushed (fsync)?")
def fsync_dir(room: Room) -> Answer:
    with opened(room.directory(), os.O_RDONLY) as descriptor:
        return attempt(lambda: os.fsync(descriptor))


@TOPIC.asks("can an open file be truncated?")
def ftruncate(room: Room) -> Answer:
    return _written(room, lambda fd: os.ftruncate(fd, 2))


@TOPIC.asks("what does another process read of a file that is still open for writing?")
def other_proc_sees_unclosed(room: Room) -> Answer:
    file = room.file(contents=b"")
    with opened(file, os.O_WRONLY) as descriptor:
        os.write(descriptor, b"hello")
        return in_another_process(file.read_text)


@TOPIC.asks("can space be allocated ahead as the C library does it (posix_fallocate)?")
def posix_fallocate(room: Room) -> Answer:
    return _written(room, lambda fd: os.posix_fallocate(fd, 0, 65536))


@TOPIC.asks("can a hole be made in a file (FALLOC_FL_PUNCH_HOLE)?")
def punch(room: Room) -> Answer:
    return _written(room, lambda fd: _libc.fallocate(fd, _PUNCH_HOLE | _KEEP_SIZE, 0, 4096))


@TOPIC.asks("does SEEK_DATA find the data behind a hole?")
def seek_data(room: Room) -> Answer:
    with opened(room.file(contents=b""), os.O_RDWR) as descriptor:
        os.pwrite(descriptor, b"end", _MIB)
        found = os.lseek(descriptor, 0, os.SEEK_DATA)
    return "hole-aware" if found else "no-holes"


@TOPIC.asks("how many bytes of 100 does sendfile copy from file to file?")
def sendfile(room: Room) -> Answer:
    source = room.file(contents=b"x" * 100)
    return _to_new(source, room.path / "new", lambda a, b: os.sendfile(b, a, 0, 100))


@TOPIC.asks("which size has a file of five bytes by its path while it is open for writing?")
def size_before_close(room: Room) -> Answer:
    file = room.file(contents=b"")
    with opened(file, os.O_WRONLY) as descriptor:
        os.write(descriptor, b"hello")
        return file.stat().st_size


@TOPIC.asks("does a hole take no space, by the count of blocks?")
def sparse(room: Room) -> Answer:
    return "sparse" if _has_holes(room) else "dense"


def _has_holes(room: Room) -> bool:
    file = room.file("hole", b"")
    os.truncate(file, _MIB)
    return file.stat().st_blocks * 512 < _MIB


@TOPIC.asks("can the whole filesystem be flushed (syncfs)?")
def syncfs(room: Room) -> Answer:
    return _written(room, _libc.syncfs)


@TOPIC.asks("what is in a file of three bytes after truncation to ten?")
def truncate_grow(room: Room) -> Answer:
    return _truncated(room, 10)


@TOPIC.asks("what is in a file of three bytes after truncation to two?")
def truncate_shrink(room: Room) -> Answer:
    return _truncated(room, 2)


def _truncated(room: Room, size: int) -> str:
    file = room.file()
    os.truncate(file, size)
    return str(file.read_bytes())


@TOPIC.asks("can a directory be truncated?")
def truncate_dir(room: Room) -> Answer:
    directory = room.directory()
    return attempt(lambda: os.truncate(directory, 0))


@TOPIC.asks("can a file that is open for reading only be truncated?")
def truncate_readonly_fd(room: Room) -> Answer:
    with opened(room.file(), os.O_RDONLY) as descriptor:
        return attempt(lambda: os.ftruncate(descriptor, 0))


@TOPIC.asks("what is in a file of one byte after a write behind its end?")
def write_behind_end(room: Room) -> Answer:
    file = room.file(contents=b"a")
    with opened(file, os.O_WRONLY) as descriptor:
        os.pwrite(descriptor, b"z", 3)
    return str(file.read_bytes())


@FOUR_GIB.asks("can a file be larger than 4 GiB (asked only where a hole takes no space)?")
def size4g(room: Room) -> Answer:
    if not _has_holes(room):
        return "not asked"
    file = room.file("large", b"")
    with opened(file, os.O_RDWR) as descriptor:
        os.pwrite(descriptor, b"end", 4096 * _MIB)
        read = os.pread(descriptor, 3, 4096 * _MIB)
    return "ok" if read == b"end" and file.stat().st_size == 4096 * _MIB + 3 else "other data"
