"""What a passthrough stands on: a directory tree that is read and written without any rules.

There are two: a real directory (`backings.Backing`), and a directory of a pyfakefs filesystem
(`fake.storage.FakeStorage`). Paths are absolute inside the tree, and no link in them is followed.
Everything raises OSError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pytest_fusevenv.hosts import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from pytest_fusevenv.calls import Attributes, Capacity, Ids


class Files(Protocol):
    """Open files, by descriptor."""

    def close(self, fd: int) -> None:
        """Close one."""

    def fstat(self, fd: int) -> Attributes:
        """What is stored of one."""

    def read_into(self, fd: int, room: memoryview, offset: int) -> int:
        """How many bytes at an offset were put into a buffer."""

    def write_at(self, fd: int, data: memoryview, offset: int) -> int:
        """How many bytes were written at an offset."""

    def resize(self, fd: int, size: int) -> None:
        """Set the size in bytes."""

    def sync(self, fd: int, *, data_only: bool) -> None:
        """Put one on disk."""

    def allocate(self, fd: int, mode: int, offset: int, length: int) -> None:
        """Reserve or release space, as fallocate(2) does."""

    def lock(self, fd: int, op: int) -> None:
        """Take or drop a lock, as flock(2) does, without waiting."""


class Storage(Store, Files, Protocol):
    """Read and write access to one directory tree."""

    def may_list(self, path: str) -> None:
        """Raise OSError where a directory may not be listed; nothing is read of it yet."""

    def may(self, path: str, wish: int) -> None:
        """Raise OSError where the server may not read, write or execute (`os.R_OK`…) something."""

    def listing(self, path: str) -> list[tuple[str, int, int]]:
        """Names, modes (of which the type counts) and inodes in a directory, without the dots."""

    def capacity(self) -> Capacity:
        """The room there is."""

    def rights(self, maker: Callable[[], Ids]) -> AbstractContextManager[None]:
        """While this lasts, what is made is the maker's, where it can be."""

    def mkdir(self, path: str, mode: int) -> None:
        """Make a directory."""

    def mknod(self, path: str, mode: int, device: int) -> None:
        """Make a file, a fifo, a socket or a device."""

    def symlink(self, path: str, text: str) -> None:
        """Make a link."""

    def link(self, old: str, new: str) -> None:
        """Make another name of an object."""

    def unlink(self, path: str) -> None:
        """Take a name away."""

    def rmdir(self, path: str) -> None:
        """Take an empty directory away."""

    def rename(self, old: str, new: str, flags: int) -> None:
        """Move an object; `flags` are those of renameat2(2)."""

    def chmod(self, path: str, mode: int) -> None:
        """Set the permission bits."""

    def chown(self, path: str, uid: int, gid: int) -> None:
        """Set the owners; -1 leaves one."""

    def truncate(self, path: str, size: int) -> None:
        """Set the size in bytes."""

    def set_times(self, path: str, times: tuple[int, int]) -> None:
        """Set access and modification time: nanoseconds, or a `Moment`."""

    def open(self, path: str, flags: int, mode: int = 0) -> int:
        """A descriptor of a file."""

    def getxattr(self, path: str, name: str) -> bytes:
        """The value of an extended attribute."""

    def setxattr(self, path: str, name: str, value: bytes, options: int) -> None:
        """Set an extended attribute."""

    def listxattr(self, path: str) -> list[str]:
        """The names of the extended attributes."""

    def removexattr(self, path: str, name: str) -> None:
        """Take an extended attribute away."""

    # --- unlinked but open -----------------------------------------------------------------

    def opened(self, fd: int) -> None:
        """Note that a file is open, until `closing`."""

    def closing(self, fd: int) -> None:
        """Note that a file is about to be closed."""

    def is_open(self, path: str) -> bool:
        """Whether the file at a path is open."""

    def hide(self, path: str, hidden_path: str) -> None:
        """Unlink an open file, and keep it reachable under another path until `reveal`."""

    def reveal(self, hidden_path: str) -> bool:
        """Let a hidden file go; whether there was one."""
