"""The ground that sceneries stand on: scratch directories, and what those of one process share.

They lie in memory where there is room, because that is faster; in TMPDIR, where that is set.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_fusevenv import records
from pytest_fusevenv.bases import make_base
from pytest_fusevenv.venvs import run
from pytest_fusevenv.wheels import make_wheels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_fusevenv.kits import Kit

MOUNTPOINT = "on"
"""Where a ground has its mount. Not "mount...": what an orphan writes there is swept up as well."""

_IN_MEMORY = Path("/dev/shm")
_ROOM = 1 << 30


@contextmanager
def ground() -> Iterator[Path]:
    """A new directory, on record so that what a `kill -9` leaves of it is taken away later."""
    top, record = _new()
    try:
        yield top
    finally:
        _remove(top, record)


def _new() -> tuple[Path, str]:
    made = tempfile.mkdtemp(prefix=f"{records.PREFIX}act-", dir=_place())
    top = Path(os.path.realpath(made))
    return top, records.keep(str(top / MOUNTPOINT), str(top))


def _remove(top: Path, record: str) -> None:
    shutil.rmtree(top, ignore_errors=True)
    records.drop(record)


def _place() -> Path:
    """Memory, where it may be written, may hold programs and has room; else the usual place."""
    usual = Path(tempfile.gettempdir())
    if "TMPDIR" in os.environ or not os.access(_IN_MEMORY, os.W_OK | os.X_OK):
        return usual
    of_memory = os.statvfs(_IN_MEMORY)
    has_room = of_memory.f_bavail * of_memory.f_frsize >= _ROOM
    return _IN_MEMORY if has_room and not of_memory.f_flag & os.ST_NOEXEC else usual


# --- shared by all of one process ----------------------------------------------------------


_one_at_a_time = threading.RLock()
"""Several threads may perform side by side, and want the same at the same time."""


@cache
def _shared(process: int) -> Path:
    """A directory of this process, removed when it ends."""
    top, record = _new()

    def remove() -> None:
        if os.getpid() == process:
            _remove(top, record)

    atexit.register(remove)
    return top


def wheels() -> Path:
    """The directory of the wheels, to be linked from."""
    with _one_at_a_time:
        return _wheels(os.getpid())


@cache
def _wheels(process: int) -> Path:
    directory = _shared(process) / "wheels"
    directory.mkdir()
    return make_wheels(directory)


def environment_of(kit: Kit) -> Mapping[str, str]:
    """The process environment of a tool's commands; its programs are made once."""
    with _one_at_a_time:
        return _environment_of(kit, os.getpid())


@cache
def _environment_of(kit: Kit, process: int) -> Mapping[str, str]:
    return kit.environment(Path(tempfile.mkdtemp(dir=_shared(process))))


def base_of(kit: Kit) -> Path:
    """A stand-in for the interpreter of a tool, into which nothing can be installed."""
    with _one_at_a_time:
        return _base_of(kit.python, os.getpid())


@cache
def _base_of(python: Path, process: int) -> Path:
    return make_base(python, Path(tempfile.mkdtemp(dir=_shared(process))))


def interpreters_known_to(kit: Kit) -> Path:
    """A cache of uv with nothing in it but what uv has asked the interpreter."""
    with _one_at_a_time:
        return _interpreters_known_to(kit, os.getpid())


@cache
def _interpreters_known_to(kit: Kit, process: int) -> Path:
    directory = Path(tempfile.mkdtemp(dir=_shared(process)))
    asked = directory / "asked"
    env = {**_environment_of(kit, process), "UV_CACHE_DIR": str(asked)}
    run(("uv", "python", "find", "--system", _base_of(kit.python, process)), directory, env, 60.0)
    known = directory / "known"
    known.mkdir()
    for found in asked.glob("interpreter-*"):
        found.rename(known / found.name)
    return known
