"""A tool of any kind with what its commands find on PATH: its program, a uv and a Python.

A tool is `uv@0.8.13`, `virtualenv@20.26.0`, `pip@24.0`, or `venv@3.12`: that Python's own module.
"""

from __future__ import annotations

import os
import shlex
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.complaints import complaint
from pytest_fusevenv.tools import UnknownTool, Uv, cache_directory, environment, fetch_all
from pytest_fusevenv.tools import find_python as _python_of
from pytest_fusevenv.venvs import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

OFFER = "uv@VERSION, virtualenv@VERSION, pip@VERSION, venv or venv@PYTHON"
"""The tools there are."""

_FETCH_SECONDS = 300.0


class Kit(msgspec.Struct, frozen=True):
    """A tool at a version, the uv beside it, the Python of both, and where its package lies."""

    tool: str
    uv: Uv
    python: Path
    package: Path | None = None

    def environment(self, scratch: Path) -> dict[str, str]:
        """The process environment of its commands; `scratch` must not lie on the mount."""
        env = environment(scratch, self.uv)
        programs = Path(env["PATH"].partition(os.pathsep)[0])
        _put(programs / "python", f'#!/bin/sh\nexec {shlex.quote(str(self.python))} "$@"\n')
        if self.package:
            name = self.tool.partition("@")[0]
            _put(programs / name, _LAUNCHER.format(self.python, str(self.package), name))
        return env | {"UV_PYTHON_PREFERENCE": "only-system"}


def find_kit(tool: str) -> Kit:
    """The kit of a tool. Raises UnknownTool."""
    name, _, version = tool.partition("@")
    match name:
        case "uv" if version:
            (uv,) = fetch_all([version])
            return Kit(tool, uv, _python(None))
        case "venv":
            return Kit(tool, _beside_us(), _python(version or None))
        case "virtualenv" | "pip" if version:
            return Kit(tool, _beside_us(), _python(None), _package(name, version))
        case _:
            raise UnknownTool(f"no tool is called {tool!r}; there are {OFFER}")


def find_kits(tools: Iterable[str], told: Callable[[], None] | None = None) -> dict[str, Kit]:
    """The kits of several tools by name, fetched side by side; `told` hears of each.

    Raises UnknownTool, naming all that were not found.
    """

    def found(tool: str) -> Kit | UnknownTool:
        try:
            return find_kit(tool)
        except UnknownTool as error:
            return error
        finally:
            if told:
                told()

    wanted = list(dict.fromkeys(tools))
    _python(None)  # once, before the threads ask for it
    with ThreadPoolExecutor(max_workers=4) as workers:
        answers = dict(zip(wanted, workers.map(found, wanted), strict=True))
    if missing := [str(answer) for answer in answers.values() if isinstance(answer, UnknownTool)]:
        raise UnknownTool("\n".join(missing))
    return {tool: kit for tool, kit in answers.items() if isinstance(kit, Kit)}


@cache
def _beside_us() -> Uv:
    return fetch_all([None])[0]


@cache
def _python(request: str | None) -> Path:
    """The interpreter that uv takes for a request, asked once."""
    with tempfile.TemporaryDirectory(prefix="fusevenv-kit-") as scratch:
        return _python_of(_beside_us(), Path(scratch), request).resolve()


# --- packages ------------------------------------------------------------------------------


def _package(name: str, version: str) -> Path:
    """Where a version of a package lies, fetched once from the index into the cache."""
    place = cache_directory().parent / name / version
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetching-", dir=place.parent) as scratch:
            ready = Path(scratch, "ready")
            _fetch(f"{name}=={version}", ready)
            with suppress(OSError):  # another process was faster: ENOTEMPTY
                ready.rename(place)
    return place


def _fetch(requirement: str, directory: Path) -> None:
    options = ("--target", directory, "--only-binary", ":all:", "--link-mode", "copy")
    command = (_beside_us().path, "pip", "install", "--python", _python(None), *options)
    said = run([*command, requirement], Path.cwd(), dict(os.environ), _FETCH_SECONDS)
    if said.returncode != 0:
        why = complaint(said).rstrip(".")
        raise UnknownTool(
            f"{requirement} could not be fetched from the package index: {why}. Give a version "
            f"that the index has, and check that the index can be reached"
        )


_LAUNCHER = """\
#!{}
import runpy, sys
sys.path.insert(0, {!r})  # not by PYTHONPATH: what it starts would inherit that
runpy.run_module({!r}, run_name="__main__", alter_sys=True)
"""


def _put(program: Path, text: str) -> None:
    program.write_text(text)
    program.chmod(0o755)
