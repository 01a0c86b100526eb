"""The plain directory underneath a mount, reached without ever following a link in it."""

from __future__ import annotations

import contextlib
import os
import stat
from errno import EACCES
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_fusevenv.calls import Attributes, Capacity, Ids
from pytest_fusevenv.descents import Descent, Place
from pytest_fusevenv.descriptors import Descriptors, attributes_of, call, timespecs
from pytest_fusevenv.rights import act_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_AT_FDCWD = -100
_AT_SYMLINK_NOFOLLOW = 0x100
_LISTED = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Backing(Descriptors):
    """Read and write access to one directory, by absolute path inside it."""

    def __init__(self, directory: str, *, private: bool = False) -> None:
        super().__init__()
        self._descent = Descent(directory, keeps=private)
        self._is_root = os.geteuid() == 0
        self._hidden: dict[str, int] = {}

    def place(self, path: str) -> Place:
        """The directory and name of a path. Raises OSError where the way to it is no directory."""
        return self._descent.to(path)

    def object(self, path: str) -> Place:
        """An object itself, as a name under /proc that leads to it and nowhere else."""
        hidden = self._hidden.get(path)
        if hidden is not None:
            return Place(os.dup(hidden), f"/proc/self/fd/{hidden}", owned=True)
        with self.place(path) as place:
            fd = os.open(place.name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=place.at)
        return Place(fd, f"/proc/self/fd/{fd}", owned=True)

    # --- reading (the `Store` of a `Host`) -------------------------------------------------

    def lstat(self, path: str) -> Attributes:
        """What is stored of an object."""
        parent, _, name = path.rpartition("/")
        at = self._descent.kept.get(parent)
        if at is not None and name != ".." and not self._hidden:  # the short way: most calls
            return attributes_of(os.stat(name, dir_fd=at, follow_symlinks=False))
        hidden = self._hidden.get(path)
        if hidden is not None:
            # libfuse takes one link off a file it believes to have renamed out of sight.
            return attributes_of(os.fstat(hidden), links_more=1)
        with self.place(path) as place:
            found = os.stat(place.name, dir_fd=place.at, follow_symlinks=False)
        return attributes_of(found)

    def readlink(self, path: str) -> str:
        """The stored text of a link."""
        with self.place(path) as place:
            return os.readlink(place.name, dir_fd=place.at)

    def names(self, path: str) -> list[str]:
        """The names in a directory, without the dots."""
        with self.place(path) as place:
            fd = os.open(place.name, _LISTED, dir_fd=place.at)
        try:
            return os.listdir(fd)  # noqa: PTH208
        finally:
            os.close(fd)

    def may_list(self, path: str) -> None:
        """Raise OSError where a directory may not be listed; nothing is read of it yet."""
        with self.place(path) as place:
            os.close(os.open(place.name, _LISTED, dir_fd=place.at))

    def may(self, path: str, wish: int) -> None:
        """Raise OSError where this process may not read, write or execute (`os.R_OK`…) something.

        It is asked with the rights that files are used with; a link is never followed.
        """
        with self.place(path) as place:
            granted = os.access(
                place.name, wish, dir_fd=place.at, effective_ids=True, follow_symlinks=False
            )
        if not granted:
            raise PermissionError(EACCES, os.strerror(EACCES), path)

    def listing(self, path: str) -> list[tuple[str, int, int]]:
        """Names, modes (of which the type counts) and inodes in a directory, without the dots."""
        with self.place(path) as place:
            fd = os.open(place.name, _LISTED, dir_fd=place.at)
        try:
            with os.scandir(fd) as entries:
                return [(entry.name, _type_of(entry), entry.inode()) for entry in entries]
        finally:
            os.close(fd)

    def capacity(self) -> Capacity:
        """The room there is."""
        room = os.fstatvfs(self._descent.root)
        return Capacity(
            block_size=room.f_frsize,
            blocks=room.f_blocks,
            blocks_free=room.f_bfree,
            blocks_available=room.f_bavail,
            files=room.f_files,
            files_free=room.f_ffree,
            name_max=room.f_namemax,
        )

    # --- making and unmaking ---------------------------------------------------------------

    @contextlib.contextmanager
    def rights(self, maker: Callable[[], Ids]) -> Iterator[None]:
        """Make new objects the maker's, where this process could make them anybody's."""
        if not self._is_root or (ids := maker()) == Ids(0, 0):
            yield
            return
        act_as(ids)
        try:
            yield
        finally:
            act_as(Ids(0, 0))

    def mkdir(self, path: str, mode: int) -> None:
        """Make a directory."""
        with self.place(path) as place:
            os.mkdir(place.name, mode, dir_fd=place.at)

    def mknod(self, path: str, mode: int, device: int) -> None:
        """Make a file, a fifo, a socket or a device."""
        with self.place(path) as place:
            os.mknod(place.name, mode, device, dir_fd=place.at)

    def symlink(self, path: str, text: str) -> None:
        """Make a link."""
        with self.place(path) as place:
            os.symlink(text, place.name, dir_fd=place.at)

    def link(self, old: str, new: str) -> None:
        """Make another name of an object."""
        with self.place(old) as one, self.place(new) as other:
            os.link(
                one.name,
                other.name,
                src_dir_fd=one.at,
                dst_dir_fd=other.at,
                follow_symlinks=False,
            )

    def unlink(self, path: str) -> None:
        """Take a name away."""
        with self.place(path) as place:
            os.unlink(place.name, dir_fd=place.at)

    def rmdir(self, path: str) -> None:
        """Take an empty directory away, and let go what is open in it: nobody can name it."""
        with self.place(path) as place:
            os.rmdir(place.name, dir_fd=place.at)
        self._descent.let_go(path)
        for hidden in [hidden for hidden in self._hidden if hidden.startswith(path + "/")]:
            self.reveal(hidden)

    # --- writing ---------------------------------------------------------------------------

    def chmod(self, path: str, mode: int) -> None:
        """Set the permission bits."""
        with self.object(path) as place:
            Path(place.name).chmod(mode)

    def chown(self, path: str, uid: int, gid: int) -> None:
        """Set the owners; -1 leaves one."""
        with self.object(path) as place:
            os.chown(place.name, uid, gid)

    def truncate(self, path: str, size: int) -> None:
        """Set the size in bytes."""
        fd = self.open(path, os.O_WRONLY)
        try:
            os.ftruncate(fd, size)
        finally:
            os.close(fd)

    def open(self, path: str, flags: int, mode: int = 0) -> int:
        """A descriptor of a file; never waits (for a fifo's other end) and never follows."""
        flags = (flags | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK) & ~_KERNEL_HANDLES
        if path in self._hidden:
            with self.object(path) as place:
                return os.open(place.name, flags & ~os.O_NOFOLLOW)
        with self.place(path) as place:
            return os.open(place.name, flags, mode, dir_fd=place.at)

    def set_times(self, path: str, times: tuple[int, int]) -> None:
        """Set access and modification time: nanoseconds, or a `Moment`."""
        specs = timespecs(times)
        if path not in self._hidden:
            with self.place(path) as place:
                name = os.fsencode(place.name)
                call("utimensat", place.at, name, specs, _AT_SYMLINK_NOFOLLOW)
            return
        with self.object(path) as place:
            # The name is a magic link: following it leads to the object itself, a link as well.
            call("utimensat", _AT_FDCWD, place.name.encode(), specs, 0)

    def rename(self, old: str, new: str, flags: int) -> None:
        """Move an object; `flags` are those of renameat2(2)."""
        with self.place(old) as source, self.place(new) as target:
            if flags:
                names = os.fsencode(source.name), os.fsencode(target.name)
                call("renameat2", source.at, names[0], target.at, names[1], flags)
            else:
                os.rename(source.name, target.name, src_dir_fd=source.at, dst_dir_fd=target.at)
        self._descent.let_go(old)
        if flags:
            self._descent.let_go(new)
        if self._hidden:
            self._hidden = {
                _moved(path, old, new, both=bool(flags)): fd for path, fd in self._hidden.items()
            }

    # --- extended attributes ---------------------------------------------------------------

    def getxattr(self, path: str, name: str) -> bytes:
        """The value of an attribute."""
        with self.object(path) as place:
            return os.getxattr(place.name, name)

    def setxattr(self, path: str, name: str, value: bytes, options: int) -> None:
        """Set an attribute; `options` say whether it may, or must, be there already."""
        with self.object(path) as place:
            os.setxattr(place.name, name, value, options)

    def listxattr(self, path: str) -> list[str]:
        """The names of the attributes."""
        with self.object(path) as place:
            return os.listxattr(place.name)

    def removexattr(self, path: str, name: str) -> None:
        """Take an attribute away."""
        with self.object(path) as place:
            os.removexattr(place.name, name)

    # --- unlinked but open -----------------------------------------------------------------

    def is_open(self, path: str) -> bool:
        """Whether the file at a path is open."""
        return self.lstat(path).ino in self._open

    def hide(self, path: str, hidden_path: str) -> None:
        """Unlink an open file, and keep it reachable under another path until `reveal`."""
        with self.place(path) as place:
            fd = os.open(place.name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=place.at)
            try:
                os.unlink(place.name, dir_fd=place.at)
            except OSError:
                os.close(fd)
                raise
        self._hidden[hidden_path] = fd

    def reveal(self, hidden_path: str) -> bool:
        """Let a hidden file go; whether there was one."""
        fd = self._hidden.pop(hidden_path, None)
        if fd is None:
            return False
        os.close(fd)
        return True


# O_APPEND and O_DIRECT: the kernel has already chosen the offset and aligned its own pages; a
# second O_APPEND would send the write-back of a mapped page to the end of the file.
_KERNEL_HANDLES = os.O_APPEND | os.O_DIRECT | os.O_NOATIME


def _moved(path: str, old: str, new: str, *, both: bool) -> str:
    """Where a path is after the directory `old` became `new` (and, if `both`, `new` became it)."""
    if path.startswith(old + "/"):
        return new + path[len(old) :]
    if both and path.startswith(new + "/"):
        return old + path[len(new) :]
    return path


def _type_of(entry: os.DirEntry[str]) -> int:
    if entry.is_symlink():
        return stat.S_IFLNK
    if entry.is_dir(follow_symlinks=False):
        return stat.S_IFDIR
    if entry.is_file(follow_symlinks=False):
        return stat.S_IFREG
    return stat.S_IFMT(entry.stat(follow_symlinks=False).st_mode)
