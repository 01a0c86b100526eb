"""The way down into a directory that nothing can lead out of.

Every path is walked by the kernel relative to one directory descriptor, with links refused and
nothing above it or mounted below it reachable (openat2(2), RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS,
RESOLVE_NO_XDEV), so that a directory that changes underneath can not lead the server outside, nor
into its own mount. Where openat2 is missing (before Linux 5.6,
or behind an old seccomp filter) the walk is made name by name; that one does not stop at mounts.
"""

from __future__ import annotations

import ctypes
import os
from errno import ENAMETOOLONG, ENOSYS, EPERM, ESTALE, EXDEV
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

_libc = ctypes.CDLL(None, use_errno=True)

_SYS_OPENAT2 = 437
_RESOLVE_NO_XDEV = 0x01
_RESOLVE_NO_MAGICLINKS = 0x02
_RESOLVE_NO_SYMLINKS = 0x04
_RESOLVE_BENEATH = 0x08
_DIRECTORY = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class _OpenHow(ctypes.Structure):
    _fields_ = (
        ("flags", ctypes.c_uint64),
        ("mode", ctypes.c_uint64),
        ("resolve", ctypes.c_uint64),
    )


_MOST_KEPT = 256
"""How many directories are kept open at a time."""

_HOW = _OpenHow(
    _DIRECTORY,
    0,
    _RESOLVE_NO_XDEV | _RESOLVE_BENEATH | _RESOLVE_NO_SYMLINKS | _RESOLVE_NO_MAGICLINKS,
)


class Place:
    """A name in an open directory: where system calls can act without walking a path."""

    __slots__ = ("_owned", "at", "name")

    def __init__(self, at: int, name: str, *, owned: bool) -> None:
        self.at = at
        self.name = name
        self._owned = owned

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._owned:
            os.close(self.at)


class Descent:
    """Finds the directory and name of absolute paths inside one directory.

    With `keeps`, directories stay open between calls: only for a directory that nobody else
    changes, and whoever moves or removes one in it says so (`let_go`).
    """

    def __init__(self, directory: str, *, keeps: bool) -> None:
        self.root = os.open(directory, _DIRECTORY & ~os.O_NOFOLLOW)
        self.kept: dict[str, int] = {}
        self._keeps = keeps
        self._above: set[str] = set()
        self._beneath = self._beneath_by_kernel

    def to(self, path: str) -> Place:
        """The directory and name of a path. Raises OSError where the way to it is no directory."""
        parent, _, name = path.rpartition("/")
        if name == "..":
            raise OSError(EXDEV, os.strerror(EXDEV), path)
        if not parent:
            if not path:
                raise OSError(ESTALE, os.strerror(ESTALE))  # an open file without a name
            return Place(self.root, name or ".", owned=False)
        if not self._keeps:
            return Place(self._beneath(parent[1:]), name, owned=True)
        at = self.kept.get(parent)
        return Place(self._keep(parent) if at is None else at, name, owned=False)

    def _keep(self, directory: str) -> int:
        """A directory, kept open: nobody but us can move it, and we let go before we do."""
        at = self._beneath(directory[1:])
        if len(self.kept) >= _MOST_KEPT:
            self.let_go("")
        self.kept[directory] = at
        while directory and directory not in self._above:
            self._above.add(directory)
            directory = directory.rpartition("/")[0]
        return at

    def let_go(self, path: str) -> None:
        """Close what is kept open of a directory, and below it."""
        if path and path not in self._above:
            return
        for kept in [kept for kept in self.kept if f"{kept}/".startswith(f"{path}/")]:
            os.close(self.kept.pop(kept))

    def _beneath_by_kernel(self, path: str) -> int:
        fd: int = _libc.syscall(
            _SYS_OPENAT2, self.root, os.fsencode(path), ctypes.byref(_HOW), ctypes.sizeof(_HOW)
        )
        if fd >= 0:
            return fd
        number = ctypes.get_errno()
        if number == ENAMETOOLONG:  # deeper than PATH_MAX: reached by chdir, step by step
            return self._beneath_by_steps(path)
        if number in (ENOSYS, EPERM):
            self._beneath = self._beneath_by_steps
            return self._beneath(path)
        raise OSError(number, os.strerror(number), path)

    def _beneath_by_steps(self, path: str) -> int:
        at = os.dup(self.root)
        for name in path.split("/"):
            try:
                if name == "..":
                    raise OSError(EXDEV, os.strerror(EXDEV), path)
                below = os.open(name, _DIRECTORY, dir_fd=at)
            finally:
                os.close(at)
            at = below
        return at
