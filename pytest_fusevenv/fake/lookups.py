"""What Linux does before it asks a FUSE server: names are looked up, and rights checked.

Paths are absolute inside the mount, and already walked: only their last name may be a link. The
checks are those of fs/namei.c, fs/attr.c and fs/fuse/dir.c for a FUSE mount.
"""

from __future__ import annotations

import os
import posixpath
import stat
from errno import (
    EACCES,
    EEXIST,
    EINVAL,
    ENOENT,
    ENOSYS,
    ENOTDIR,
    EOVERFLOW,
    EPERM,
)
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pytest_fusevenv.calls import INVALID_ID, Attributes, Op
from pytest_fusevenv.fake.objects import fail

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.calls import Caller, Capacity
    from pytest_fusevenv.fake.storage import FakeStorage
    from pytest_fusevenv.imitations import Imitation
    from pytest_fusevenv.passthrough import Passthrough

READ, WRITE, SEARCH = os.R_OK, os.W_OK, os.X_OK


class Lookups:
    """The guest's view of one mount, and what he may do there."""

    def __init__(
        self,
        passthrough: Passthrough,
        imitation: Imitation,
        storage: FakeStorage,
        caller: Callable[[], Caller],
    ) -> None:
        self._passthrough = passthrough
        self._storage = storage
        self._checks = imitation.checked_by_kernel
        self._lacking = imitation.lacking
        self._caller = caller
        self._stored_inodes = imitation.stored_inodes
        self._nodes: dict[str, int] = {}
        self._last_node = 1

    # --- looking ---------------------------------------------------------------------------

    def look(self, path: str) -> Attributes:
        """What `lstat` says. Raises OSError."""
        found = self._passthrough.getattr(path)
        return found if self._stored_inodes else replace(found, ino=self._node(path))

    def _node(self, path: str) -> int:
        """The inode number that libfuse makes up for a name, and keeps for as long as it lasts."""
        if path not in self._nodes:
            self._last_node += 1
            self._nodes[path] = self._last_node
        return self._nodes[path]

    def look_at_open(self, fd: int) -> Attributes:
        """What `fstat` says."""
        return self._passthrough.getattr("", fd)

    def is_there(self, path: str) -> bool:
        """Whether a name is taken. Raises OSError where that cannot be said."""
        try:
            self.look(path)
        except OSError as error:
            if error.errno == ENOENT:
                return False
            raise
        return True

    def readlink(self, path: str) -> str:
        """The text of a link."""
        if not self.look(path).is_link:
            fail(EINVAL, path)
        self._require_offered(Op.READLINK, EINVAL)
        return self._passthrough.readlink(path)

    def names(self, path: str) -> list[str]:
        """What is in a directory, without the dots."""
        found = self.look(path)
        if not found.is_directory:
            fail(ENOTDIR, path)
        self._require(found, READ, path)
        number = self._passthrough.opendir(path)
        listed = self._passthrough.readdir(path, number)
        self._passthrough.releasedir(path, number)
        return [name for name, _, _ in listed if name not in (".", "..")]

    def open_directory(self, path: str) -> None:
        """What `open` of a directory asks."""
        self._require(self.look(path), READ, path)
        self._passthrough.releasedir(path, self._passthrough.opendir(path))

    def access(self, path: str, wish: int) -> None:
        """Grant a kind of access, or raise."""
        found = self.look(path)
        self._require(found, wish, path)
        if Op.ACCESS not in self._lacking:
            self._passthrough.access(path, wish)
        if wish & SEARCH and not found.is_executable:
            fail(EACCES, path)

    def capacity(self, path: str) -> Capacity:
        """What `statvfs` says."""
        self._require_offered(Op.STATFS, ENOSYS)
        return self._passthrough.statfs(path)

    # --- rights ----------------------------------------------------------------------------

    def require_search(self, directory: Attributes, path: str) -> None:
        """Raise where something is no directory, or the caller may not go through it."""
        if not directory.is_directory:
            fail(ENOTDIR, path)
        self._require(directory, SEARCH, path)

    def _require(self, found: Attributes, wish: int, path: str) -> None:
        """inode_permission: nobody's can not be written; the rest is asked only if told to."""
        if wish & WRITE and is_nobodys(found):
            fail(EACCES, path)
        if self._checks and wish & ~_granted(found, self._caller()):
            fail(EACCES, path)

    def _require_owner(self, found: Attributes, path: str) -> None:
        if self._checks and self._caller().uid not in (0, found.uid):
            fail(EPERM, path)

    def _require_offered(self, op: Op, number: int) -> None:
        if op in self._lacking:
            fail(number, op.value)

    def _require_free(self, path: str) -> None:
        """may_create: the name is free and its directory may be written."""
        if self.is_there(path):
            fail(EEXIST, path)
        parent = posixpath.dirname(path)
        self._require(self.look(parent), WRITE | SEARCH, parent)

    def _require_removable(self, path: str) -> Attributes:
        """may_delete: the object is somebody's and its directory may be written."""
        found = self.look(path)
        if is_nobodys(found):
            fail(EOVERFLOW, path)
        parent = posixpath.dirname(path)
        directory = self.look(parent)
        self._require(directory, WRITE | SEARCH, parent)
        if directory.mode & stat.S_ISVTX and self._caller().uid != directory.uid:
            self._require_owner(found, path)
        return found


def is_nobodys(found: Attributes) -> bool:
    """Whether an owner is the id -1, which the kernel lets nobody write back."""
    return INVALID_ID in (found.uid, found.gid)


def _granted(found: Attributes, caller: Caller) -> int:
    """The kinds of access that modes and owners give a caller."""
    if caller.uid == 0:
        return READ | WRITE | (SEARCH if found.is_executable else 0)
    if caller.uid == found.uid:
        return found.mode >> 6 & 0o7
    return (found.mode >> 3 if caller.gid == found.gid else found.mode) & 0o7
