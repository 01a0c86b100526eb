"""The process that asks a filesystem: a question may hang it or kill it, and nothing else.

Started by `probe.py`, never imported by it. It is told on standard input what to ask and where, and
says on standard output what it asks and what is answered. When nobody listens any more it removes
what it made and ends.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.inquiries import Answers, Asks, Fails, Inquiry, Line, Of
from pytest_fusevenv.origins import origin_of
from pytest_fusevenv.questions import QUESTIONS, Answer, Question, Room, attempt, told

if TYPE_CHECKING:
    from collections.abc import Callable

_PAUSES = (0.01, 0.03)
"""libfuse lets go of what was open and unlinked only a moment after its close."""


def main() -> None:
    """Ask what standard input says."""
    inquiry = msgspec.json.decode(sys.stdin.buffer.read(), type=Inquiry)
    os.umask(0o022)
    place = Path(os.fsdecode(inquiry.place))
    try:
        if inquiry.keys:
            _ask(place, inquiry.keys)
        else:
            _clear(place)
    except BrokenPipeError:  # nobody listens
        _clear(place)
    except OSError as error:
        _say(Fails(error.errno or 0))


def _say(line: Line) -> None:
    os.write(1, msgspec.json.encode(line) + b"\n")


def _ask(place: Path, keys: tuple[str, ...]) -> None:
    place.mkdir(exist_ok=True)
    _say(Of(origin_of(place)))
    elsewhere = _on_another_filesystem(place)
    for number, key in enumerate(keys):
        _say(Asks(key))
        paths = [parent / f"{os.getpid()}-{number}" for parent in (place, elsewhere) if parent]
        answer, removed = _asked_in(paths, QUESTIONS[key])
        _say(Answers(key, answer))
        if removed != "ok":
            _say(Answers(f"cleanup.{QUESTIONS[key].topic or key}", removed))


def _elsewhere() -> list[Path]:
    """Directories that may be on another filesystem."""
    home = os.environ.get("HOME", "/")
    return [Path(path) for path in ("/dev/shm", tempfile.gettempdir(), home, "/run")]


def _on_another_filesystem(place: Path) -> Path | None:
    """A directory on another filesystem, where this machine has one that we may write to."""
    device = place.stat().st_dev
    for parent in _elsewhere():
        writable = parent.is_dir() and os.access(parent, os.W_OK | os.X_OK)
        if writable and parent.stat().st_dev != device:
            made = parent / place.name
            made.mkdir(exist_ok=True)
            return made
    return None


def _clear(place: Path) -> None:
    """Remove all that was made; what may hang is the last."""
    for parent in _elsewhere():
        _remove(parent / place.name)
    _remove(place)


def _asked_in(paths: list[Path], question: Question) -> tuple[Answer, str]:
    """The answer in a room that is made of these paths, and what came of removing it."""
    try:
        for path in paths:
            path.mkdir()
    except OSError as error:
        return f"mkdir {told(error)}", attempt(lambda: _remove_all(paths))
    os.chdir(paths[0])
    try:
        answer = question.answer(Room(paths[0], paths[1] if paths[1:] else None))
    finally:
        os.umask(0o022)
        os.chdir("/")
    return answer, attempt(lambda: _remove_all(paths))


def _remove_all(paths: list[Path]) -> None:
    for path in paths:
        _remove(path)


def _remove(top: Path) -> None:
    """Remove a tree, whatever its modes are. Raises OSError where something stays."""
    for pause in _PAUSES:
        try:
            return _remove_now(top)
        except OSError as error:
            if error.errno != errno.ENOTEMPTY:
                raise
        time.sleep(pause)
    return _remove_now(top)


def _remove_now(top: Path) -> None:
    if os.path.lexists(top):  # False also where nothing can be looked at
        shutil.rmtree(top, onerror=_insist)


def _insist(act: Callable[[str], object], path: str, _error: object) -> None:
    """Try again with rights that the owner can give himself."""
    for directory in (Path(path).parent, Path(path)):
        if directory.is_dir() and not directory.is_symlink():
            directory.chmod(0o755)  # others must still pass: it may be above the room
    with contextlib.suppress(FileNotFoundError):  # what FUSE hid goes by itself
        act(path)
