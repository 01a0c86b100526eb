"""Executing files: programs and scripts by their modes, what is running, shared objects."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt
from pytest_fusevenv.questions._others import end_of, in_another_process

TOPIC = Topic("exec")

_PATIENCE_SECONDS = 5
_SCRIPT = b"#!/bin/sh\nexit 7\n"
_ENVIRONMENT = {"PATH": os.pathsep.join((str(Path(sys.executable).parent), os.defpath))}


def _program(room: Room, name: str = "true", mode: int = 0o755) -> Path:
    """A copy of a small program in the room, given its mode by chmod."""
    path = room.file(name, _binary(name))
    _set_mode(path, mode)
    return path


def _binary(name: str) -> bytes:
    return Path(shutil.which(name) or f"/bin/{name}").read_bytes()


def _script(room: Room, mode: int, text: bytes = _SCRIPT) -> Path:
    path = room.file("script", text)
    _set_mode(path, mode)
    return path


def _set_mode(path: Path, mode: int) -> None:
    """Set a mode, or leave it where that is refused: what may be executed then is the question."""
    with contextlib.suppress(OSError):
        path.chmod(mode)


def _run(*command: str | Path) -> str:
    """The exit code of a command. Raises OSError where it cannot be started."""
    done = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_PATIENCE_SECONDS,
        env=_ENVIRONMENT,
    )
    return f"rc={done.returncode}"


@contextlib.contextmanager
def _running(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The program at a path (a copy of `sleep`) while it runs."""
    with subprocess.Popen([path, "60"], stdin=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


@TOPIC.asks_each(
    "does a program with this mode run: {name}?",
    {"elf_0644": 0o644, "elf_0755": 0o755},
)
def _elf(room: Room, mode: int) -> Answer:
    return _run(_program(room, mode=mode))


@TOPIC.asks("does a program still run when chmod has taken its execute bits away?")
def elf_after_chmod_minus_x(room: Room) -> Answer:
    program = _program(room)
    _set_mode(program, 0o644)
    return _run(program)


@TOPIC.asks("can a program be executed while it is open for writing?")
def exec_while_open_for_write(room: Room) -> Answer:
    program = room.file("true", _binary("true"), 0o755)
    with program.open("r+b"):
        return _run(program)


@TOPIC.asks("does a program run by its open descriptor (0: yes, 100: refused)?")
def fexecve(room: Room) -> Answer:
    descriptor = os.open(_program(room), os.O_RDONLY)
    try:
        return end_of(lambda: os.execve(descriptor, ["true"], {}))
    finally:
        os.close(descriptor)


@TOPIC.asks("does the shell run a script that it is told by path, without an execute bit?")
def noshebang_via_sh(room: Room) -> Answer:
    return _run("sh", _script(room, 0o644, b"exit 7\n"))


@TOPIC.asks("does a script run whose first line names a Python?")
def python_shebang(room: Room) -> Answer:
    python = Path(sys.executable).name
    text = f"#!/usr/bin/env {python}\nimport os\nos._exit(5)\n"
    return _run(_script(room, 0o755, text.encode()))


@TOPIC.asks("does a script run whose first line names a program in the same directory?")
def relative_shebang(room: Room) -> Answer:
    _program(room)
    return _run(_script(room, 0o755, b"#!./true\n"))


@TOPIC.asks_each(
    "does a shell script with this mode run: {name}?",
    {"script_0500": 0o500, "script_0644": 0o644, "script_0755": 0o755},
)
def _shell_script(room: Room, mode: int) -> Answer:
    return _run(_script(room, mode))


@TOPIC.asks("does a program run that a temporary file was renamed to?")
def renamed_program(room: Room) -> Answer:
    return _run(_program(room).rename(room.path / "renamed"))


@TOPIC.asks("does a program go on running when its file is unlinked?")
def still_runs(room: Room) -> Answer:
    program = _program(room, "sleep")
    with _running(program) as process:
        program.unlink()
        return process.poll() is None


@TOPIC.asks("can a running program be unlinked?")
def unlink_running_exe(room: Room) -> Answer:
    program = _program(room, "sleep")
    with _running(program):
        return attempt(program.unlink)


@TOPIC.asks("can a running program be opened for writing?")
def write_running_exe(room: Room) -> Answer:
    program = _program(room, "sleep")
    with _running(program):
        return attempt(lambda: program.open("r+b").close())


@TOPIC.asks("can a running program be replaced by renaming another file over it?")
def replace_running_exe(room: Room) -> Answer:
    program = _program(room, "sleep")
    with _running(program):
        return attempt(lambda: room.file("new").rename(program))


def _an_extension() -> Path:
    """A small shared object that is here wherever we are."""
    here = Path(msgspec.__file__).parent
    return next(here.glob("_core*.so"))


@TOPIC.asks("can a shared object be loaded?")
def dlopen(room: Room) -> Answer:
    copy = room.file("libprobe.so", _an_extension().read_bytes(), 0o755)
    return in_another_process(lambda: _load(copy))  # which lets go of it at its end


def _load(path: Path) -> str:
    try:
        ctypes.CDLL(str(path))
    except OSError:  # the loader's words, in which the path is
        return "refused"
    return "ok"
