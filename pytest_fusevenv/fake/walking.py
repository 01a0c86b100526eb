"""The seams in pyfakefs where something is looked up: its filesystem, with our mounts in it.

A mountpoint is an empty directory to pyfakefs, which walks as far as that; from there on we walk,
as the kernel does: every name is looked up, every link read, one by one. Only what pyfakefs
documents is overridden: `_follow_link`, where it reads a link on the way, is never reached.
"""

from __future__ import annotations

import os
import posixpath
from errno import ELOOP
from typing import TYPE_CHECKING, Any, NamedTuple

from pyfakefs.fake_file import FakeDirectory, FakeFile
from pyfakefs.fake_filesystem import FakeFilesystem

from pytest_fusevenv.calls import INVALID_ID
from pytest_fusevenv.fake.errors import naming
from pytest_fusevenv.fake.objects import fail
from pytest_fusevenv.hosts import MOST_HOPS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.calls import Attributes
    from pytest_fusevenv.fake.kernel import Kernel


OVERFLOW_ID = 65534
"""What `stat` tells for nobody's id (/proc/sys/kernel/overflowuid)."""


class Spot(NamedTuple):
    """A place in a mount: whose kernel answers, and the path there."""

    kernel: Kernel
    mountpoint: str
    path: str

    @property
    def full_path(self) -> str:
        """The path on the fake disk."""
        return self.mountpoint if self.is_top else self.mountpoint + self.path

    @property
    def is_top(self) -> bool:
        """Whether this is where the mount begins."""
        return self.path == "/"


class ShownFile(FakeFile):
    """An object of a mount as pyfakefs sees it: attributes and, of a link, its text."""

    shown_path = ""
    read_text: Callable[[], str] | None = None

    @property
    def path(self) -> str:  # type: ignore[override]  # annotated as str and bytes at once
        return self.shown_path

    @property
    def contents(self) -> str | None:
        """Where a link leads: pyfakefs looks at it before it makes the file there."""
        return self.read_text() if self.read_text else None


class ShownDirectory(FakeDirectory):
    """A directory of a mount as pyfakefs sees it; it is listed when its entries are asked for."""

    shown_path = ""
    list_names: Callable[[], list[str]]

    @property
    def path(self) -> str:  # type: ignore[override]  # annotated as str and bytes at once
        return self.shown_path

    @property
    def entries(self) -> dict[str, Any]:
        return dict.fromkeys(self.list_names())


