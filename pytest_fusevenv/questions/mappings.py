"""Files in memory: shared and private mappings, executable ones, and what writes do to them."""

from __future__ import annotations

import mmap
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt
from pytest_fusevenv.questions._others import end_of, in_another_process

TOPIC = Topic("mmap")

_PAGE = 4096
_READ, _WRITE, _EXEC = mmap.PROT_READ, mmap.PROT_WRITE, mmap.PROT_EXEC


@contextmanager
def page(byte: bytes) -> Iterator[mmap.mmap]:
    """A page of memory, aligned as O_DIRECT wants it, full of one byte."""
    with mmap.mmap(-1, _PAGE) as memory:
        memory[:] = byte * _PAGE
        yield memory


@contextmanager
def _mapped(
    room: Room, flags: int, access: int, opening: int = os.O_RDWR
) -> Iterator[tuple[mmap.mmap, int]]:
    """A mapping of a page of `a`, and the descriptor that it was made of."""
    descriptor = os.open(room.file(contents=b"a" * _PAGE), opening)
    try:
        with mmap.mmap(descriptor, _PAGE, flags=flags, prot=access) as mapping:
            yield mapping, descriptor
    finally:
        os.close(descriptor)


@TOPIC.asks("what does a private mapping show when the file was unlinked?")
def after_unlink(room: Room) -> Answer:
    with _mapped(room, mmap.MAP_PRIVATE, _READ, os.O_RDONLY) as (mapping, _):
        (room.path / "f").unlink()
        return mapping[:1].decode()


@TOPIC.asks_each(
    "can a file be mapped for execution: {name}?",
    {"exec_private": mmap.MAP_PRIVATE, "exec_shared": mmap.MAP_SHARED},
)
def _executable(room: Room, flags: int) -> Answer:
    with _mapped(room, flags, _READ | _EXEC, os.O_RDONLY):
        return "ok"


@TOPIC.asks("what does another process read of a shared mapping that was written?")
def other_process_sees(room: Room) -> Answer:
    with _mapped(room, mmap.MAP_SHARED, _READ | _WRITE) as (mapping, _):
        mapping[:2] = b"ZZ"
        return in_another_process(lambda: (room.path / "f").read_text()[:2])


@TOPIC.asks("can a private mapping of a file that is open for reading be written?")
def private_write(room: Room) -> Answer:
    with _mapped(room, mmap.MAP_PRIVATE, _READ | _WRITE, os.O_RDONLY) as (mapping, _):
        mapping[:1] = b"Z"
        return "ok" if (room.path / "f").read_bytes()[:1] == b"a" else "written to the file"


@TOPIC.asks("what does a shared mapping show when the file was written?")
def sees_write(room: Room) -> Answer:
    with _mapped(room, mmap.MAP_SHARED, _READ | _WRITE) as (mapping, descriptor):
        mapping[:2] = b"ZZ"
        mapping.flush()
        os.pwrite(descriptor, b"QQ", 0)
        return mapping[:2].decode()


@TOPIC.asks("what does a shared mapping show that cannot be written?")
def shared_read(room: Room) -> Answer:
    room.file("f", b"Z" * _PAGE)
    with (room.path / "f").open("rb") as file:
        mapping = mmap.mmap(file.fileno(), _PAGE, flags=mmap.MAP_SHARED, prot=_READ)
        with mapping:
            return mapping[:1].decode()


@TOPIC.asks("what does a read give when a shared mapping was written, and when it was flushed?")
def shared_write(room: Room) -> Answer:
    with _mapped(room, mmap.MAP_SHARED, _READ | _WRITE) as (mapping, descriptor):
        mapping[:3] = b"ZZZ"
        before = os.pread(descriptor, 3, 0).decode()
        mapping.flush()
        return f"before_flush={before} after={os.pread(descriptor, 3, 0).decode()}"


@TOPIC.asks("can a file that is open for reading only be mapped for shared writing?")
def shared_write_readonly_fd(room: Room) -> Answer:
    def map_it() -> None:
        with _mapped(room, mmap.MAP_SHARED, _READ | _WRITE, os.O_RDONLY):
            pass

    return attempt(map_it)


@TOPIC.asks("which signal kills a process that reads a mapping behind the end of the file?")
def truncated(room: Room) -> Answer:
    with _mapped(room, mmap.MAP_SHARED, _READ | _WRITE) as (mapping, descriptor):
        os.ftruncate(descriptor, 0)
        end = end_of(lambda: mapping[0])
    return signal.Signals(-end).name if end < 0 else "none"
