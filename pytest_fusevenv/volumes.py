"""Volumes: the quirks by which what looks like one tree is several, and no name leads across."""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase
from typing import Annotated

import msgspec

from pytest_fusevenv.calls import Call, Op, RenameFlag
from pytest_fusevenv.deviations import Errno, Quirk
from pytest_fusevenv.hosts import Host

Root = Annotated[str, msgspec.Meta(pattern=r"^[^/]+(/[^/]+)*$")]


class Volumes(Quirk, frozen=True):
    """Be several volumes: what matches one of `roots` is where another one is mounted.

    A root is one name or the last names of a path, each of which may hold the wildcards of the
    shell: `.venv/bin`, `archive-v*`. A root that is there can be neither moved nor removed.
    """

    roots: Annotated[tuple[Root, ...], msgspec.Meta(min_length=1)]

    @property
    def affects(self) -> tuple[Op, ...]:
        return (Op.RENAME, Op.LINK, Op.RMDIR)

    def amend(self, call: Call, host: Host) -> Call | Errno:
        if call.op is Op.RMDIR:
            return Errno.EBUSY if self._is_mounted(call.path, host) else call
        new = call.other or "/"
        if self._volume(posixpath.dirname(call.path)) != self._volume(posixpath.dirname(new)):
            return Errno.EXDEV
        busy = self._is_mounted(call.path, host) or self._is_mounted(new, host)
        return Errno.EBUSY if busy else call

    def _is_mounted(self, path: str, host: Host) -> bool:
        return self._is_root(path) and host.exists(path)

    def _volume(self, path: str) -> str:
        """The longest root on the way to a path."""
        while path != "/" and not self._is_root(path):
            path = posixpath.dirname(path)
        return path

    def _is_root(self, path: str) -> bool:
        names = path.split("/")[1:]
        return any(_matches(names, root.split("/")) for root in self.roots)


def _matches(names: list[str], patterns: list[str]) -> bool:
    last = names[-len(patterns) :]
    return len(last) == len(patterns) and all(map(fnmatchcase, last, patterns))


class KeepLower(Quirk, frozen=True):
    """Move no directory that was there before the mount: it lies in a lower layer.

    One that was made since lies in the upper layer, and can be moved.
    """

    errno: Errno = Errno.EXDEV

    @property
    def affects(self) -> tuple[Op, ...]:
        return (Op.RENAME, Op.MKDIR, Op.RMDIR)

    @property
    def has_memory(self) -> bool:
        return True

    def amend(self, call: Call, host: Host) -> Call | Errno:
        if call.op is not Op.RENAME:
            return call
        moved = [call.path]
        if call.flags & RenameFlag.EXCHANGE:
            moved.append(call.other or "")
        return self.errno if any(self._is_lower(path, host) for path in moved) else call

    def _is_lower(self, path: str, host: Host) -> bool:
        return (
            host.exists(path)
            and host.lstat(path).is_directory
            and path not in host.memory.of(self, set[str])
        )

    def done(self, call: Call, host: Host) -> None:
        made = host.memory.of(self, set[str])
        if call.op is Op.MKDIR:
            made.add(call.path)
        elif call.op is Op.RMDIR:
            made.discard(call.path)
        else:
            both = bool(call.flags & RenameFlag.EXCHANGE)
            moved = {_moved(path, call.path, call.other or "", both=both) for path in made}
            made.clear()
            made.update(moved)


def _moved(path: str, old: str, new: str, *, both: bool) -> str:
    """Where a path is after `old` became `new` (and, if `both`, `new` became `old`)."""
    if f"{path}/".startswith(f"{old}/"):
        return new + path[len(old) :]
    if both and f"{path}/".startswith(f"{new}/"):
        return old + path[len(new) :]
    return path
