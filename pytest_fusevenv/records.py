"""The live mounts on record, so that what a `kill -9` of everything leaves is swept up later.

Each mount is a small file in a directory of this user's own, written before it is made and removed
when it is gone. Whoever mounts for the first time takes away what the records of dead processes
name. A record binds only inside its own pid namespace: elsewhere every process looks dead.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path
from typing import Self

import msgspec

from pytest_fusevenv.mountpoints import discard, take_away
from pytest_fusevenv.obstacles import CannotMount

PREFIX = "fusevenv-"
"""How the scratch directories, and the directory of the records, are called."""


class Owner(msgspec.Struct, frozen=True):
    """A process, told apart from later ones with the same number."""

    pid: int
    started: int
    namespace: int

    @classmethod
    def current(cls) -> Self:
        """The calling process."""
        return cls(os.getpid(), _started(os.getpid()) or 0, _namespace())

    @property
    def is_dead(self) -> bool:
        """Whether it surely runs no more."""
        return self.namespace == _namespace() and _started(self.pid) != self.started


def _namespace() -> int:
    return Path("/proc/self/ns/pid").stat().st_ino


def _started(pid: int) -> int | None:
    """When a process started, in clock ticks since boot (proc(5), field 22); None: it runs not."""
    try:
        line = Path(f"/proc/{pid}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # What follows the name, which may hold spaces and parentheses itself.
    fields = line.rpartition(b")")[2].split()
    return None if fields[0] in (b"Z", b"X") else int(fields[19])


class Record(msgspec.Struct, frozen=True):
    """One mount: whose it is, where it is, and the scratch directory that goes with it."""

    owner: Owner
    mountpoint: str
    scratch: str | None = None


def directory() -> Path:
    """The directory of this user's records, made if need be. Raises CannotMount."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and _is_private(Path(runtime)):
        path = Path(runtime) / "fusevenv"
    else:
        path = Path(tempfile.gettempdir()).absolute() / f"{PREFIX}{os.geteuid()}"
    with contextlib.suppress(FileExistsError):  # a dangling link, too; it is judged below
        path.mkdir(mode=0o700)
    try:
        found = path.lstat()
    except FileNotFoundError:
        return directory()  # whoever dropped the last record has removed it just now
    if not _keeps_others_out(found):
        raise CannotMount(
            "records-not-private",
            f"{path}, where live mounts are put on record, is not a directory that only uid "
            f"{os.geteuid()} may write",
            f"remove {path}",
        )
    return path


def _is_private(path: Path) -> bool:
    try:
        return _keeps_others_out(path.lstat())
    except OSError:
        return False


def _keeps_others_out(found: os.stat_result) -> bool:
    ours = found.st_uid == os.geteuid()
    return ours and stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o022


def keep(mountpoint: str, scratch: str | None) -> str:
    """Put a mount of this process on record; the path of the record."""
    record = Record(Owner.current(), mountpoint, scratch)
    while True:
        try:
            return _written(msgspec.json.encode(record), directory())
        except FileNotFoundError:
            continue  # whoever dropped the last record has removed the directory just now


def _written(data: bytes, place: Path) -> str:
    fd, path = tempfile.mkstemp(dir=place, prefix=f"{os.getpid()}-", suffix=".new")
    with os.fdopen(fd, "wb") as file:
        file.write(data)
    return str(Path(path).rename(path.removesuffix(".new") + ".json"))


def drop(record: str) -> None:
    """Take a mount off the record."""
    Path(record).unlink(missing_ok=True)
    _remove_if_empty(Path(record).parent)


def _remove_if_empty(place: Path) -> None:
    with contextlib.suppress(OSError):
        place.rmdir()


def sweep() -> None:
    """Take away what dead processes have left."""
    place = directory()
    for path in list(place.glob("*.json")):
        try:
            record = msgspec.json.decode(path.read_bytes(), type=Record)
        except (OSError, msgspec.MsgspecError):
            continue  # another sweep was faster, or another version wrote it
        if record.owner.is_dead and _take_away(record):
            drop(str(path))
    _remove_if_empty(place)


def _take_away(record: Record) -> bool:
    if not take_away(record.mountpoint):
        return False
    if record.scratch and Path(record.scratch).name.startswith(PREFIX):
        discard(Path(record.scratch))
        return not Path(record.scratch).exists()  # an orphan may still have written into it
    return True
