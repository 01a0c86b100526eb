"""The talk with one client: requests in, replies out, one after the other."""

from __future__ import annotations

import itertools
import os
import struct
from collections.abc import Callable
from typing import BinaryIO, NamedTuple

from tests.oracle.multipass import wire
from tests.oracle.multipass.host import Facts
from tests.oracle.multipass.paths import refusing
from tests.oracle.multipass.releases import RELEASES
from tests.oracle.multipass.rules import Rules
from tests.oracle.multipass.wire import Attrs, Message, Packet, Refused, Reply, Status, Wish

_ENTRIES = 50
"""How many entries one reply to READDIR holds."""

_RENAME, _LINK = "posix-rename@openssh.com", "hardlink@openssh.com"
_STATVFS = "statvfs@openssh.com"

_DONE = wire.status(Status.OK)


class Opened(NamedTuple):
    """An open file."""

    descriptor: int
    path: str


class Listing(NamedTuple):
    """An open directory, with what is still to be told of it."""

    path: str
    names: list[str]


class Session:
    """One client's talk, and what it has open."""

    def __init__(self, facts: Facts) -> None:
        self._rules = Rules(facts)
        self._statvfs = RELEASES[facts.release].advertises_statvfs
        self._handles: dict[bytes, Opened | Listing] = {}
        self._numbers = itertools.count()
        self._requests: dict[int, Callable[[Message], Reply]] = {
            Packet.OPEN: self._open,
            Packet.CLOSE: self._close,
            Packet.READ: self._read,
            Packet.WRITE: self._write,
            Packet.LSTAT: lambda asked: self._attributes(asked, follow=False),
            Packet.STAT: lambda asked: self._attributes(asked, follow=True),
            Packet.FSTAT: self._attributes_of_open,
            Packet.SETSTAT: self._set_attributes,
            Packet.FSETSTAT: self._set_attributes_of_open,
            Packet.OPENDIR: self._open_directory,
            Packet.READDIR: self._read_directory,
            Packet.REMOVE: self._remove,
            Packet.MKDIR: self._make_directory,
            Packet.RMDIR: self._remove_directory,
            Packet.REALPATH: self._real_path,
            Packet.RENAME: self._rename,
            Packet.READLINK: self._read_link,
            Packet.SYMLINK: self._make_link,
            Packet.EXTENDED: self._extended,
        }

    def serve(self, requests: BinaryIO, replies: BinaryIO) -> None:
        """Answer until the client is gone."""
        for kind, message in wire.received(requests):
            if kind == Packet.INIT:
                wire.send(replies, Packet.VERSION, self._hello())
                continue
            number = message.u32()
            reply = self._reply(kind, message)
            wire.send(replies, reply.kind, struct.pack(">I", number) + reply.contents)

    def _hello(self) -> bytes:
        offers = {_RENAME: "1", _LINK: "1"} | ({_STATVFS: "2"} if self._statvfs else {})
        words = (wire.string(word) for offer in offers.items() for word in offer)
        return struct.pack(">I", wire.VERSION) + b"".join(words)

    def _reply(self, kind: int, message: Message) -> Reply:
        request = self._requests.get(kind)
        if request is None:
            return wire.status(Status.OP_UNSUPPORTED)
        try:
            return request(message)
        except Refused as refused:
            return wire.status(refused.status)

    # --- by path -------------------------------------------------------------------------------

    def _attributes(self, asked: Message, *, follow: bool) -> Reply:
        return wire.attributes(self._rules.attributes(asked.text(), follow=follow))

    def _set_attributes(self, asked: Message) -> Reply:
        self._rules.set_attributes(asked.text(), asked.attrs())
        return _DONE

    def _remove(self, asked: Message) -> Reply:
        self._rules.remove(asked.text())
        return _DONE

    def _make_directory(self, asked: Message) -> Reply:
        path, wished = asked.text(), asked.attrs()
        self._rules.mkdir(path, 0o777 if wished.mode is None else wished.mode)
        return _DONE

    def _remove_directory(self, asked: Message) -> Reply:
        self._rules.rmdir(asked.text())
        return _DONE

    def _rename(self, asked: Message) -> Reply:
        self._rules.rename(asked.text(), asked.text())
        return _DONE

    def _read_link(self, asked: Message) -> Reply:
        return wire.names([(self._rules.readlink(asked.text()), Attrs())])

    def _make_link(self, asked: Message) -> Reply:
        # OpenSSH's order, and so everybody's: the text first, not the path as the draft has it.
        text = asked.text()
        self._rules.symlink(text, asked.text())
        return _DONE

    def _real_path(self, asked: Message) -> Reply:
        return wire.names([(asked.text(), Attrs())])

    def _extended(self, asked: Message) -> Reply:
        match asked.text():
            case name if name == _RENAME:
                return self._rename(asked)
            case name if name == _LINK:
                self._rules.link(asked.text(), asked.text())
                return _DONE
            case _:
                return wire.status(Status.OP_UNSUPPORTED)

    # --- by handle -----------------------------------------------------------------------------

    def _kept(self, opened: Opened | Listing) -> Reply:
        name = b"%d" % next(self._numbers)
        self._handles[name] = opened
        return wire.handle(name)

    def _file(self, asked: Message) -> Opened:
        match self._handles.get(asked.data()):
            case Opened() as opened:
                return opened
            case _:
                raise Refused(Status.BAD_MESSAGE)

    def _open(self, asked: Message) -> Reply:
        path, wish, wished = asked.text(), Wish(asked.u32()), asked.attrs()
        mode = 0o666 if wished.mode is None else wished.mode
        return self._kept(Opened(self._rules.open(path, wish, mode), path))

    def _close(self, asked: Message) -> Reply:
        match self._handles.pop(asked.data(), None):
            case Opened() as opened:
                os.close(opened.descriptor)
            case None:
                raise Refused(Status.BAD_MESSAGE)
        return _DONE

    def _read(self, asked: Message) -> Reply:
        opened, offset, size = self._file(asked), asked.u64(), asked.u32()
        with refusing(Status.FAILURE):
            contents = os.pread(opened.descriptor, size, offset)
        return wire.data(contents) if contents else wire.status(Status.EOF)

    def _write(self, asked: Message) -> Reply:
        opened, offset, contents = self._file(asked), asked.u64(), asked.data()
        with refusing(Status.FAILURE):
            os.pwrite(opened.descriptor, contents, offset)
        return _DONE

    def _attributes_of_open(self, asked: Message) -> Reply:
        return wire.attributes(self._rules.attributes_of_open(self._file(asked).path))

    def _set_attributes_of_open(self, asked: Message) -> Reply:
        self._rules.set_attributes_of_open(self._file(asked).path, asked.attrs())
        return _DONE

    def _open_directory(self, asked: Message) -> Reply:
        path = asked.text()
        return self._kept(Listing(path, self._rules.names(path)))

    def _read_directory(self, asked: Message) -> Reply:
        match self._handles.get(asked.data()):
            case Listing(path, names) if names:
                told, names[:] = names[:_ENTRIES], names[_ENTRIES:]
                return wire.names(self._rules.entries(path, told))
            case Listing():
                return wire.status(Status.EOF)
            case _:
                raise Refused(Status.BAD_MESSAGE)
