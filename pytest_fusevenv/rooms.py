"""Room: the disk that is full after so many bytes, or so many objects."""

from __future__ import annotations

import os

import msgspec
from msgspec.structs import replace

from pytest_fusevenv.calls import Call, Capacity, Op
from pytest_fusevenv.deviations import Errno, Quirk
from pytest_fusevenv.faults import Count
from pytest_fusevenv.hosts import Host

_BLOCK = 4096
_MAKING = frozenset({Op.CREATE, Op.MKNOD, Op.MKDIR, Op.SYMLINK})
_REMOVING = frozenset({Op.UNLINK, Op.RMDIR})


class Used(msgspec.Struct):
    """What was taken of a disk since it was mounted; `pending` is what the next call takes."""

    bytes: int = 0
    objects: int = 0
    pending: tuple[int, int] = (0, 0)


class Room(Quirk, frozen=True):
    """Be full when so many bytes, or objects, were added to what was there.

    An object is a file, a directory or a link, however many names it has. What is removed or
    emptied makes room again. A file that is unlinked or replaced while it is open keeps its room
    until the mount is gone.
    """

    bytes: Count | None = None
    objects: Count | None = None
    errno: Errno = Errno.ENOSPC

    def __post_init__(self) -> None:
        if self.bytes is None and self.objects is None:
            raise ValueError("room for any bytes and any objects is no limit; give one of them")

    @property
    def affects(self) -> tuple[Op, ...]:
        return (*_MAKING, *_REMOVING, Op.OPEN, Op.WRITE, Op.TRUNCATE, Op.FALLOCATE, Op.RENAME)

    @property
    def needs(self) -> tuple[Op, ...]:
        # Where no room can be reserved, none is taken by that.
        return tuple(op for op in self.affects if op is not Op.FALLOCATE)

    @property
    def has_memory(self) -> bool:
        return True

    def amend(self, call: Call, host: Host) -> Call | Errno:
        used = host.memory.of(self, Used)
        size, objects = used.pending = _needed(call, host)
        too_big = _too_much(size, used.bytes, self.bytes)
        too_many = _too_much(objects, used.objects, self.objects)
        return self.errno if too_big or too_many else call

    def done(self, call: Call, host: Host) -> None:  # noqa: ARG002
        used = host.memory.of(self, Used)
        used.bytes += used.pending[0]
        used.objects += used.pending[1]

    def told(self, real: Capacity, host: Host) -> Capacity:
        """A capacity as it is told here: what is given, less what is used."""
        used = host.memory.of(self, Used)
        shown = real
        if self.bytes is not None:
            free = max(self.bytes - used.bytes, 0) // _BLOCK
            shown = replace(
                shown,
                block_size=_BLOCK,
                blocks=self.bytes // _BLOCK,
                blocks_free=free,
                blocks_available=free,
            )
        if self.objects is not None:
            free = max(self.objects - used.objects, 0)
            shown = replace(shown, files=self.objects, files_free=free)
        return shown


def _too_much(more: int, used: int, most: int | None) -> bool:
    return most is not None and more > 0 and used + more > most


def _needed(call: Call, host: Host) -> tuple[int, int]:
    """How many bytes and objects a call adds; negative where it frees some."""
    if call.op in _MAKING and not host.exists(call.path):
        return 0, 1
    if call.op in _MAKING or call.op is Op.OPEN:
        return (-_size(call.path, host) if call.flags & os.O_TRUNC else 0), 0
    if call.op in _REMOVING:
        return _freed(call.path, host)
    if call.op is Op.RENAME:
        return (0, 0) if call.flags else _freed(call.other or "", host)
    end = call.offset + call.size if call.op is not Op.TRUNCATE else call.size
    grown = end - _size(call.path, host)
    return (grown if call.op is Op.TRUNCATE else max(grown, 0), 0)


def _freed(path: str, host: Host) -> tuple[int, int]:
    if not host.exists(path):
        return 0, 0
    found = host.lstat(path)
    if found.has_other_names:
        return 0, 0
    return (-found.size if found.is_file else 0), -1


def _size(path: str, host: Host) -> int:
    return host.lstat(path).size if host.exists(path) else 0
