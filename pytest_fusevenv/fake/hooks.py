"""Putting our classes in the place of pyfakefs', and making sure that they fit."""

from __future__ import annotations

import contextlib
import functools
import inspect
from importlib.metadata import version
from typing import TYPE_CHECKING
from unittest import mock

from pyfakefs.fake_file import FakeDirectory, FakeFile
from pyfakefs.fake_filesystem import FakeFilesystem
from pyfakefs.fake_open import FakeFileOpen
from pyfakefs.fake_os import FakeOsModule

from pytest_fusevenv.fake.filesystem import MountedFilesystem
from pytest_fusevenv.fake.system import MountedOs, opening
from pytest_fusevenv.fake.walking import ShownDirectory, ShownFile, WalkedFilesystem

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = {
    WalkedFilesystem: FakeFilesystem,
    MountedFilesystem: FakeFilesystem,
    MountedOs: FakeOsModule,
    ShownFile: FakeFile,
    ShownDirectory: FakeDirectory,
}
"""Our classes, and those of pyfakefs whose methods they replace."""

_VERSION = version("pyfakefs")  # asked for now: on a fake disk it is not to be found

_NEW = {"fstat", "lchown", "mkfifo", "statvfs"}
"""What pyfakefs leaves to the real `os`, or may."""


class PyfakefsChanged(RuntimeError):  # noqa: N818
    """The installed pyfakefs has no such method any more, or another one: what, and the cure."""

    def __init__(self, lost: list[str]) -> None:
        super().__init__(
            f"pyfakefs {_VERSION} does not have {', '.join(lost)} as we know it, so "
            f"the rules of a profile would not be asked; install pyfakefs 6.3 (`pip install "
            f"'pyfakefs~=6.3.2'`), or use a mount in place of the fake"
        )


@functools.cache
def lost_hooks() -> list[str]:
    """The methods of pyfakefs that we replace, where they are gone or take other arguments."""
    lost = [
        f"{theirs.__name__}.{name}"
        for ours, theirs in OURS.items()
        for name, method in vars(ours).items()
        if inspect.isfunction(method) and not _fits(theirs, name, method)
    ]
    wanted = [name for name in inspect.signature(opening(len)).parameters if name != "self"]
    had = inspect.signature(FakeFileOpen.call).parameters
    return lost if list(had)[1:] == wanted else [*lost, "FakeFileOpen.call"]


def _fits(theirs: type, name: str, method: object) -> bool:
    """Whether a method of ours can stand in for the one of this name, if it is to."""
    if name.startswith("__"):
        return True
    had = inspect.getattr_static(theirs, name, None)
    if had is None:
        return name in _NEW or not _overrides(theirs, name)
    assert callable(method)
    ours, known = inspect.signature(method).parameters, inspect.signature(had).parameters
    if any(kind.kind is kind.VAR_POSITIONAL for kind in ours.values()):
        return True
    return set(known) <= set(ours)


_OWN = {"spot", "found", "view", "kernel_of", "open_through", "target"}


def _overrides(theirs: type, name: str) -> bool:
    return not name.startswith("_") and name not in _OWN and theirs is not FakeFile


@contextlib.contextmanager
def adopted(filesystem: FakeFilesystem) -> Iterator[MountedFilesystem]:
    """A filesystem that somebody has made, with our methods while this lasts.

    Its class is changed because there is no other way in: `Patcher` has made the object before
    anybody can ask, its own class name hard-coded, and everybody (the user's `fs`, the fake `os`,
    every fake file) holds this very object. A second filesystem would not be theirs.
    """
    if lost := lost_hooks():
        raise PyfakefsChanged(lost)
    if isinstance(filesystem, MountedFilesystem):  # by another fake of the same test
        yield filesystem
        return
    modules = filesystem.patcher.fake_modules.values() if filesystem.has_patcher else ()
    systems = [module for module in modules if type(module) is FakeOsModule]
    with mock.patch.object(FakeFileOpen, "call", opening(FakeFileOpen.call)):
        filesystem.__class__ = MountedFilesystem
        for system in systems:
            system.__class__ = MountedOs
        assert isinstance(filesystem, MountedFilesystem)
        filesystem.kernels, filesystem.devices, filesystem.through = {}, {}, {}
        try:
            yield filesystem
        finally:
            for system in systems:
                system.__class__ = FakeOsModule
            filesystem.__class__ = FakeFilesystem  # type: ignore[assignment]
