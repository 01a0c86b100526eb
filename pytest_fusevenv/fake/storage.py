"""The backing of the fake world: a directory of a pyfakefs filesystem, read and written plainly.

Everything is done to the objects of the tree, not to their paths, so that no link is ever followed
and none of the hooks of the mounted filesystem is reached.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from errno import (
    EEXIST,
    EINVAL,
    EISDIR,
    ELOOP,
    ENAMETOOLONG,
    ENODATA,
    ENOTDIR,
    ENOTEMPTY,
    EPERM,
)
from typing import TYPE_CHECKING

from pyfakefs.fake_file import FakeDirectory, FakeFile, FakeFileWrapper
from pyfakefs.fake_open import FakeFileOpen
from pyfakefs.helpers import is_root

from pytest_fusevenv.calls import Attributes, Capacity, Ids
from pytest_fusevenv.fake.files import FakeFiles
from pytest_fusevenv.fake.objects import (
    LONGEST_NAME,
    READ,
    WRITE,
    acting,
    attributes_of,
    capacity_of,
    entry,
    fail,
    name_it,
    refuse_replacing,
    require,
    require_owner,
    resize,
    take_out,
    time_told,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyfakefs.fake_filesystem import FakeFilesystem

_LONGEST_TEXT = 4095
_WISHES = {os.O_RDONLY: READ, os.O_WRONLY: WRITE, os.O_RDWR: READ | WRITE}
_MODES = {os.O_RDONLY: "rb", os.O_WRONLY: "r+b", os.O_RDWR: "r+b"}
_APPENDING = {os.O_RDONLY: "rb", os.O_WRONLY: "ab", os.O_RDWR: "a+b"}


class FakeStorage(FakeFiles):
    """Read and write access to one directory of a fake filesystem, with the server's rights."""

    def __init__(self, filesystem: FakeFilesystem, directory: str) -> None:
        super().__init__(filesystem, directory)
        self._top = filesystem.get_object(directory)
        self._server = Ids(0, 0)

    # --- whose rights ----------------------------------------------------------------------

    def serve_as(self, user: Ids) -> None:
        """Act with somebody's rights from now on, in place of root's."""
        self._server = user

    @contextlib.contextmanager
    def _serving(self) -> Iterator[None]:
        with acting(self._fs, self._server):
            yield

    @contextlib.contextmanager
    def rights(self, maker: Callable[[], Ids]) -> Iterator[None]:
        server, self._server = self._server, maker()
        try:
            yield
        finally:
            self._server = server

    # --- looking ---------------------------------------------------------------------------

    def _object(self, path: str) -> FakeFile:
        here = self._top
        for name in path.split("/"):
            if name:
                here = entry(here, name, path)
        return here

    def _place(self, path: str) -> tuple[FakeDirectory, str]:
        """The directory a name is, or is to be, in."""
        parent, _, name = path.rpartition("/")
        directory = self._object(parent)
        if not isinstance(directory, FakeDirectory):
            fail(ENOTDIR, path)
        if len(os.fsencode(name)) > LONGEST_NAME:
            fail(ENAMETOOLONG, path)
        return directory, name

    def lstat(self, path: str) -> Attributes:
        with self._serving():
            return attributes_of(self._object(path))

    def readlink(self, path: str) -> str:
        with self._serving():
            found = self._object(path)
        if not stat.S_ISLNK(found.st_mode):
            fail(EINVAL, path)
        return os.fsdecode(found.byte_contents or b"")

    def names(self, path: str) -> list[str]:
        return [name for name, _, _ in self.listing(path)]

    def may_list(self, path: str) -> None:
        self.listing(path)

    def may(self, path: str, wish: int) -> None:
        with self._serving():
            require(self._object(path), wish << 6, path)

    def listing(self, path: str) -> list[tuple[str, int, int]]:
        with self._serving():
            found = self._object(path)
            if not isinstance(found, FakeDirectory):
                fail(ENOTDIR, path)
            require(found, READ, path)
            return [(name, it.st_mode, it.st_ino or 0) for name, it in found.entries.items()]

    def capacity(self) -> Capacity:
        return capacity_of(self._fs, self._directory)

    # --- making ----------------------------------------------------------------------------

    def mkdir(self, path: str, mode: int) -> None:
        self._add(path, lambda name: FakeDirectory(name, mode & 0o7777, filesystem=self._fs))

    def mknod(self, path: str, mode: int, device: int) -> None:  # noqa: ARG002
        self._add(path, lambda name: FakeFile(name, mode, filesystem=self._fs, contents=""))

    def symlink(self, path: str, text: str) -> None:
        stored = os.fsencode(text)
        if len(stored) > _LONGEST_TEXT:
            fail(ENAMETOOLONG, path)
        mode = stat.S_IFLNK | 0o777
        self._add(path, lambda name: FakeFile(name, mode, filesystem=self._fs))
        self._object(path).set_initial_contents(stored)

    def _add(self, path: str, make: Callable[[str], FakeFile]) -> None:
        with self._serving():
            directory, name = self._place(path)
            if name in directory.entries:
                fail(EEXIST, path)
            directory.add_entry(make(name))

    def link(self, old: str, new: str) -> None:
        with self._serving():
            linked = self._object(old)
            directory, name = self._place(new)
            if isinstance(linked, FakeDirectory):
                fail(EPERM, old)
            if name in directory.entries:
                fail(EEXIST, new)
            name_it(linked, name)
            directory.add_entry(linked)

    # --- unmaking and moving ---------------------------------------------------------------

    def unlink(self, path: str) -> None:
        with self._serving():
            if isinstance(self._object(path), FakeDirectory):
                fail(EISDIR, path)
            take_out(*self._place(path))

    def rmdir(self, path: str) -> None:
        with self._serving():
            found = self._object(path)
            if not isinstance(found, FakeDirectory):
                fail(ENOTDIR, path)
            if found.entries:
                fail(ENOTEMPTY, path)
            take_out(*self._place(path))

    def rename(self, old: str, new: str, flags: int) -> None:
        if flags or new.startswith(old + "/"):
            fail(EINVAL, new)
        with self._serving():
            moved = self._object(old)
            directory, name = self._place(new)
            if name in directory.entries:
                replaced = entry(directory, name, new)
                if replaced is moved:
                    return
                refuse_replacing(moved, replaced, new)
                take_out(directory, name)
            take_out(*self._place(old))
            name_it(moved, name)
            directory.add_entry(moved)

    # --- changing --------------------------------------------------------------------------

    def chmod(self, path: str, mode: int) -> None:
        with self._serving():
            found = self._object(path)
            require_owner(found, path)
            found.st_mode = stat.S_IFMT(found.st_mode) | mode
            found.st_ctime = time.time()

    def chown(self, path: str, uid: int, gid: int) -> None:
        with self._serving():
            found = self._object(path)
            if not is_root() and (uid not in (-1, found.st_uid) or gid not in (-1, found.st_gid)):
                fail(EPERM, path)
            require_owner(found, path)
            found.st_uid = found.st_uid if uid == -1 else uid
            found.st_gid = found.st_gid if gid == -1 else gid
            if stat.S_ISREG(found.st_mode):
                found.st_mode &= ~stat.S_ISUID

    def truncate(self, path: str, size: int) -> None:
        with self._serving():
            found = self._object(path)
            if isinstance(found, FakeDirectory):
                fail(EISDIR, path)
            require(found, WRITE, path)
            resize(found, size)

    def set_times(self, path: str, times: tuple[int, int]) -> None:
        with self._serving():
            found = self._object(path)
            require_owner(found, path)
            told, now = found.stat_result, time.time_ns()
            told.st_atime_ns = time_told(times[0], told.st_atime_ns, now)
            told.st_mtime_ns = time_told(times[1], told.st_mtime_ns, now)

    # --- open files ------------------------------------------------------------------------

    def open(self, path: str, flags: int, mode: int = 0) -> int:
        wish = flags & os.O_ACCMODE
        if not (flags & os.O_CREAT and self._create(path, flags, mode)):
            with self._serving():
                found = self._object(path)
                if stat.S_ISLNK(found.st_mode):
                    fail(ELOOP, path)
                require(found, _WISHES[wish], path)
        opened = (_APPENDING if flags & os.O_APPEND else _MODES)[wish]
        with acting(self._fs, Ids(0, 0)):  # a new file may be written whatever its mode
            file = FakeFileOpen(self._fs)(self._directory + path, opened)
        assert isinstance(file, FakeFileWrapper)
        file.raw_io = True  # else closing it writes back what it read, over what `write_at` wrote
        return int(file.fileno())

    def _create(self, path: str, flags: int, mode: int) -> bool:
        """Make a file; whether it was not there."""
        try:
            self.mknod(path, stat.S_IFREG | mode, 0)
        except FileExistsError:
            if flags & os.O_EXCL:
                raise
            return False
        return True

    # --- extended attributes ---------------------------------------------------------------

    def getxattr(self, path: str, name: str) -> bytes:
        values = self._object(path).xattr
        if name not in values:
            fail(ENODATA, path)
        return bytes(values[name])

    def setxattr(self, path: str, name: str, value: bytes, options: int) -> None:
        values = self._object(path).xattr
        if options & os.XATTR_CREATE and name in values:
            fail(EEXIST, path)
        if options & os.XATTR_REPLACE and name not in values:
            fail(ENODATA, path)
        values[name] = value

    def listxattr(self, path: str) -> list[str]:
        return list(self._object(path).xattr)

    def removexattr(self, path: str, name: str) -> None:
        self.getxattr(path, name)
        del self._object(path).xattr[name]

    # --- unlinked but open: pyfakefs keeps such files by itself ------------------------------

    def hide(self, path: str, hidden_path: str) -> None:  # noqa: ARG002
        self.unlink(path)
