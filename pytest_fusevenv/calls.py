"""What is asked of a filesystem, and what is said of its objects: operations, calls, attributes.

Pure: nothing here touches a file. Paths are absolute inside the mount ("/" is its root) and carry
undecodable bytes as surrogates, as `os.fsdecode` makes them.
"""

from __future__ import annotations

import stat
from enum import IntEnum, StrEnum
from typing import NamedTuple

import msgspec


class Op(StrEnum):
    """A filesystem operation, by its FUSE name."""

    GETATTR = "getattr"
    ACCESS = "access"
    READLINK = "readlink"
    MKNOD = "mknod"
    MKDIR = "mkdir"
    UNLINK = "unlink"
    RMDIR = "rmdir"
    SYMLINK = "symlink"
    RENAME = "rename"
    LINK = "link"
    CHMOD = "chmod"
    CHOWN = "chown"
    TRUNCATE = "truncate"
    OPEN = "open"
    CREATE = "create"
    READ = "read"
    WRITE = "write"
    STATFS = "statfs"
    FSYNC = "fsync"
    RELEASE = "release"
    SETXATTR = "setxattr"
    GETXATTR = "getxattr"
    LISTXATTR = "listxattr"
    REMOVEXATTR = "removexattr"
    OPENDIR = "opendir"
    READDIR = "readdir"
    UTIMENS = "utimens"
    FLOCK = "flock"
    FALLOCATE = "fallocate"


BY_DESCRIPTOR = frozenset(
    {Op.READ, Op.WRITE, Op.FSYNC, Op.RELEASE, Op.FLOCK, Op.FALLOCATE, Op.STATFS}
)
"""Operations that act on an open file, or on the whole filesystem: no path is walked."""


class RenameFlag(IntEnum):
    """A flag of `renameat2(2)` (linux/fs.h)."""

    NOREPLACE = 1
    EXCHANGE = 2
    WHITEOUT = 4


class Moment(IntEnum):
    """A time given to `utimensat(2)` that is a wish, not a number; no clock shows these."""

    NOW = -(2**63)
    OMIT = -(2**63) + 1


INVALID_ID = 0xFFFFFFFF
"""The id -1 as the kernel sees it: nobody's. Not 65534, which is what tools print for it."""


class Ids(NamedTuple):
    """A user id and a group id."""

    uid: int
    gid: int


class Attributes(msgspec.Struct, frozen=True, gc=False):
    """What `lstat(2)` says of one object. Times are nanoseconds, blocks are 512 bytes."""

    mode: int
    uid: int
    gid: int
    size: int = 0
    nlink: int = 1
    ino: int = 0
    rdev: int = 0
    blocks: int = 0
    block_size: int = 4096
    atime: int = 0
    mtime: int = 0
    ctime: int = 0

    @property
    def is_link(self) -> bool:
        """Whether this is a symbolic link."""
        return stat.S_ISLNK(self.mode)

    @property
    def is_directory(self) -> bool:
        """Whether this is a directory."""
        return stat.S_ISDIR(self.mode)

    @property
    def has_other_names(self) -> bool:
        """Whether this is an object with hard links."""
        return self.nlink > 1 and not stat.S_ISDIR(self.mode)

    @property
    def is_file(self) -> bool:
        """Whether this is a regular file."""
        return stat.S_ISREG(self.mode)

    @property
    def is_executable(self) -> bool:
        """Whether anybody may execute it, or it is no file."""
        return not self.is_file or bool(self.mode & 0o111)


class Caller(NamedTuple):
    """Who made a call: the process, the ids it acts with and, once looked up, its name."""

    pid: int
    uid: int
    gid: int
    command: str = ""


KERNEL = Caller(0, 0, 0)
"""The caller where the kernel names none, such as a write-back of dirty pages."""


class Call(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One operation on one path.

    `other` is the second path of `rename` and `link`, the link text of `symlink` and `readlink`,
    and of what is asked of an open file the path it was opened by, where that matters. `mode` of
    `flock` is how the file is open (an access mode of open(2)). `times` holds nanoseconds or a
    `Moment`. `owner` holds the wished ids, None for "leave". `offset` and `size` are bytes.
    """

    op: Op
    path: str
    other: str | None = None
    mode: int = 0
    flags: int = 0
    size: int = 0
    offset: int = 0
    times: tuple[int, int] | None = None
    owner: tuple[int | None, int | None] | None = None
    caller: Caller = KERNEL


class Capacity(msgspec.Struct, frozen=True):
    """What `statvfs(3)` says of a filesystem: sizes in blocks of `block_size` bytes."""

    block_size: int
    blocks: int
    blocks_free: int
    blocks_available: int
    files: int
    files_free: int
    name_max: int
