"""Booting user-mode Linux for one command on one of its filesystems."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.oracle.real import program, room
from tests.oracle.uml import guest
from tests.oracle.uml.drivers import DRIVERS, Driver

DIRECTORY = "/run/work/here"
"""Where the filesystem is mounted inside; commands start there."""

_OWN_PROGRAMS = ("linux", "modprobe", "unshare", "setpriv")
_PATIENCE = 180.0
_MEMORY = "1G"


def driver(name: str) -> Driver:
    """A filesystem by its name."""
    return next(known for known in DRIVERS if known.name == name)


def lacking(wanted: Driver) -> str | None:
    """Why it cannot be had here, as far as a look can tell."""
    needed = (*_OWN_PROGRAMS, *wanted.programs)
    missing = [name for name in needed if program(name) is None]
    if missing:
        return f"{', '.join(missing)} is not installed; {wanted.name} in user-mode Linux needs it"
    return None


def run_in(filesystem: str, command: Sequence[str], *, patience: float = _PATIENCE) -> str:
    """What a command prints that runs as root in a directory on one of the DRIVERS.

    Raises RuntimeError with all that was said where anything fails, or takes too long.
    """
    with room() as here:
        job = {
            "set_up": driver(filesystem).set_up,
            "command": list(command),
            "environment": _environment(),
        }
        (here.source / "job.json").write_text(json.dumps(job))
        console = _boot(here.source, here.top, patience)
        ended = _text(here.source / "ended") or "booting"
        if ended != "the command: 0":
            told = _text(here.source / "errors")
            raise RuntimeError(f"{filesystem} in user-mode Linux: {ended}\n{told}\n{console}")
        return _text(here.source / "output")


def _environment() -> dict[str, str]:
    """What a command is given to find the programs and the packages of this process."""
    kept = {name: os.environ[name] for name in ("PYTHONPATH", "LANG") if name in os.environ}
    path = os.pathsep.join((os.environ["PATH"], "/usr/sbin", "/sbin"))
    return {**kept, "PATH": path, "HOME": "/run/work", "TMPDIR": "/run"}


def _text(file: Path) -> str:
    return file.read_text(errors="replace") if file.exists() else ""


def _boot(directory: Path, scratch: Path, patience: float) -> str:
    """Run the kernel until it turns itself off; what it said on its console."""
    first = scratch / "init"
    words = (sys.executable, "-IS", guest.__file__, str(directory))
    first.write_text(f"#!/bin/sh\nexec {shlex.join(words)}\n")
    first.chmod(0o755)
    try:
        done = subprocess.run(
            [*_alone(), *_kernel(scratch, first)],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=patience,
            env={**os.environ, "TMPDIR": str(scratch)},  # has its memory, which /dev/shm may not
        )
    except subprocess.TimeoutExpired as error:
        said = (error.stdout or b"").decode(errors="replace")
        return f"{said}\nnot done within {patience} seconds"
    return done.stdout.decode(errors="replace")


def _kernel(scratch: Path, first: Path) -> list[str]:
    """The command line, which knows no quotes: none of these paths may have a space."""
    return [
        program("linux") or "linux",
        f"mem={_MEMORY}",
        "rootfstype=hostfs",
        "rootflags=/",
        "ro",
        "con=null",
        "con0=fd:0,fd:1",
        f"uml_dir={scratch}",
        f"init={first}",
        "quiet",
    ]


def _alone() -> list[str]:
    """In a process namespace that dies with this process, however that dies.

    The processes of user-mode Linux are held by ptrace, and would outlive their kernel.
    """
    namespaces = ["--pid"] if os.geteuid() == 0 else ["--user", "--map-root-user", "--pid"]
    return ["setpriv", "--pdeathsig", "KILL", "unshare", *namespaces, "--fork", "--kill-child"]
