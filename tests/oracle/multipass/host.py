"""The host as its server sees it: the export where the host has it, and what is declared besides.

No path outside the export is ever asked of this machine. A link's text means a path of the host's,
so links are followed here, step by step, and never by the kernel.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import PurePosixPath
from typing import NamedTuple

import msgspec

ROOT = (0, 0)
NOBODY = (-2, -2)
"""What Qt tells of the owner of what is not there."""

_MOST_LINKS = 40


class Known(msgspec.Struct, frozen=True):
    """A path the host has outside the export; inside it, whose the object there is."""

    path: str
    uid: int
    gid: int
    kind: str


class Facts(msgspec.Struct, frozen=True):
    """What a server is started with."""

    release: str
    export: str
    """The directory of this machine that is exported."""
    source: str
    """The export's path on the host."""
    mount: str
    """The mount's path in the guest."""
    cwd: str
    """The server's working directory on the host."""
    users: tuple[tuple[int, int], ...]
    groups: tuple[tuple[int, int], ...]
    """Pairs of a host's id and the guest's, which is -1 for the default."""
    default: tuple[int, int]
    """The ids of the guest's user."""
    known: tuple[Known, ...]


class Stat(NamedTuple):
    """What the host tells of an object."""

    mode: int
    ids: tuple[int, int]
    size: int = 0
    atime: int = 0
    mtime: int = 0

    @property
    def is_link(self) -> bool:
        return stat.S_ISLNK(self.mode)

    @property
    def is_directory(self) -> bool:
        return stat.S_ISDIR(self.mode)

    @property
    def is_file(self) -> bool:
        return stat.S_ISREG(self.mode)


def _error(number: int, path: str) -> OSError:
    return OSError(number, os.strerror(number), path)


class Host:
    """The host's filesystem."""

    def __init__(self, facts: Facts) -> None:
        self._export = facts.export
        self.source = facts.source
        self._owners: dict[tuple[int, int], tuple[int, int]] = {}
        """Whose the objects are that this user can not give away, by device and inode."""
        self._elsewhere = {
            str(parent): Stat(stat.S_IFDIR | 0o755, ROOT)
            for path in (facts.source, f"{facts.cwd}/.", *(known.path for known in facts.known))
            for parent in PurePosixPath(f"{path}/.").parents
        }
        for known in facts.known:
            self._declare(known)

    def _declare(self, known: Known) -> None:
        if self.has(known.path):
            self.own(known.path, (known.uid, known.gid))
        else:
            kind = stat.S_IFREG if known.kind == "file" else stat.S_IFDIR
            self._elsewhere[known.path] = Stat(kind | 0o755, (known.uid, known.gid))

    # --- asking --------------------------------------------------------------------------------

    def has(self, path: str) -> bool:
        """Whether a path, by its name, is the export or below it."""
        return path == self.source or path.startswith(f"{self.source}/")

    def canonical(self, path: str, *, follow: bool = True, absent: bool = False) -> str:
        """The path without links, the last of them only if told to follow.

        The last part must be there, unless it may be `absent`. Raises OSError.
        """
        done = ""
        todo = [*reversed(path.split("/"))]
        links = 0
        while todo:
            part = todo.pop()
            if part in ("", "."):
                continue
            if part == "..":
                done = done.rpartition("/")[0]
                continue
            last = not any(todo)
            try:
                found = self._look(f"{done}/{part}")
            except FileNotFoundError:
                if last and absent:
                    return f"{done}/{part}"
                raise
            if found.is_link and (follow or not last):
                text = os.readlink(self._real(f"{done}/{part}"))
                done = "" if text.startswith("/") else done
                todo += reversed(text.split("/"))
                links += 1
                if links > _MOST_LINKS:
                    raise _error(errno.ELOOP, path)
                continue
            if todo and not found.is_directory:
                raise _error(errno.ENOTDIR, path)
            done = f"{done}/{part}"
        return done or "/"

    def lstat(self, path: str) -> Stat:
        """What is there, a link itself. Raises OSError."""
        return self._look(self.canonical(path, follow=False))

    def stat(self, path: str) -> Stat:
        """What is there, at the end of all links. Raises OSError."""
        return self._look(self.canonical(path))

    def _look(self, path: str) -> Stat:
        if self.has(path):
            return self.told(os.lstat(self._real(path)))
        if path not in self._elsewhere:
            raise _error(errno.ENOENT, path)
        return self._elsewhere[path]

    def told(self, found: os.stat_result) -> Stat:
        """What this machine tells of an object of the export, in the host's terms."""
        ids = self._owners.get((found.st_dev, found.st_ino), (found.st_uid, found.st_gid))
        times = (int(found.st_atime), int(found.st_mtime))
        return Stat(found.st_mode, ids, found.st_size, *times)

    # --- changing ------------------------------------------------------------------------------

    def _real(self, canonical: str) -> str:
        if not self.has(canonical):
            raise _error(errno.EACCES, canonical)
        return self._export + canonical.removeprefix(self.source)

    def real(self, path: str, *, follow: bool = False) -> str:
        """Where on this machine the object is, or would be, that a path of the export names."""
        return self._real(self.canonical(path, follow=follow, absent=True))

    def own(self, path: str, ids: tuple[int, int]) -> None:
        """Make somebody the owner of an object, never of what a link leads to; -1 changes none."""
        real = self.real(path)
        if os.geteuid() == 0:
            os.lchown(real, *ids)
            return
        found = os.lstat(real)
        old = self.told(found).ids
        new = tuple(is_ if wish == -1 else wish for wish, is_ in zip(ids, old, strict=True))
        self._owners[found.st_dev, found.st_ino] = (new[0], new[1])

    def forget(self, found: os.stat_result) -> None:
        """An object has lost a name; if it was the last, its inode is soon another's."""
        if found.st_nlink <= 1 or stat.S_ISDIR(found.st_mode):
            self._owners.pop((found.st_dev, found.st_ino), None)
