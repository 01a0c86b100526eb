"""The journal: every cell on disk as soon as it is played, so that no interruption loses one.

A session of a run writes files of its own, a line a cell, one file a process. A run that comes to
its end removes its journal; one that is killed leaves it, and the next run of the same matrix
takes over what is there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.guard.cells import Cell
from pytest_fusevenv.records import Owner
from pytest_fusevenv.tools import cache_directory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fusevenv.guard.matrices import Matrix


_OWNER = "owner.json"
_KEPT_SECONDS = 14 * 24 * 3600.0


class Entry(msgspec.Struct, frozen=True):
    """A cell as it came out, and the digest of what was asked of it."""

    digest: str
    cell: Cell


class Journal:
    """The journal of a matrix: what earlier sessions left, and what this one adds."""

    def __init__(self, directory: Path, session: str) -> None:
        self.directory = directory
        self.session = directory / session
        self._file = self.session / f"{os.getpid()}.jsonl"

    def write(self, entry: Entry) -> None:
        """Put a cell on record: whole, or not at all."""
        with self._file.open("ab") as file:  # one write: a reader sees whole lines only
            file.write(msgspec.json.encode(entry) + b"\n")

    def earlier(self) -> dict[str, Entry]:
        """What earlier sessions, which did not come to their end, have left, by digest."""
        files = [file for file in self._files() if file.parent != self.session]
        return {entry.digest: entry for file in files for entry in entries_of(file)}

    def entries(self) -> list[Entry]:
        """What this session has put on record, in no order."""
        return [entry for file in self.session.glob("*.jsonl") for entry in entries_of(file)]

    def remove(self) -> None:
        """Remove it all but what other runs that go on now have written: it has come to its end."""
        for session in self.directory.iterdir():
            if session == self.session or not _is_alive(session):
                shutil.rmtree(session, ignore_errors=True)
        with suppress(OSError):  # ENOTEMPTY: such a run goes on
            self.directory.rmdir()

    def _files(self) -> list[Path]:
        return sorted(self.directory.glob("*/*.jsonl"), key=lambda file: file.stat().st_mtime_ns)


def _is_alive(session: Path) -> bool:
    """Whether the process that began a session still runs."""
    try:
        owner = msgspec.json.decode((session / _OWNER).read_bytes(), type=Owner)
    except (OSError, msgspec.MsgspecError):
        return False
    return not owner.is_dead


def entries_of(file: Path) -> Iterator[Entry]:
    """The whole lines of a file; a process that was killed may have left half a one at the end."""
    for line in file.read_bytes().splitlines():
        try:
            yield msgspec.json.decode(line, type=Entry)
        except msgspec.MsgspecError:
            continue


def _forget_old(places: Path) -> None:
    """Remove the journals that nobody has gone on with for long."""
    for place in places.glob("*"):
        with suppress(OSError):  # another process removes it, too
            if time.time() - place.stat().st_mtime > _KEPT_SECONDS:
                shutil.rmtree(place, ignore_errors=True)


def journal_of(matrix: Matrix, part: str = "", *, fresh: bool = False) -> Journal:
    """The journal of a matrix (or a part of it) that is run in this directory, in a new session.

    `part` tells shards apart; `fresh` forgets what earlier sessions left. Raises OSError where it
    cannot be made.
    """
    run = msgspec.json.encode((str(Path.cwd()), matrix, part))
    place = cache_directory().parent / "guard" / hashlib.sha256(run).hexdigest()[:16]
    _forget_old(place.parent)
    if fresh:
        shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True, exist_ok=True)
    session = Path(tempfile.mkdtemp(dir=place))
    (session / _OWNER).write_bytes(msgspec.json.encode(Owner.current()))
    return Journal(place, session.name)
