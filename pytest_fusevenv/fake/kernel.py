"""What Linux does between a system call and the passthrough: look up, check, and only then ask.

Paths are absolute inside the mount, and already walked: only their last name may be a link. The
checks are those of fs/namei.c, fs/attr.c and fs/fuse/dir.c for a FUSE mount.
"""

from __future__ import annotations

import os
import stat
from errno import (
    EEXIST,
    EINVAL,
    EIO,
    EISDIR,
    ENOSYS,
    ENOTDIR,
    ENOTEMPTY,
    ENXIO,
    EOPNOTSUPP,
    EOVERFLOW,
    EPERM,
)

from pytest_fusevenv.calls import INVALID_ID, Moment, Op
from pytest_fusevenv.fake.lookups import READ, WRITE, Lookups, is_nobodys
from pytest_fusevenv.fake.objects import fail

_WISHES = {os.O_RDONLY: READ, os.O_WRONLY: WRITE, os.O_RDWR: READ | WRITE}
_OF_A_FILE = 0o7777


class Kernel(Lookups):
    """The guest's system calls on one mount."""

    # --- making ----------------------------------------------------------------------------

    def mkdir(self, path: str, mode: int) -> None:
        """Make a directory; the umask has been applied."""
        self._require_free(path)
        self._require_offered(Op.MKDIR, ENOSYS)
        self._passthrough.mkdir(path, mode)
        self._seen(path, stat.S_IFDIR)

    def mknod(self, path: str, mode: int, device: int) -> None:
        """Make a file, a fifo, a socket or a device."""
        self._require_free(path)
        self._require_offered(Op.MKNOD, ENOSYS)
        self._passthrough.mknod(path, mode, device)
        self._seen(path, stat.S_IFMT(mode))

    def symlink(self, path: str, text: str) -> None:
        """Make a link."""
        self._require_free(path)
        self._require_offered(Op.SYMLINK, EPERM)
        self._passthrough.symlink(path, text)
        self._seen(path, stat.S_IFLNK)

    def link(self, old: str, new: str) -> None:
        """Make another name of an object."""
        found = self.look(old)
        if is_nobodys(found):
            fail(EOVERFLOW, old)
        self._require_free(new)
        if found.is_directory:
            fail(EPERM, old)
        self._require_offered(Op.LINK, EPERM)
        self._passthrough.link(new, old)
        self._seen(new, stat.S_IFMT(found.mode))

    def _seen(self, path: str, kind: int) -> None:
        """The reply to a creation holds attributes: of another kind, it is none (create_new)."""
        if stat.S_IFMT(self.look(path).mode) != kind:
            fail(EIO, path)

    # --- unmaking and moving ---------------------------------------------------------------

    def unlink(self, path: str) -> None:
        """Take a name away."""
        if self._require_removable(path).is_directory:
            fail(EISDIR, path)
        self._require_offered(Op.UNLINK, ENOSYS)
        self._passthrough.unlink(path)
        self._nodes.pop(path, None)

    def rmdir(self, path: str) -> None:
        """Take an empty directory away."""
        if not self._require_removable(path).is_directory:
            fail(ENOTDIR, path)
        self._require_offered(Op.RMDIR, ENOSYS)
        self._passthrough.rmdir(path)
        self._nodes.pop(path, None)

    def rename(self, old: str, new: str) -> None:
        """Give an object another name."""
        self.look(old)
        if new.startswith(old + "/"):
            fail(EINVAL, new)
        if old.startswith(new + "/"):
            fail(ENOTEMPTY, new)
        moved = self._require_removable(old)
        if old == new:
            return
        if self.is_there(new):
            replaced = self._require_removable(new)
            if moved.is_directory and not replaced.is_directory:
                fail(ENOTDIR, new)
            if replaced.is_directory and not moved.is_directory:
                fail(EISDIR, new)
        else:
            self._require_free(new)
        self._require_offered(Op.RENAME, ENOSYS)
        self._passthrough.rename(old, new)
        self._nodes[new] = self._nodes.pop(old, self._node(new))

    # --- changing --------------------------------------------------------------------------

    def chmod(self, path: str, mode: int) -> None:
        """Set the permission bits."""
        found = self.look(path)
        if is_nobodys(found):
            fail(EOVERFLOW, path)
        self._require_owner(found, path)
        self._require_offered(Op.CHMOD, ENOSYS)
        self._passthrough.chmod(path, stat.S_IFMT(found.mode) | mode & _OF_A_FILE)

    def chown(self, path: str, uid: int, gid: int) -> None:
        """Set the owners; -1 leaves one. What is left must be somebody's (notify_change)."""
        found = self.look(path)
        if (uid == -1 and found.uid == INVALID_ID) or (gid == -1 and found.gid == INVALID_ID):
            fail(EOVERFLOW, path)
        caller = self._caller()
        gives_away = uid not in (-1, found.uid) or gid not in (-1, found.gid, caller.gid)
        if self._checks and caller.uid and (gives_away or caller.uid != found.uid):
            fail(EPERM, path)
        self._require_offered(Op.CHOWN, ENOSYS)
        self._passthrough.chown(path, uid, gid)

    def utime(self, path: str, times: tuple[int, int]) -> None:
        """Set access and modification time: nanoseconds, or a `Moment`."""
        found = self.look(path)
        if times == (Moment.NOW, Moment.NOW):
            if self._checks and self._caller().uid != found.uid:
                self._require(found, WRITE, path)
        elif is_nobodys(found):
            fail(EOVERFLOW, path)
        else:
            self._require_owner(found, path)
        self._require_offered(Op.UTIMENS, ENOSYS)
        self._passthrough.utimens(path, times)

    def truncate(self, path: str, size: int, fd: int | None = None) -> None:
        """Set the size in bytes."""
        found = self.look(path)
        if found.is_directory:
            fail(EISDIR, path)
        if fd is None:
            self._require(found, WRITE, path)
        self._require_offered(Op.TRUNCATE, ENOSYS)
        self._passthrough.truncate(path, size, fd)

    # --- files -----------------------------------------------------------------------------

    def open(self, path: str, flags: int, mode: int) -> int:
        """A descriptor of a file that is there, or is made; the umask has been applied."""
        if flags & os.O_CREAT and not self.is_there(path):
            return self._create(path, flags, mode)
        found = self.look(path)
        if flags & os.O_CREAT and flags & os.O_EXCL:
            fail(EEXIST, path)
        if found.is_directory or not found.is_file:
            fail(EISDIR if found.is_directory else ENXIO, path)
        self._require(found, _WISHES[flags & os.O_ACCMODE], path)
        made_here = os.O_CREAT | os.O_EXCL | os.O_TRUNC
        fd = self._passthrough.open(path, flags & ~made_here)
        if flags & os.O_TRUNC:
            self.truncate(path, 0, fd)
        return fd

    def fill(self, fd: int, data: bytes) -> None:
        """Write a new file, and close it."""
        self._storage.write_at(fd, memoryview(data), 0)
        self._storage.close(fd)

    def path_of(self, fd: int) -> str:
        """The path of an open file, now; the empty one where it has lost its name."""
        return self._storage.path_of(fd) or ""

    def _create(self, path: str, flags: int, mode: int) -> int:
        self._require_free(path)
        fd = self._passthrough.create(path, stat.S_IFREG | mode, flags)
        self._seen(path, stat.S_IFREG)
        return fd

    # --- extended attributes ---------------------------------------------------------------

    def getxattr(self, path: str, name: str) -> bytes:
        """The value of an attribute."""
        self._require_offered(Op.GETXATTR, EOPNOTSUPP)
        return self._passthrough.getxattr(path, name)

    def setxattr(self, path: str, name: str, value: bytes, options: int) -> None:
        """Set an attribute."""
        self._require_offered(Op.SETXATTR, EOPNOTSUPP)
        self._passthrough.setxattr(path, name, value, options)

    def listxattr(self, path: str) -> list[str]:
        """The names of the attributes."""
        self._require_offered(Op.LISTXATTR, EOPNOTSUPP)
        return self._passthrough.listxattr(path)

    def removexattr(self, path: str, name: str) -> None:
        """Take an attribute away."""
        self._require_offered(Op.REMOVEXATTR, EOPNOTSUPP)
        self._passthrough.removexattr(path, name)
