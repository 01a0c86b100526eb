"""The seams in pyfakefs where something is changed: the filesystem that is adopted."""

from __future__ import annotations

import os
import posixpath
from errno import EBUSY, ENOENT, EXDEV
from typing import TYPE_CHECKING, Any

from pyfakefs.fake_file import FakeFile

from pytest_fusevenv.calls import Moment
from pytest_fusevenv.fake.errors import naming
from pytest_fusevenv.fake.objects import fail, file_of
from pytest_fusevenv.fake.walking import Spot, WalkedFilesystem

if TYPE_CHECKING:
    from pytest_fusevenv.fake.kernel import Kernel

_REGULAR = 0o100666
_NANO = 10**9


class MountedFilesystem(WalkedFilesystem):
    """A fake filesystem with mounts in it: what lies in one is changed through its kernel."""

    through: dict[int, tuple[Kernel, FakeFile]]

    def kernel_of(self, fd: Any) -> tuple[Kernel, str] | None:
        """Whose kernel opened a file, and its path now; None where it lies on the plain disk."""
        kernel, file = self.through.get(fd, (None, None))
        if kernel is None or file_of(self, fd) is not file:
            return None
        return kernel, kernel.path_of(fd)

    def open_through(self, spot: Spot, flags: int, mode: int) -> int:
        """A descriptor of a file in a mount."""
        fd = spot.kernel.open(spot.path, flags, mode & ~self.umask)
        self.through[fd] = (spot.kernel, file_of(self, fd))
        return fd

    @naming(1)
    def resolve(self, file_path: Any, *checks: bool, **more: bool) -> Any:
        through = self.kernel_of(file_path) if isinstance(file_path, int) else None
        if through is None:
            return super().resolve(file_path, *checks, **more)
        kernel, path = through
        spot = next(Spot(it, at, path) for at, it in self.kernels.items() if it is kernel)
        return self.view(spot, kernel.look_at_open(file_path))

    def _both(self, old: Any, new: Any) -> tuple[Spot, Spot] | None:
        """Two places of one mount; None where both are on the plain disk. Raises OSError."""
        one, other = self.found(old, follow=False), self.found(new, follow=False)
        if one is None and other is None:
            return None
        if _holder(one) is not _holder(other):
            fail(EXDEV, os.fsdecode(old))
        if one is None or other is None or one.is_top or other.is_top:
            fail(EBUSY, os.fsdecode(old))
        return one, other

    # --- making ----------------------------------------------------------------------------

    @naming(1)
    def makedir(self, dir_path: Any, mode: int = 0o777) -> None:
        spot = self.found(dir_path, follow=False)
        if spot is None:
            return super().makedir(dir_path, mode)
        return spot.kernel.mkdir(spot.path, mode & ~self.umask)

    @naming(1)
    def create_dir(
        self,
        directory_path: Any,
        perm_bits: int = 0o777,
        apply_umask: bool = True,  # noqa: FBT001, FBT002
    ) -> Any:
        spot = self.found(directory_path, follow=False)
        if spot is None:
            return super().create_dir(directory_path, perm_bits, apply_umask)
        self._make_way(spot)
        spot.kernel.mkdir(spot.path, perm_bits & ~(self.umask if apply_umask else 0))
        return self.lresolve(spot.full_path)

    def _make_way(self, spot: Spot) -> None:
        parent = posixpath.dirname(spot.full_path)
        if not self.exists(parent):
            self.create_dir(parent)

    @naming(1)
    def create_file_internally(
        self,
        file_path: Any,
        st_mode: int = _REGULAR,
        contents: Any = "",
        st_size: int | None = None,
        create_missing_dirs: bool = True,  # noqa: FBT001, FBT002
        apply_umask: bool = True,  # noqa: FBT001, FBT002
        *rest: Any,
        **more: Any,
    ) -> FakeFile:
        spot = self.found(file_path, follow=False)
        if spot is None:
            return super().create_file_internally(
                file_path,
                st_mode,
                contents,
                st_size,
                create_missing_dirs,
                apply_umask,
                *rest,
                **more,
            )
        if create_missing_dirs:
            self._make_way(spot)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        mode = st_mode & 0o7777 & ~(self.umask if apply_umask else 0)
        fd = spot.kernel.open(spot.path, flags, mode)
        data = contents.encode() if isinstance(contents, str) else contents or b""
        spot.kernel.fill(fd, data.ljust(st_size or 0, b"\0"))
        return self.lresolve(spot.full_path)

    @naming(2, 1)
    def create_symlink(
        self,
        file_path: Any,
        link_target: Any,
        create_missing_dirs: bool = True,  # noqa: FBT001, FBT002
    ) -> FakeFile:
        spot = self.found(file_path, follow=False)
        if spot is None:
            return super().create_symlink(file_path, link_target, create_missing_dirs)
        if create_missing_dirs:
            self._make_way(spot)
        if not link_target:
            fail(ENOENT, spot.full_path)
        spot.kernel.symlink(spot.path, os.fsdecode(link_target))
        return self.lresolve(spot.full_path)

    @naming(1, 2)
    def create_link(
        self,
        old_path: Any,
        new_path: Any,
        follow_symlinks: bool = True,  # noqa: FBT001, FBT002
        create_missing_dirs: bool = True,  # noqa: FBT001, FBT002
    ) -> FakeFile:
        """As link(2) on Linux, which follows no link, whatever `os.link` says."""
        both = self._both(old_path, new_path)
        if both is None:
            return super().create_link(old_path, new_path, follow_symlinks, create_missing_dirs)
        old, new = both
        old.kernel.link(old.path, new.path)
        return self.lresolve(new.full_path)

    # --- unmaking and moving ---------------------------------------------------------------

    @naming(1)
    def remove(self, path: Any) -> None:
        spot = self.found(path, follow=False)
        if spot is None:
            return super().remove(path)
        return spot.kernel.unlink(spot.path)

    @naming(1)
    def rmdir(self, target_directory: Any, allow_symlink: bool = False) -> None:  # noqa: FBT001, FBT002
        spot = self.found(target_directory, follow=False)
        if spot is None:
            return super().rmdir(target_directory, allow_symlink)
        if spot.is_top:
            fail(EBUSY, spot.full_path)
        return spot.kernel.rmdir(spot.path)

    @naming(1, 2)
    def rename(
        self,
        old_file_path: Any,
        new_file_path: Any,
        force_replace: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        both = self._both(old_file_path, new_file_path)
        if both is None:
            return super().rename(old_file_path, new_file_path, force_replace)
        old, new = both
        return old.kernel.rename(old.path, new.path)

    # --- changing --------------------------------------------------------------------------

    @naming(1)
    def chmod(
        self,
        path: Any,
        mode: int,
        follow_symlinks: bool = True,  # noqa: FBT001, FBT002
        force_unix_mode: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        target = self.target(path, follow=follow_symlinks)
        if target is None:
            return super().chmod(path, mode, follow_symlinks, force_unix_mode)
        kernel, inside = target
        return kernel.chmod(inside, mode)

    @naming(1)
    def utime(
        self,
        path: Any,
        times: tuple[float, float] | None = None,
        *,
        ns: tuple[int, int] | None = None,
        follow_symlinks: bool = True,
    ) -> None:
        target = self.target(path, follow=follow_symlinks)
        if target is None:
            return super().utime(path, times, ns=ns, follow_symlinks=follow_symlinks)
        kernel, inside = target
        if times is not None:
            ns = (int(times[0] * _NANO), int(times[1] * _NANO))
        return kernel.utime(inside, ns or (Moment.NOW, Moment.NOW))

    def target(self, path: Any, *, follow: bool) -> tuple[Kernel, str] | None:
        """Whose kernel is asked to change something, by path or descriptor, and where."""
        if isinstance(path, int):
            return self.kernel_of(path)
        spot = self.found(path, follow=follow)
        return spot and (spot.kernel, spot.path)

    def add_object(self, file_path: Any, file_object: Any) -> None:
        spot = self.found(file_path, follow=True)
        if spot is not None:
            name = os.fsdecode(file_object.name)
            raise ValueError(
                f"{name!r} cannot be put into the mount at {spot.mountpoint} by pyfakefs itself: "
                f"put it into the backing"
            )
        super().add_object(file_path, file_object)


def _holder(spot: Spot | None) -> Kernel | None:
    """Whose kernel a name belongs to: a mountpoint's is in the directory it is mounted over."""
    return None if spot is None or spot.is_top else spot.kernel
