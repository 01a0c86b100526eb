"""Renaming as some servers do it where they cannot rename: by copying."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from pytest_fusevenv.owners import ROOT

if TYPE_CHECKING:
    from pytest_fusevenv.backings import Backing
    from pytest_fusevenv.hosts import Host
    from pytest_fusevenv.possessions import Possessions

_MEBIBYTE = 1 << 20


def copy_over(old: str, link: str, host: Host, backing: Backing, possessions: Possessions) -> None:
    """Copy a file into what a dangling link names, as root's; the link stays. Raises OSError."""
    place = posixpath.dirname(host.on_host(link))
    target = host.inside(host.settled(posixpath.join(place, backing.readlink(link))))
    source = backing.open(host.inside(host.find(old).path), os.O_RDONLY)
    try:
        _copy(source, target, backing)
    finally:
        os.close(source)
    possessions.give(target, ROOT)


def _copy(source: int, target: str, backing: Backing) -> None:
    copy = backing.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        while os.sendfile(copy, source, None, _MEBIBYTE):
            pass
    finally:
        os.close(copy)
