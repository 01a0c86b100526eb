"""Real filesystems: what each needs, and how it comes and goes in a room of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pytest_fusevenv.mountpoints import Mountpoint, abort, detach, fuse_at, mounted, unmount
from tests.oracle.sweeper import swept

NO_ORACLE = "no-oracle"
"""The code of a skip because a real filesystem cannot be had here."""

_SECONDS = 60
"""How long setting up may take: making a filesystem on a loaded machine is the longest."""

_ELSEWHERE = ("/usr/sbin", "/sbin", "/usr/lib/openssh", "/usr/libexec/openssh", "/usr/lib/ssh")
"""Where distributions keep programs that are not on an ordinary user's PATH."""


class Room(NamedTuple):
    """Where one filesystem lives. All may pass `top`, and nothing else is in it."""

    top: Path
    source: Path
    """What is served: the directory (or where a format has no use for it, an empty one)."""
    mountpoint: Path


def nothing(_: Room) -> None:
    """What most filesystems need to be undone beside their mounts."""


class Real(NamedTuple):
    """One real filesystem.

    `set_up` mounts it on a room's `mountpoint`; whatever it mounts in the room is unmounted for
    it. `tidy` undoes the rest, and runs whatever happened before.
    """

    name: str
    programs: tuple[str, ...]
    set_up: Callable[[Room], None]
    needs_root: bool = False
    needs_loop: bool = False
    tidy: Callable[[Room], None] = nothing

    @property
    def lacking(self) -> str | None:
        """Why it cannot be had here, as far as a look can tell."""
        if missing := [name for name in self.programs if program(name) is None]:
            return f"{', '.join(missing)} is not installed; {self.name} needs it"
        return None


def program(name: str) -> str | None:
    """The path of a program, also where an ordinary user's PATH does not lead."""
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(_ELSEWHERE))


def run(*command: str | Path) -> str:
    """The output of a command. Raises RuntimeError with what it said where it fails."""
    path = os.pathsep.join((os.environ["PATH"], *_ELSEWHERE))
    done = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        env={**os.environ, "PATH": path},
    )
    if done.returncode != 0:
        told = " ".join(str(word) for word in command)
        raise RuntimeError(f"`{told}` failed ({done.returncode}): {done.stdout}{done.stderr}")
    return done.stdout


def has_loop_devices() -> bool:
    """Whether there is a loop device to be had, which is not so in most containers."""
    try:
        os.close(os.open(run("losetup", "-f").strip(), os.O_RDWR))
    except (OSError, RuntimeError):
        return False
    return True


@contextmanager
def room() -> Iterator[Room]:
    """A new room that all users can reach; its name is as long as any other room's."""
    top = Path(tempfile.mkdtemp(prefix="fusevenv-oracle-")).resolve()
    top.chmod(0o755)
    made = Room(top, top / "source", top / "mount")
    made.source.mkdir(mode=0o755)
    made.mountpoint.mkdir(mode=0o755)
    with swept(top):
        try:
            yield made
        finally:
            demolish(top)


def demolish(top: Path) -> None:
    """Remove a room, with all that is in it."""
    _clear(top)
    if _mounts_in(top):
        raise RuntimeError(f"something is still mounted in {top}: nothing there was removed")
    shutil.rmtree(top, onerror=_unless_gone)


def _unless_gone(_: object, __: str, caught: tuple[object, BaseException, object]) -> None:
    """Go on where something is gone already: fuse-overlayfs clears up behind itself as it ends."""
    if not isinstance(caught[1], FileNotFoundError):
        raise caught[1]


@contextmanager
def standing(real: Real, at: Room) -> Iterator[Room]:
    """A room with a real filesystem mounted in it; it is unmounted whatever happens."""
    try:
        real.set_up(at)
        if not any(mount.path == str(at.mountpoint) for mount in _mounts_in(at.top)):
            raise RuntimeError(f"{real.name} said it was mounted on {at.mountpoint}, and is not")
        yield at
    finally:
        try:
            _clear(at.top)
        finally:
            real.tidy(at)


def _mounts_in(top: Path) -> list[Mountpoint]:
    return [mount for mount in mounted() if mount.path.startswith(f"{top}/")]


def _clear(top: Path) -> None:
    """Unmount what is in a room, the last one first; by force what does not go politely."""
    for leave in (unmount, detach, _abort):
        for mount in reversed(_mounts_in(top)):
            leave(mount.path)


def _abort(path: str) -> None:
    if mount := fuse_at(path):
        abort(mount)
        detach(path)
