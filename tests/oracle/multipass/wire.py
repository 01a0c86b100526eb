"""SFTP version 3 (draft-ietf-secsh-filexfer-02): packets, and what is in them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from enum import IntEnum, IntFlag
from typing import BinaryIO, NamedTuple

VERSION = 3
LEAVE = 0xFFFFFFFF
"""The id -1: nobody's where it is shown, "as it is" where it is wished."""


class Packet(IntEnum):
    """The kinds of packets."""

    INIT = 1
    VERSION = 2
    OPEN = 3
    CLOSE = 4
    READ = 5
    WRITE = 6
    LSTAT = 7
    FSTAT = 8
    SETSTAT = 9
    FSETSTAT = 10
    OPENDIR = 11
    READDIR = 12
    REMOVE = 13
    MKDIR = 14
    RMDIR = 15
    REALPATH = 16
    STAT = 17
    RENAME = 18
    READLINK = 19
    SYMLINK = 20
    STATUS = 101
    HANDLE = 102
    DATA = 103
    NAME = 104
    ATTRS = 105
    EXTENDED = 200


class Status(IntEnum):
    """How a request ended."""

    OK = 0
    EOF = 1
    NO_SUCH_FILE = 2
    PERMISSION_DENIED = 3
    FAILURE = 4
    BAD_MESSAGE = 5
    OP_UNSUPPORTED = 8


class Refused(Exception):  # noqa: N818  (it is an answer, not an error)
    """A request that is not granted, and with which status."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.name)
        self.status = status


class Wish(IntFlag):
    """The flags of OPEN."""

    READ = 1
    WRITE = 2
    APPEND = 4
    CREAT = 8
    TRUNC = 16
    EXCL = 32


class Has(IntFlag):
    """Which attributes are there."""

    SIZE = 1
    IDS = 2
    MODE = 4
    TIMES = 8


class Attrs(NamedTuple):
    """The attributes of an object, those that are told or wished."""

    size: int | None = None
    ids: tuple[int, int] | None = None
    mode: int | None = None
    times: tuple[int, int] | None = None


class Message:
    """A packet's contents, read from front to back."""

    def __init__(self, contents: bytes) -> None:
        self._contents = contents
        self._at = 0

    def _number(self, form: str) -> int:
        (number,) = struct.unpack_from(form, self._contents, self._at)
        self._at += struct.calcsize(form)
        return int(number)

    def byte(self) -> int:
        return self._number(">B")

    def u32(self) -> int:
        return self._number(">I")

    def u64(self) -> int:
        return self._number(">Q")

    def data(self) -> bytes:
        size = self.u32()
        self._at += size
        return self._contents[self._at - size : self._at]

    def text(self) -> str:
        """A string; what is not UTF-8 becomes surrogates."""
        return self.data().decode(errors="surrogateescape")

    def attrs(self) -> Attrs:
        has = Has(self.u32())
        return Attrs(
            size=self.u64() if Has.SIZE in has else None,
            ids=(self.u32(), self.u32()) if Has.IDS in has else None,
            mode=self.u32() if Has.MODE in has else None,
            times=(self.u32(), self.u32()) if Has.TIMES in has else None,
        )


class Reply(NamedTuple):
    """What a request is answered with, but for the request's number."""

    kind: Packet
    contents: bytes


def string(text: str | bytes) -> bytes:
    raw = text if isinstance(text, bytes) else text.encode(errors="surrogateescape")
    return struct.pack(">I", len(raw)) + raw


def packed(attrs: Attrs) -> bytes:
    has = Has(0)
    parts = []
    for flag, form, numbers in (
        (Has.SIZE, ">Q", None if attrs.size is None else (attrs.size,)),
        (Has.IDS, ">II", attrs.ids),
        (Has.MODE, ">I", None if attrs.mode is None else (attrs.mode,)),
        (Has.TIMES, ">II", attrs.times),
    ):
        if numbers is not None:
            has |= flag
            parts.append(struct.pack(form, *numbers))
    return struct.pack(">I", has) + b"".join(parts)


def status(code: Status) -> Reply:
    return Reply(Packet.STATUS, struct.pack(">I", code) + string(code.name) + string(""))


def handle(name: bytes) -> Reply:
    return Reply(Packet.HANDLE, string(name))


def data(contents: bytes) -> Reply:
    return Reply(Packet.DATA, string(contents))


def attributes(attrs: Attrs) -> Reply:
    return Reply(Packet.ATTRS, packed(attrs))


def names(entries: Iterable[tuple[str, Attrs]]) -> Reply:
    listed = [string(name) * 2 + packed(attrs) for name, attrs in entries]
    return Reply(Packet.NAME, struct.pack(">I", len(listed)) + b"".join(listed))


def send(stream: BinaryIO, kind: Packet, contents: bytes) -> None:
    stream.write(struct.pack(">IB", len(contents) + 1, kind) + contents)
    stream.flush()


def received(stream: BinaryIO) -> Iterator[tuple[int, Message]]:
    """Each packet that comes, its kind and contents, until the other side is gone."""
    while len(head := stream.read(4)) == 4:
        (size,) = struct.unpack(">I", head)
        message = Message(stream.read(size))
        yield message.byte(), message
