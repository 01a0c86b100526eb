"""Renaming as some servers do it where they cannot rename: by copying."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from pytest_fusevenv.owners import ROOT

if TYPE_CHECKING:
    from pytest_fusevenv.hosts import Host
    from pytest_fusevenv.possessions import Possessions
    from pytest_fusevenv.storages import Storage

_MEBIBYTE = 1 << 20


def copy_over(old: str, link: str, host: Host, backing: Storage, possessions: Possessions) -> None:
    """Copy a file into what a dangling link names, as root's; the link stays. Raises OSError."""
    place = posixpath.dirname(host.on_host(link))
    target = host.inside(host.settled(posixpath.join(place, backing.readlink(link))))
    source = backing.open(host.inside(host.find(old).path), os.O_RDONLY)
    try:
        _copy(source, target, backing)
    finally:
        backing.close(source)
    possessions.give(target, ROOT)


def _copy(source: int, target: str, backing: Storage) -> None:
    copy = backing.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    room, offset = memoryview(bytearray(_MEBIBYTE)), 0
    try:
        while count := backing.read_into(source, room, offset):
            offset += backing.write_at(copy, room[:count], offset)
    finally:
        backing.close(copy)
