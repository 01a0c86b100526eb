"""Fake mounts: a profile served over a directory of a pyfakefs filesystem, in this process."""

from __future__ import annotations

import os
import pathlib
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import msgspec
from pyfakefs.helpers import get_gid, get_uid

from pytest_fusevenv.calls import Caller, Ids
from pytest_fusevenv.closing import Closing
from pytest_fusevenv.fake.hooks import adopted
from pytest_fusevenv.fake.kernel import Kernel
from pytest_fusevenv.fake.record import Record
from pytest_fusevenv.fake.storage import FakeStorage
from pytest_fusevenv.fake.system import MountedOs
from pytest_fusevenv.hosts import HostWorld
from pytest_fusevenv.imitations import Imitation
from pytest_fusevenv.memories import Memory
from pytest_fusevenv.obstacles import BadDirectory
from pytest_fusevenv.passthrough import Passthrough

if TYPE_CHECKING:
    from pyfakefs.fake_filesystem import FakeFilesystem

    from pytest_fusevenv.profiles import Profile

PLACE = "/fusevenv"
"""Where the directories of a fake are made, unless one says where."""


class Fake(Closing):
    """A profile at work in a pyfakefs filesystem, with the nouns of a `Mount`.

    `fs` is the filesystem, `os` an `os` for it (the patched one, if any, is one too). Raises
    BadDirectory.
    """

    def __init__(
        self,
        profile: Profile,
        filesystem: FakeFilesystem,
        backing: str | os.PathLike[str] = f"{PLACE}/backing",
        at: str | os.PathLike[str] = f"{PLACE}/mount",
        *,
        world: HostWorld | None = None,
        guest: Ids | None = None,
        complete_trace: bool = False,
        seed: int = 0,
    ) -> None:
        self.profile = profile
        self.seed = seed
        self.trace = Record(complete=complete_trace)
        with ExitStack() as opened:
            self.fs = opened.enter_context(adopted(filesystem))
            self.os = MountedOs(self.fs)
            is_given = self.fs.exists(os.fspath(backing))
            self.backing, self.path = (self._directory(path) for path in (backing, at))
            if profile.squashes_root and not is_given:
                self.fs.get_object(str(self.backing)).st_mode |= 0o777
            told = world or HostWorld()
            told = told if told.source else msgspec.structs.replace(told, source=str(self.backing))
            self._mount(self._kernel(told, guest or Ids(get_uid(), get_gid())))
            opened.callback(self._unmount)
            self._open = opened.pop_all()

    def _directory(self, path: str | os.PathLike[str]) -> pathlib.Path:
        """A directory of the plain disk, made where it is not there; no link is in its path."""
        place = self.fs.resolve_path(os.fspath(path))
        if self.fs.spot(place):
            raise BadDirectory(f"{path} lies in a fake mount already; take another directory")
        if not self.fs.exists(place):
            self.fs.create_dir(place)
        if not self.fs.isdir(place):
            raise BadDirectory(f"{path} is not a directory of the fake disk; take another one")
        return pathlib.Path(place)

    def _mount(self, kernel: Kernel) -> None:
        at = str(self.path)
        if self.path.is_relative_to(self.backing) or self.backing.is_relative_to(self.path):
            raise BadDirectory(f"the mountpoint {at} and the backing lie inside one another")
        if self.fs.listdir(at):
            raise BadDirectory(f"the mountpoint {at} is not empty; give an empty directory")
        self.fs.devices[at] = self.fs.add_mount_point(at, can_exist=True)["idev"]
        self.fs.kernels[at] = kernel

    def _unmount(self) -> None:
        at = str(self.path)
        del self.fs.kernels[at], self.fs.mount_points[at]

    def _kernel(self, world: HostWorld, guest: Ids) -> Kernel:
        """The guest's kernel with the server behind it."""
        storage = FakeStorage(self.fs, str(self.backing))
        top = storage.lstat("/")
        owner = Ids(top.uid, top.gid)
        imitation = Imitation(
            self.profile,
            storage,
            world,
            backing=owner,
            guest=guest,
            mountpoint=str(self.path),
            memory=Memory(time.monotonic_ns, self.seed),
        )
        if imitation.server_user:
            storage.serve_as(imitation.server_user if get_uid() == 0 else owner)
        for path, declared in imitation.host.declared_inside():
            imitation.ownership.remember(storage.lstat(path), Ids(declared.uid, declared.gid))
        passthrough = Passthrough(imitation, storage, self.trace, _caller, lambda: None)
        return Kernel(passthrough, imitation, storage, _caller)

    def close(self) -> None:
        """Take the mount away; the backing stays, and what is on record."""
        self._open.close()


def _caller() -> Caller:
    return Caller(os.getpid(), get_uid(), get_gid())
