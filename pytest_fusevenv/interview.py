"""The process that asks a filesystem: a question may hang it or kill it, and nothing else.

Started by `probe.py`, never imported by it. It is told on standard input what to ask and where, and
says on standard output what it asks and what is answered. When nobody listens any more it removes
what it made and ends.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.inquiries import Answers, Asks, Fails, Inquiry, Line, Of
from pytest_fusevenv.origins import origin_of
from pytest_fusevenv.questions import QUESTIONS, Answer, Question, Room, attempt, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def main() -> None:
    """Ask what standard input says."""
    inquiry = msgspec.json.decode(sys.stdin.buffer.read(), type=Inquiry)
    os.umask(0o022)
    place = Path(inquiry.place)
    try:
        if inquiry.keys:
            _ask(place, inquiry.keys)
        else:
            _remove(place)
    except BrokenPipeError:  # nobody listens
        _remove(place)
    except OSError as error:
        _say(Fails(error.errno or 0))


def _say(line: Line) -> None:
    os.write(1, msgspec.json.encode(line) + b"\n")


def _ask(place: Path, keys: tuple[str, ...]) -> None:
    place.mkdir(exist_ok=True)
    _say(Of(origin_of(place)))
    with _on_another_filesystem(place) as elsewhere:
        for number, key in enumerate(keys):
            _say(Asks(key))
            paths = [parent / f"{os.getpid()}-{number}" for parent in (place, elsewhere) if parent]
            answer, removed = _asked_in(paths, QUESTIONS[key])
            _say(Answers(key, answer))
            if removed != "ok":
                _say(Answers(f"cleanup.{key.rpartition('.')[0]}", removed))


@contextlib.contextmanager
def _on_another_filesystem(place: Path) -> Iterator[Path | None]:
    """A directory on another filesystem, where this machine has one that we may write to."""
    parent = _elsewhere(place.stat().st_dev)
    if parent is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="fusevenv-probe-", dir=parent) as made:
        yield Path(made)


def _elsewhere(device: int) -> Path | None:
    for parent in ("/dev/shm", tempfile.gettempdir(), str(Path.home()), "/run"):
        path = Path(parent)
        if path.is_dir() and path.stat().st_dev != device and os.access(path, os.W_OK | os.X_OK):
            return path
    return None


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
    if top.exists():
        shutil.rmtree(top, onerror=_insist)


def _insist(act: Callable[[str], object], path: str, _error: object) -> None:
    """Try again with rights that the owner can give himself."""
    for directory in (Path(path), Path(path).parent):
        if directory.is_dir() and not directory.is_symlink():
            directory.chmod(0o700)
    act(path)
