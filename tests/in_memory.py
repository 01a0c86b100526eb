"""A backing made of nothing but a table, for the rooms that do no I/O."""

from __future__ import annotations

import os
import posixpath
import stat
from errno import EINVAL, ENOENT, ENOTDIR
from typing import NamedTuple

from pytest_fusevenv.calls import Attributes, Ids
from pytest_fusevenv.hosts import Host, HostPath, HostWorld
from pytest_fusevenv.imitations import Imitation
from pytest_fusevenv.owners import IdMap, Ownership
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import AnyQuirk

SRC = "/h/src"
MNT = "/guest/mnt"
USER = Ids(1000, 1000)
ROOT = Ids(0, 0)
STRANGER = Ids(2000, 2000)


class Entry(NamedTuple):
    """An object of a table: its mode, its owners, and the text of a link."""

    mode: int
    owner: Ids = USER
    text: str = ""


def file(owner: Ids = USER, mode: int = 0o644) -> Entry:
    return Entry(stat.S_IFREG | mode, owner)


def directory(owner: Ids = USER) -> Entry:
    return Entry(stat.S_IFDIR | 0o755, owner)


def link(text: str, owner: Ids = USER) -> Entry:
    return Entry(stat.S_IFLNK | 0o777, owner, text)


TREE = {
    "/": directory(),
    "/f": file(),
    "/x": file(mode=0o755),
    "/guarded": file(mode=0o555),
    "/d": directory(),
    "/d/e": directory(),
    "/d/e/climbs": link("../../f"),
    "/rootf": file(ROOT),
    "/rootd": directory(ROOT),
    "/good": link("f"),
    "/chain": link("good"),
    "/dangling": link("nope"),
    "/loop": link("pool"),
    "/pool": link("loop"),
    "/to_root": link("rootf"),
    "/outside": link("/usr/bin/env"),
    "/beside": link("../beside"),
    "/absolute": link(f"{SRC}/f"),
    "/strangers": link("f", STRANGER),
    "/through": link("f/x"),
    "/d/back": link(".."),
}

WORLD = HostWorld(
    source=SRC,
    cwd="/cwd",
    paths=(
        HostPath("/usr/bin/env", *ROOT),
        HostPath("/h/beside", *USER),
        HostPath("/cwd/config", *ROOT),
    ),
)


class Table:
    """A `Store` over a table."""

    def __init__(self, entries: dict[str, Entry]) -> None:
        self.entries = entries

    def lstat(self, path: str) -> Attributes:
        if path not in self.entries:
            raise OSError(ENOENT, os.strerror(ENOENT), path)
        mode, owner, text = self.entries[path]
        ino = list(self.entries).index(path) + 1
        return Attributes(mode=mode, uid=owner.uid, gid=owner.gid, size=len(text), ino=ino)

    def readlink(self, path: str) -> str:
        if not self.lstat(path).is_link:
            raise OSError(EINVAL, os.strerror(EINVAL), path)
        return self.entries[path].text

    def names(self, path: str) -> list[str]:
        if not self.lstat(path).is_directory:
            raise OSError(ENOTDIR, os.strerror(ENOTDIR), path)
        inside = (posixpath.split(entry) for entry in self.entries if entry != "/")
        return [name for parent, name in inside if parent == path]


def default_map(*, hide_unmapped: bool = True) -> IdMap:
    return IdMap(((1000, -1),), ((1000, -1),), Ids(500, 500), hide_unmapped)


def host(ids: IdMap | None = None) -> Host:
    ownership = Ownership(USER, apart_from_root=True)
    return Host(Table(TREE), WORLD, ownership, ids or default_map(), MNT)


def imitation(*quirks: AnyQuirk) -> Imitation:
    profile = Profile("made-here", "a profile of a test", quirks)
    return Imitation(profile, Table(TREE), WORLD, backing=USER, guest=Ids(500, 500), mountpoint=MNT)
