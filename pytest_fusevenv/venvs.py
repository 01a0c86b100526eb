"""A virtual environment as its user meets it: commands run in it, and what came back."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_LAST_WORDS_SECONDS = 5.0


class Ran(msgspec.Struct, frozen=True):
    """One command that was run, and what came back; `returncode` is None where time ran out."""

    argv: tuple[str, ...]
    cwd: str
    returncode: int | None
    stdout: str
    stderr: str


def run(
    argv: Sequence[str | Path], cwd: Path, env: Mapping[str, str], seconds: float = 120.0
) -> Ran:
    """Run a command with no terminal and no input; kill it, children and all, when time is up.

    A program that cannot be started is reported as a shell would: 126 or 127, the reason on stderr.
    """
    words = tuple(str(word) for word in argv)
    try:
        process = subprocess.Popen(
            words,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:  # a link that cannot be read fails in many ways: EACCES, ELOOP, …
        return _not_started(words, cwd, error)
    returncode, stdout, stderr = _awaited(process, seconds)
    return Ran(words, str(cwd), returncode, _decoded(stdout), _decoded(stderr))


def _not_started(words: tuple[str, ...], cwd: Path, error: OSError) -> Ran:
    code = 127 if error.errno == errno.ENOENT else 126
    return Ran(words, str(cwd), code, "", f"{error.filename or words[0]}: {error.strerror}\n")


def _awaited(process: subprocess.Popen[bytes], seconds: float) -> tuple[int | None, bytes, bytes]:
    try:
        stdout, stderr = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None, *_killed(process)
    except BaseException:
        _killed(process)
        raise
    return process.returncode, stdout, stderr


def _killed(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Kill the session of a process, and return what it had written."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    try:
        return process.communicate(timeout=_LAST_WORDS_SECONDS)
    except subprocess.TimeoutExpired as left:  # somebody who left the session holds the pipes
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()
        return left.stdout or b"", left.stderr or b""


def _decoded(output: bytes) -> str:
    return output.decode(errors="replace")


class Environment:
    """A virtual environment at a path, perhaps on a mount, perhaps broken."""

    def __init__(self, path: Path, env: Mapping[str, str]) -> None:
        self.path = path
        self.env = env

    @property
    def interpreter(self) -> Path:
        """Where the interpreter should be."""
        return self.path / "bin" / "python"

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the interpreter with arguments, in the directory that holds the environment."""
        return self.run(self.interpreter, *arguments)

    def script(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment's `bin`, in the directory that holds the environment."""
        return self.run(self.path / "bin" / name, *arguments)

    def run(self, *argv: str | Path, seconds: float = 120.0) -> subprocess.CompletedProcess[str]:
        """Run any command in the directory that holds the environment.

        Raises TimeoutExpired.
        """
        ran = run(argv, self.path.parent, self.env, seconds)
        if ran.returncode is None:
            raise subprocess.TimeoutExpired(ran.argv, seconds, ran.stdout, ran.stderr)
        return subprocess.CompletedProcess(ran.argv, ran.returncode, ran.stdout, ran.stderr)