class WalkedFilesystem(FakeFilesystem):
    """A fake filesystem in which mounts are looked up. Paths are anything `os.fspath` takes."""

    kernels: dict[str, Kernel]
    devices: dict[str, int]

    # --- the way ---------------------------------------------------------------------------

    def spot(self, path: str) -> Spot | None:
        """The place in a mount that a walked path names; None on the plain disk."""
        for mountpoint, kernel in self.kernels.items():
            if path == mountpoint or path.startswith(mountpoint + "/"):
                return Spot(kernel, mountpoint, path[len(mountpoint) :] or "/")
        return None

    def found(self, path: Any, *, follow: bool) -> Spot | None:
        """The place in a mount that a path names or, if to `follow`, leads to. Raises OSError."""
        if isinstance(path, int) or not path or not self.kernels:
            return None
        if follow:
            return self.spot(os.fsdecode(self.resolve_path(path)))
        parent, name = posixpath.split(self.absnormpath(os.fsdecode(path)))
        return self.spot(posixpath.join(self.resolve_path(parent), name))

    @naming(1)
    def resolve_path(self, file_path: Any, allow_fd: bool = False) -> Any:  # noqa: FBT001, FBT002
        if not isinstance(file_path, str | bytes | os.PathLike) or not os.fspath(file_path):
            return super().resolve_path(file_path, allow_fd)
        reached = self._walked(os.fsdecode(file_path), 0)
        return os.fsencode(reached) if isinstance(os.fspath(file_path), bytes) else reached

    def _walked(self, path: str, hops: int) -> str:
        reached: str = super().resolve_path(path)
        spot = self.spot(reached)
        return reached if spot is None else self._walked_inside(spot, hops)

    def _walked_inside(self, spot: Spot, hops: int) -> str:
        """A path in a mount with every link followed; from a missing name on, as it is."""
        kernel, mountpoint, path = spot
        pending, here, directory = _parts(path), "/", kernel.look("/")
        while pending:
            kernel.require_search(directory, mountpoint + here)
            name = pending.pop()
            if name == ".." and here == "/":
                above = posixpath.dirname(mountpoint)
                return self._walked(posixpath.join(above, *reversed(pending)), hops)
            child = posixpath.normpath(posixpath.join(here, name))
            try:
                found = kernel.look(child)
            except FileNotFoundError:
                return posixpath.join(mountpoint + child, *reversed(pending))
            if not found.is_link:
                here, directory = child, found
                continue
            hops += 1
            if hops > MOST_HOPS:
                fail(ELOOP, mountpoint + child)
            text = kernel.readlink(child)
            if text.startswith("/"):
                return self._walked(posixpath.join(text, *reversed(pending)), hops)
            pending.extend(_parts(text))
        return mountpoint if here == "/" else mountpoint + here

    # --- looking ---------------------------------------------------------------------------

    def view(self, spot: Spot, told: Attributes) -> FakeFile:
        """An object of a mount, for pyfakefs to look at."""
        name = posixpath.basename(spot.full_path)
        shown: ShownFile | ShownDirectory
        if told.is_directory:
            shown = ShownDirectory(name, filesystem=self)
            shown.list_names = lambda: spot.kernel.names(spot.path)
        else:
            shown = ShownFile(name, told.mode, filesystem=self)
            if told.is_link:
                shown.read_text = lambda: spot.kernel.readlink(spot.path)
        shown.shown_path = spot.full_path
        _tell(shown, told, self.devices[spot.mountpoint])
        return shown

    @naming(1)
    def get_object_from_normpath(self, file_path: Any, *checks: bool, **more: bool) -> Any:
        spot = self.spot(os.fsdecode(file_path))
        if spot is None:
            return super().get_object_from_normpath(file_path, *checks, **more)
        return self.view(spot, spot.kernel.look(spot.path))

    @naming(1)
    def lresolve(self, path: Any) -> FakeFile:
        spot = self.found(path, follow=False)
        if spot is None:
            return super().lresolve(path)
        return self.view(spot, spot.kernel.look(spot.path))

    def exists(self, file_path: Any, check_link: bool = False) -> bool:  # noqa: FBT001, FBT002
        try:
            spot = self.found(file_path, follow=not check_link)
            if spot is None:
                return bool(super().exists(file_path, check_link))
            spot.kernel.look(spot.path)
        except OSError:
            return False
        return True

    @naming(1)
    def readlink(self, path: Any) -> str:
        spot = self.found(path, follow=False)
        if spot is None:
            return super().readlink(path)
        return spot.kernel.readlink(spot.path)


def _parts(path: str) -> list[str]:
    """The names of a path, last first; a trailing slash asks for a directory."""
    parts = [part for part in path.split("/") if part]
    if path.endswith("/") and parts:
        parts.append(".")
    return parts[::-1]


def _tell(shown: FakeFile, told: Attributes, device: int) -> None:
    """Give an object the attributes that the mount tells of it."""
    result = shown.stat_result
    result.st_mode = told.mode
    result.st_uid, result.st_gid = (
        OVERFLOW_ID if it == INVALID_ID else it for it in (told.uid, told.gid)
    )
    result.st_ino, result.st_nlink, result.st_dev = told.ino, told.nlink, device
    result.st_size = told.size
    result.st_atime_ns, result.st_mtime_ns, result.st_ctime_ns = told.atime, told.mtime, told.ctime
