"""What a user does with an environment, step by step, and what each step comes to on a mount.

The steps are data. Each starts from a state of its own making (`place`, `before`), so that one that
fails does not colour the next.
"""

from __future__ import annotations

import errno
import os
import re
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv import tools
from pytest_fusevenv.deviations import name_of
from pytest_fusevenv.venvs import Ran, run
from pytest_fusevenv.wheels import make_wheel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pytest_fusevenv.mount import Mount
    from pytest_fusevenv.tools import Uv

Words = tuple[str, ...]

PROJECT = """\
[project]
name = "steps"
version = "1"
requires-python = ">=3.8"
dependencies = []
"""
"""The pyproject.toml that every place has: a project without dependencies."""

_VENV: Words = ("uv", "venv")
_RUN: Words = ("uv", "run", "python", "-c", "")


class Step(msgspec.Struct, frozen=True):
    """One command in a directory of the mount (`place`), and what was done there `before`.

    `env` is set for it. `{off}` in either is a directory off the mount, `{wheel}` a small wheel.
    `may_refuse` says that uv refuses this on a plain filesystem too, in some releases.
    """

    name: str
    command: Words
    place: str = "project"
    before: Words = ()
    env: tuple[tuple[str, str], ...] = ()
    may_refuse: bool = False


STEPS = (
    Step("uv venv", _VENV),
    Step("exec bin/python", (".venv/bin/python", "-c", "")),
    Step("uv run python", _RUN),
    Step("uv sync", ("uv", "sync")),
    Step("uv pip list", ("uv", "pip", "list")),
    Step("uv pip install", ("uv", "pip", "install", "--no-index", "--no-deps", "{wheel}")),
    Step("uv venv again", _VENV, may_refuse=True),
    Step("uv venv --allow-existing", (*_VENV, "--allow-existing"), "existing", _VENV),
    Step("uv venv --clear", (*_VENV, "--clear"), "clear", _VENV),
    Step("uv venv, UV_VENV_CLEAR=1", _VENV, "cleared", _VENV, (("UV_VENV_CLEAR", "1"),)),
    Step("rm -rf .venv", ("rm", "-rf", ".venv"), "remove", _VENV),
    Step("uv sync, fresh", ("uv", "sync"), "sync"),
    Step("uv sync, 2nd", ("uv", "sync"), "sync"),
    Step("uv run python, fresh", _RUN, "run"),
    Step("uv venv --relocatable", (*_VENV, "--relocatable"), "relocatable"),
    Step("env. off the mount", _RUN, "off", (), (("UV_PROJECT_ENVIRONMENT", "{off}"),)),
)
"""The steps, in their order."""


class Stepped(msgspec.Struct, frozen=True):
    """A step that was taken, and what came back."""

    step: Step
    ran: Ran

    @property
    def errno(self) -> str | None:
        """The name of the error that the command speaks of, if it failed and names one."""
        return None if self.ran.returncode == 0 else _errno_in(self.ran.stderr)

    @property
    def warned(self) -> bool:
        """Whether it went well with a warning."""
        return self.ran.returncode == 0 and "warning:" in self.ran.stderr

    @property
    def as_expected(self) -> bool:
        """Whether it is what a plain filesystem gives."""
        return self.ran.returncode == 0 or (self.step.may_refuse and self.errno is None)

    def __str__(self) -> str:
        """The exit code, or the error where the program itself could not start; and what else."""
        code = self.ran.returncode
        if code is None:
            return "hung"
        if code in (126, 127) and self.errno:
            return self.errno
        more = "warned" if self.warned else self.errno
        return f"{code} {more}" if more else str(code)


_OS_ERROR = re.compile(r"\(os error (\d+)\)")
_SAID = {os.strerror(number): name_of(number) for number in sorted(errno.errorcode)}


def _errno_in(said: str) -> str | None:
    """The last error that a program's words name, by its number (Rust) or by its text (C)."""
    if numbers := _OS_ERROR.findall(said):
        return name_of(int(numbers[-1]))
    places = {said.rfind(text): name for text, name in _SAID.items() if text in said}
    return places[max(places)] if places else None


def take(mounted: Mount, uv: Uv, scratch: Path, *, python: Path | None = None) -> list[Stepped]:
    """Take the steps on a mount, one after the other, for an interpreter or the one uv prefers.

    `scratch` is a directory off the mount, for uv's cache and home. Raises UnknownTool where there
    is no Python.
    """
    env = tools.environment(scratch, uv)
    if python is not None:
        env["UV_PYTHON"] = str(python)
    else:  # found at once from here on: behind a shim, each look takes a tenth of a second
        preferred = tools.find_python(uv, scratch).parent
        programs, _, rest = env["PATH"].partition(os.pathsep)
        env["PATH"] = os.pathsep.join((programs, str(preferred), rest))
    paths = {"off": str(scratch / "off"), "wheel": str(make_wheel(scratch))}
    for name in dict.fromkeys(step.place for step in STEPS):
        _prepare(mounted, name)
    return [_taken(step, mounted.path / step.place, env, paths) for step in STEPS]


def _prepare(mounted: Mount, name: str) -> None:
    """Make a place, from underneath where nothing can be made on the mount."""
    place = (mounted.backing if mounted.profile.is_read_only else mounted.path) / name
    place.mkdir()
    (place / "pyproject.toml").write_text(PROJECT)


def _taken(step: Step, place: Path, env: Mapping[str, str], paths: Mapping[str, str]) -> Stepped:
    if step.before:
        run(step.before, place, env)
    more = {name: text.format(**paths) for name, text in step.env}
    command = [word.format(**paths) for word in step.command]
    return Stepped(step, run(command, place, {**env, **more}))
