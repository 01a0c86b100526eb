"""The seams in pyfakefs' `os`: what does not go through a method of its filesystem."""

from __future__ import annotations

import os
import posixpath
import stat
from errno import EISDIR, ELOOP, ENOTDIR, EOPNOTSUPP
from typing import TYPE_CHECKING, Any

from pyfakefs.fake_file import FakeDirectory, FakeDirWrapper
from pyfakefs.fake_open import FakeFileOpen
from pyfakefs.fake_os import FakeOsModule

from pytest_fusevenv.fake.errors import naming
from pytest_fusevenv.fake.filesystem import MountedFilesystem
from pytest_fusevenv.fake.objects import capacity_of, fail, file_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.fake.walking import Spot

_FLAGS = {"r": os.O_RDONLY, "w": os.O_WRONLY | os.O_CREAT | os.O_TRUNC}
_FLAGS |= {"a": os.O_WRONLY | os.O_CREAT | os.O_APPEND, "x": os.O_WRONLY | os.O_CREAT | os.O_EXCL}


class MountedOs(FakeOsModule):
    """An `os` for a filesystem with mounts in it."""

    filesystem: MountedFilesystem

    def _spot(self, path: Any, dir_fd: int | None = None, *, follow: bool = True) -> Spot | None:
        if FakeOsModule.use_original:
            return None
        return self.filesystem.found(self._full(path, dir_fd), follow=follow)

    def _full(self, path: Any, dir_fd: int | None) -> Any:
        if dir_fd is None or isinstance(path, int) or posixpath.isabs(os.fsdecode(path)):
            return path
        directory = str(file_of(self.filesystem, dir_fd).path)
        return posixpath.join(directory, os.fsdecode(path))

    # --- opening ---------------------------------------------------------------------------

    @naming(1)
    def open(
        self, path: Any, flags: int, mode: int | None = None, *, dir_fd: int | None = None
    ) -> int:
        exclusive = flags & os.O_CREAT and flags & os.O_EXCL
        follow = not (flags & os.O_NOFOLLOW or exclusive)
        spot = self._spot(path, dir_fd, follow=follow)
        if spot is None:
            return int(super().open(path, flags, mode, dir_fd=dir_fd))
        return self._opened(spot, flags, 0o777 if mode is None else mode)

    def _opened(self, spot: Spot, flags: int, mode: int) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            fail(EOPNOTSUPP, spot.full_path)
        if spot.kernel.is_there(spot.path) and not flags & os.O_EXCL:
            found = spot.kernel.look(spot.path)
            if found.is_link:
                fail(ELOOP, spot.full_path)
            if found.is_directory:
                return self._opened_directory(spot, flags)
            if flags & os.O_DIRECTORY:
                fail(ENOTDIR, spot.full_path)
        return self.filesystem.open_through(spot, flags, mode)

    def _opened_directory(self, spot: Spot, flags: int) -> int:
        if flags & (os.O_ACCMODE | os.O_CREAT):
            fail(EISDIR, spot.full_path)
        spot.kernel.open_directory(spot.path)
        shown = self.filesystem.lresolve(spot.full_path)
        assert isinstance(shown, FakeDirectory)
        opened = FakeDirWrapper(shown, spot.full_path, self.filesystem)
        opened.filedes = self.filesystem.add_open_file(opened)
        return opened.filedes

    def fstat(self, fd: int) -> Any:
        if self.filesystem.kernel_of(fd) is None:
            return super().fstat(fd)
        return self.filesystem.stat(fd)  # type: ignore[type-var]

    # --- looking ---------------------------------------------------------------------------

    def access(
        self,
        path: Any,
        mode: int,
        *,
        dir_fd: int | None = None,
        effective_ids: bool | None = None,
        follow_symlinks: bool | None = None,
    ) -> bool:
        try:
            spot = self._spot(path, dir_fd, follow=follow_symlinks is not False)
            if spot is not None:
                spot.kernel.access(spot.path, mode)
                return True
        except OSError:
            return False
        told = super().access(
            path,
            mode,
            dir_fd=dir_fd,
            effective_ids=effective_ids,
            follow_symlinks=follow_symlinks,
        )
        return bool(told)

    @naming(1)
    def statvfs(self, path: Any) -> Any:
        spot = self._spot(path)
        plain = capacity_of(self.filesystem, os.fspath(path))
        room = plain if spot is None else spot.kernel.capacity(spot.path)
        blocks = (room.blocks, room.blocks_free, room.blocks_available)
        files = (room.files, room.files_free, room.files_free)
        return os.statvfs_result(
            (room.block_size, room.block_size, *blocks, *files, 0, room.name_max)
        )

    # --- making and changing ---------------------------------------------------------------

    @naming(1)
    def mknod(
        self, path: Any, mode: int | None = None, device: int = 0, *, dir_fd: int | None = None
    ) -> None:
        spot = self._spot(path, dir_fd, follow=False)
        if spot is None:
            return super().mknod(path, mode, device, dir_fd=dir_fd)
        wanted = stat.S_IFREG | 0o600 if mode is None else mode
        wanted = wanted if stat.S_IFMT(wanted) else stat.S_IFREG | wanted
        return spot.kernel.mknod(spot.path, wanted & ~self.filesystem.umask, device)

    def mkfifo(self, path: Any, mode: int = 0o666, *, dir_fd: int | None = None) -> None:
        self.mknod(path, stat.S_IFIFO | mode, dir_fd=dir_fd)

    @naming(1)
    def chown(
        self,
        path: Any,
        uid: int,
        gid: int,
        *,
        dir_fd: int | None = None,
        follow_symlinks: bool = True,
    ) -> None:
        target = self.filesystem.target(self._full(path, dir_fd), follow=follow_symlinks)
        if target is None:
            return super().chown(path, uid, gid, dir_fd=dir_fd, follow_symlinks=follow_symlinks)
        kernel, inside = target
        return kernel.chown(inside, uid, gid)

    def lchown(self, path: Any, uid: int, gid: int) -> None:
        self.chown(path, uid, gid, follow_symlinks=False)

    @naming(1)
    def truncate(self, path: Any, length: int) -> None:
        target = self.filesystem.target(path, follow=True)
        if target is None:
            return super().truncate(path, length)
        kernel, inside = target
        return kernel.truncate(inside, length, path if isinstance(path, int) else None)

    def ftruncate(self, fd: int, length: int) -> None:
        self.truncate(fd, length)

    # --- extended attributes ---------------------------------------------------------------

    @naming(1)
    def getxattr(self, path: Any, attribute: Any, *, follow_symlinks: bool = True) -> bytes | None:
        target = self.filesystem.target(path, follow=follow_symlinks)
        if target is None:
            return super().getxattr(path, attribute, follow_symlinks=follow_symlinks)
        kernel, inside = target
        return kernel.getxattr(inside, os.fsdecode(attribute))

    @naming(1)
    def setxattr(
        self,
        path: Any,
        attribute: Any,
        value: bytes,
        flags: int = 0,
        *,
        follow_symlinks: bool = True,
    ) -> None:
        target = self.filesystem.target(path, follow=follow_symlinks)
        if target is None:
            return super().setxattr(path, attribute, value, flags, follow_symlinks=follow_symlinks)
        kernel, inside = target
        return kernel.setxattr(inside, os.fsdecode(attribute), value, flags)

    @naming(1)
    def listxattr(self, path: Any = None, *, follow_symlinks: bool = True) -> list[str]:
        target = self.filesystem.target(path or ".", follow=follow_symlinks)
        if target is None:
            return super().listxattr(path, follow_symlinks=follow_symlinks)
        kernel, inside = target
        return kernel.listxattr(inside)

    @naming(1)
    def removexattr(self, path: Any, attribute: Any, *, follow_symlinks: bool = True) -> None:
        target = self.filesystem.target(path, follow=follow_symlinks)
        if target is None:
            return super().removexattr(path, attribute, follow_symlinks=follow_symlinks)
        kernel, inside = target
        return kernel.removexattr(inside, os.fsdecode(attribute))


