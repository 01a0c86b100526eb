"""The objects of a fake disk, as pyfakefs keeps them: looked at and changed without any path."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from errno import (
    EACCES,
    EBADF,
    EISDIR,
    ELOOP,
    ENAMETOOLONG,
    ENOENT,
    ENOTDIR,
    ENOTEMPTY,
    EPERM,
)
from typing import TYPE_CHECKING

from pyfakefs.fake_file import FakeDirectory, FakeFile
from pyfakefs.helpers import get_gid, get_uid, is_root, set_gid, set_uid

from pytest_fusevenv.calls import Attributes, Capacity, Ids, Moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

    from pyfakefs.fake_filesystem import FakeFilesystem

BLOCK = 4096
LONGEST_NAME = 255
READ, WRITE, SEARCH = 0o400, 0o200, 0o100


def fail(number: int, path: str) -> NoReturn:
    """Raise the OSError of a number."""
    raise OSError(number, os.strerror(number), path)


@contextlib.contextmanager
def acting(filesystem: FakeFilesystem, ids: Ids) -> Iterator[None]:
    """Let pyfakefs take us for somebody, without a umask: the caller's has been applied."""
    before, umask = Ids(get_uid(), get_gid()), filesystem.umask
    set_uid(ids.uid)
    set_gid(ids.gid)
    filesystem.umask = 0
    try:
        yield
    finally:
        set_uid(before.uid)
        set_gid(before.gid)
        filesystem.umask = umask


def file_of(filesystem: FakeFilesystem, fd: int) -> FakeFile:
    """The object that a descriptor of the fake world leads to. Raises OSError."""
    found = filesystem.get_open_file(fd).get_object()
    if not isinstance(found, FakeFile):
        fail(EBADF, str(fd))
    return found


def name_it(file: FakeFile, name: str) -> None:
    """Give an object the name it is to be added under: pyfakefs has one for all its links."""
    file.name = name  # type: ignore[assignment]  # annotated as str and bytes at once


def time_told(wanted: int, stored: int, now: int) -> int:
    """A time to be stored: the one wanted, now, or the one that is stored."""
    if wanted == Moment.NOW:
        return now
    return stored if wanted == Moment.OMIT else wanted


def entry(directory: FakeFile, name: str, path: str) -> FakeFile:
    """What a name in a directory is. Raises OSError."""
    if stat.S_ISLNK(directory.st_mode):
        fail(ELOOP, path)
    if not isinstance(directory, FakeDirectory):
        fail(ENOTDIR, path)
    require(directory, SEARCH, path)
    if name == ".":
        return directory
    if len(os.fsencode(name)) > LONGEST_NAME:
        fail(ENAMETOOLONG, path)
    if name not in directory.entries:
        fail(ENOENT, path)
    return directory.entries[name]


def require(found: FakeFile, permission: int, path: str) -> None:
    """Raise where whoever acts has no such permission."""
    if not (is_root() or found.has_permission(permission)):
        fail(EACCES, path)


def require_owner(found: FakeFile, path: str) -> None:
    """Raise where whoever acts is neither the owner nor root."""
    if get_uid() not in (0, found.st_uid):
        fail(EPERM, path)


def refuse_replacing(moved: FakeFile, replaced: FakeFile, path: str) -> None:
    """Raise where one object can not take the place of another."""
    if isinstance(replaced, FakeDirectory):
        if not isinstance(moved, FakeDirectory):
            fail(EISDIR, path)
        if replaced.entries:
            fail(ENOTEMPTY, path)
    elif isinstance(moved, FakeDirectory):
        fail(ENOTDIR, path)


def take_out(directory: FakeDirectory, name: str) -> None:
    """Take a name out of a directory."""
    directory.remove_entry(name, recursive=False)


def resize(file: FakeFile, size: int) -> None:
    """Set the size in bytes."""
    fill(file, (file.byte_contents or b"")[:size].ljust(size, b"\0"))


def fill(file: FakeFile, data: bytes) -> None:
    """Set the contents."""
    file.set_contents(data)
    file.st_mtime = file.st_ctime = time.time()


def capacity_of(filesystem: FakeFilesystem, path: str) -> Capacity:
    """The room there is on a fake disk."""
    total, _, free = filesystem.get_disk_usage(path)
    blocks = (total // BLOCK, free // BLOCK, free // BLOCK)
    return Capacity(BLOCK, *blocks, files=0, files_free=0, name_max=LONGEST_NAME)


def attributes_of(found: FakeFile) -> Attributes:
    """What pyfakefs stores of an object, in our words."""
    told = found.stat_result
    return Attributes(
        mode=told.st_mode,
        uid=told.st_uid,
        gid=told.st_gid,
        size=BLOCK if isinstance(found, FakeDirectory) else told.st_size,
        nlink=told.st_nlink,
        ino=told.st_ino or 0,
        blocks=-(-told.st_size // BLOCK) * (BLOCK // 512),
        atime=told.st_atime_ns,
        mtime=told.st_mtime_ns,
        ctime=told.st_ctime_ns,
    )
