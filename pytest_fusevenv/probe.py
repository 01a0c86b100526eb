"""A filesystem probed: every question asked of a directory, by a process that it may hang.

    fingerprint = probe(Path("/mnt/odd"))

This process itself never touches the directory.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.fingerprints import HUNG, Fingerprint, Origin
from pytest_fusevenv.inquiries import Answers, Asks, Fails, Inquiry, Line, Of
from pytest_fusevenv.questions import QUESTIONS, VERSION, Answer
from pytest_fusevenv.startup import python_running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PATIENCE = 10.0
"""How many seconds a question may take before it counts as hung."""

_MOST_HUNG = 3
"""After this many a filesystem is given up, and what is left is not asked."""

_STARTING_SECONDS = 3.0
"""So much longer may the first answer take: a Python starts before it."""

_DYING_SECONDS = 1.0
_LINE = msgspec.json.Decoder(Line)


class CannotProbe(RuntimeError):  # noqa: N818
    """A directory cannot be asked; the message says which, why, and the cure."""


def probe(
    directory: Path,
    *,
    keys: Iterable[str] = QUESTIONS,
    patience: float = PATIENCE,
    began: Callable[[str], object] = str,
    left: Callable[[str], object] = str,
) -> Fingerprint:
    """The fingerprint of the filesystem that a directory is on. Raises CannotProbe.

    It is asked in a sub-directory that is removed again, whatever happens; no more than a few MiB
    are ever written. `patience` is in seconds for each question; `began` is told each key, `left`
    the sub-directory if the filesystem does not let it be removed.
    """
    # Not resolve(): only the asking process may look at it.
    place = os.path.join(os.path.abspath(directory), f".fusevenv-probe-{secrets.token_hex(4)}")  # noqa: PTH100, PTH118
    interview = _Interview(place, patience, began)
    try:
        interview.ask(list(keys))
    finally:
        if not interview.clear():
            left(place)
    return Fingerprint(VERSION, interview.origin, interview.answers)


class _Interview:
    """The asking of one directory, over as many processes as it takes."""

    def __init__(self, place: str, patience: float, began: Callable[[str], object]) -> None:
        self._place = place
        self._patience = patience
        self._began = began
        self._asking = ""
        self._hung = 0
        self.origin = Origin()
        self.answers: dict[str, Answer] = {}

    def ask(self, keys: list[str]) -> None:
        """Ask; a process that a question has ended is followed by one that asks what is left."""
        while keys and self._hung < _MOST_HUNG:
            self._asking = ""
            end = self._hear(Inquiry(os.fsencode(self._place), tuple(keys)))
            if self._asking:
                self.answers[self._asking] = end
                self._hung += end == HUNG
            elif end and not self.answers:
                raise CannotProbe(f"{self._directory} cannot be probed: it does not answer ({end})")
            keys = keys[keys.index(self._asking) + 1 :] if self._asking else []

    def clear(self) -> bool:
        """Remove what was made; whether it is gone. Who interrupts us does not interrupt that."""
        try:
            return self._hear(Inquiry(os.fsencode(self._place))) == ""
        except CannotProbe:
            return False

    @property
    def _directory(self) -> str:
        return os.path.dirname(self._place)  # noqa: PTH120

    def _hear(self, inquiry: Inquiry) -> str:
        """Hear one process out: "" at its end, or how it ended in the middle."""
        with _asker(inquiry) as process:
            try:
                for line in _lines(process, self._patience):
                    self._note(line)
                process.wait(_DYING_SECONDS)
            except (TimeoutError, subprocess.TimeoutExpired):
                return HUNG
        code = process.returncode
        if code == 0:
            return ""
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit {code}"

    def _note(self, line: Line) -> None:
        match line:
            case Of(origin):
                self.origin = origin
            case Asks(key):
                self._asking = key
                self._began(key)
            case Answers(key, answer):
                self.answers.setdefault(key, answer)
                self._asking = ""
            case Fails(number):
                raise CannotProbe(
                    f"{self._directory} cannot be probed: making a directory in it fails with "
                    f"{os.strerror(number)!r}; name a directory that you may write to"
                )


@contextlib.contextmanager
def _asker(inquiry: Inquiry) -> Iterator[subprocess.Popen[bytes]]:
    """The asking process, told what to ask; killed at the end if it is not gone by then."""
    if not sys.executable:
        raise CannotProbe("a probe starts a Python, and sys.executable does not say where it is")
    process = _started(inquiry)
    goes_on = False
    try:
        yield process
    except KeyboardInterrupt:
        goes_on = not inquiry.keys  # it removes what was made: nobody waits, but it must not end
        raise
    finally:
        if goes_on:
            process.returncode = 0
        else:
            _end(process)


def _started(inquiry: Inquiry) -> subprocess.Popen[bytes]:
    """The asking process, from its start on in possession of all that it needs."""
    with os.fdopen(os.memfd_create("inquiry"), "w+b") as told:
        told.write(msgspec.json.encode(inquiry))
        told.seek(0)
        return subprocess.Popen(
            python_running("interview"),
            stdin=told,
            stdout=subprocess.PIPE,
            cwd="/",
            start_new_session=True,  # Ctrl-C is for us, who then see to it that all is removed
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process, and what it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    try:
        process.wait(_DYING_SECONDS)
    except subprocess.TimeoutExpired:  # it ends when the kernel lets it, and nobody waits
        process.returncode = -signal.SIGKILL


def _lines(process: subprocess.Popen[bytes], patience: float) -> Iterator[Line]:
    """What it says, line by line, until it closes its output. Raises TimeoutError at a silence."""
    assert process.stdout
    with process.stdout as output:
        rest = b""
        seconds = patience + _STARTING_SECONDS
        silence = select.poll()
        silence.register(output, select.POLLIN)
        while True:
            if not silence.poll(seconds * 1000):
                raise TimeoutError
            seconds = patience
            said = os.read(output.fileno(), 1 << 16)
            if not said:
                return
            *lines, rest = (rest + said).split(b"\n")
            yield from map(_LINE.decode, lines)