def opening(plain: Callable[..., Any]) -> Callable[..., Any]:
    """What stands in for `FakeFileOpen.call`: `open()` of a file in a mount, else the plain one.

    `open()` reaches pyfakefs on four ways (builtins, io, pathlib, os.fdopen), and they meet only
    there: it is the one method that is put into a class of pyfakefs rather than adopted.
    """

    @naming(1)
    def call(
        self: FakeFileOpen,
        file_: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,  # noqa: FBT001, FBT002
        opener: Any = None,
        open_modes: Any = None,
    ) -> Any:
        fs = self.filesystem
        if (
            not isinstance(fs, MountedFilesystem)
            or isinstance(file_, int)
            or _is_the_users(opener)
            or (spot := fs.found(file_, follow="x" not in mode)) is None
        ):
            how = (mode, buffering, encoding, errors, newline, closefd, opener, open_modes)
            return plain(self, file_, *how)
        fd = fs.open_through(spot, _flags(mode), 0o666)
        mode = mode.replace("x", "w")
        opened = plain(self, fd, mode, buffering, encoding, errors, newline)
        opened.name = file_
        return opened

    return call


def _is_the_users(opener: Any) -> bool:
    """Whether an opener does something of its own; pathlib's do what `open()` does."""
    return opener is not None and not opener.__module__.startswith("pathlib")


def _flags(mode: str) -> int:
    flags = next((told for letter, told in _FLAGS.items() if letter in mode), os.O_RDONLY)
    return flags & ~os.O_ACCMODE | os.O_RDWR if "+" in mode else flags
