"""What an interpreter says of itself: one start, all questions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.venvs import Ran, run

if TYPE_CHECKING:
    from collections.abc import Mapping

MODULES = ("ssl", "ctypes", "sqlite3")
"""Modules that load a shared library, which is what breaks first."""

_SECONDS = 60.0
_SAID_BY_US = (126, 127)
"""Exit codes for "could not be started", which the words say better."""

# Isolated (-I), or a module of the user's project could stand in for one of the library's.
_SCRIPT = f"""
import json, os, sys, sysconfig
def load(name):
    try:
        __import__(name)
    except BaseException as error:
        return type(error).__name__ + ": " + str(error)
    return ""
purelib = sysconfig.get_path("purelib")
print(json.dumps({{
    "prefix": sys.prefix,
    "base_prefix": sys.base_prefix,
    "version": sys.version.split()[0],
    "site_packages": purelib,
    "on_path": purelib in sys.path,
    "is_directory": os.path.isdir(purelib),
    "failures": {{name: load(name) for name in {MODULES!r}}},
}}))
"""


class Answers(msgspec.Struct, frozen=True):
    """What an interpreter said; `failures` holds why a module did not load, "" where it did."""

    prefix: str
    base_prefix: str
    version: str
    site_packages: str
    on_path: bool
    is_directory: bool
    failures: dict[str, str]


def ask(interpreter: str | Path, cwd: Path, env: Mapping[str, str]) -> tuple[Ran, Answers | None]:
    """Start an interpreter and ask it everything; None where no answer came."""
    ran = run([interpreter, "-I", "-c", _SCRIPT], cwd, env, _SECONDS)
    lines = ran.stdout.strip().splitlines()
    if ran.returncode != 0 or not lines:
        return ran, None
    try:
        return ran, msgspec.json.decode(lines[-1], type=Answers)
    except msgspec.DecodeError:
        return ran, None


def base_of(settings: Mapping[str, str], env: Mapping[str, str]) -> Answers | None:
    """What the interpreter that a `pyvenv.cfg` names says, or None where it names none."""
    home = settings.get("home")
    if not home:
        return None
    version = settings.get("version_info") or settings.get("version") or ""
    for name in ("python" + ".".join(version.split(".")[:2]), "python3", "python"):
        if os.access(Path(home, name), os.X_OK):
            return _base(Path(home, name), env)
    return None


_bases: dict[Path, Answers | None] = {}
"""What base interpreters said: they lie off the mount, and are asked once."""


def _base(interpreter: Path, env: Mapping[str, str]) -> Answers | None:
    if interpreter not in _bases:
        _bases[interpreter] = ask(interpreter, Path("/"), env)[1]
    return _bases[interpreter]


def settings_of(config: str) -> dict[str, str]:
    """The settings of a `pyvenv.cfg`, by name."""
    pairs = (line.partition("=") for line in config.splitlines() if "=" in line)
    return {name.strip().lower(): text.strip() for name, _, text in pairs}


def said(ran: Ran) -> str:
    """What came back of a command, in a line: its last word, or how it ended."""
    lines = [line.strip() for line in (ran.stderr or ran.stdout).splitlines() if line.strip()]
    if ran.returncode is None:
        return "no answer in time"
    words = lines[-1] if lines else "nothing"
    known = ran.returncode in (0, *_SAID_BY_US)
    return words if known else f"{words} (exit code {ran.returncode})"
