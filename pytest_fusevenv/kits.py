"""A tool of any kind with what its commands find on PATH: its program, a uv and a Python.

A tool is `uv@0.8.13`, `virtualenv@20.26.0`, `pip@24.0`, `poetry@2.3.0`, `pdm@2.26.0`, or `venv`,
`venv@3.12` and `venv@3.12 --copies`: that Python's own module.
"""

from __future__ import annotations

import hashlib
import os
import shlex
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.fetches import NotFetched, UnknownTool, offline
from pytest_fusevenv.packages import beside_us, find_application, find_package, python_for
from pytest_fusevenv.tools import environment, find_uv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest_fusevenv.packages import Python
    from pytest_fusevenv.tools import Uv

OFFER = (
    "uv@VERSION, uv@PATH, uv@./path/to/uv, virtualenv@VERSION, pip@VERSION, poetry@VERSION, "
    "pdm@VERSION, venv or venv@PYTHON, and either of these with --copies"
)
"""The tools there are."""

COPIES = "--copies"
"""The option of `venv` that makes another tool of it."""

_SETTINGS = {
    "poetry": {
        "POETRY_KEYRING_ENABLED": "false",  # it would wait for a keyring that nobody unlocks
        "POETRY_NO_INTERACTION": "1",
        "POETRY_VIRTUALENVS_IN_PROJECT": "true",
    },
    "pdm": {"PDM_CHECK_UPDATE": "0", "PDM_NON_INTERACTIVE": "1"},
}
"""What the commands of a tool need in their process environment."""


class Kit(msgspec.Struct, frozen=True):
    """A tool at a version, the uv beside it, the Python of both, and where its program lies.

    `version` is what `latest`, `PATH` and the like come to; of `venv` it is the Python's.

    `identity` changes when the tool would behave differently: with its version, the Python's, and
    the bytes of a uv that somebody has built. `package` is a directory to import the tool from,
    `application` an environment that has it. `options` are those that its commands are given.
    """

    tool: str
    kind: str
    version: str
    identity: str
    uv: Uv
    python: Path
    package: Path | None = None
    application: Path | None = None
    options: str = ""

    def environment(self, scratch: Path) -> dict[str, str]:
        """The process environment of its commands; `scratch` must not lie on the mount."""
        env = environment(scratch, self.uv)
        programs = Path(env["PATH"].partition(os.pathsep)[0])
        _put(programs / "python", f'#!/bin/sh\nexec {shlex.quote(str(self.python))} "$@"\n')
        if self.package:
            text = _LAUNCHER.format(self.python, str(self.package), self.kind)
            _put(programs / self.kind, text)
        if self.application:
            python = shlex.quote(str(self.application / "bin" / "python"))
            _put(programs / self.kind, f'#!/bin/sh\nexec {python} -m {self.kind} "$@"\n')
        return env | {"UV_PYTHON_PREFERENCE": "only-system"} | _SETTINGS.get(self.kind, {})


def find_kit(tool: str) -> Kit:
    """The kit of a tool. Raises UnknownTool."""
    words = tool.split()
    name, _, version = words[0].partition("@") if words else ("", "", "")
    match name, words[1:]:
        case "uv", []:
            return _uv_kit(tool, version)
        case "venv", [] | ["--copies"]:
            return _venv_kit(tool, version, " ".join(words[1:]))
        case "virtualenv" | "pip", [] if version:
            return _package_kit(tool, package=find_package(name, version))
        case "poetry" | "pdm", [] if version:
            return _package_kit(tool, application=find_application(name, version))
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
    python_for()  # once, before the threads ask for it
    with ThreadPoolExecutor(max_workers=4) as workers:
        answers = dict(zip(wanted, workers.map(found, wanted), strict=True))
    _complain({tool: why for tool, why in answers.items() if isinstance(why, UnknownTool)})
    return {tool: kit for tool, kit in answers.items() if isinstance(kit, Kit)}


def _complain(errors: dict[str, UnknownTool]) -> None:
    """Raise UnknownTool for all that went wrong, if anything did."""
    messages = [str(error) for error in errors.values()]
    missing = [tool for tool, error in errors.items() if isinstance(error, NotFetched)]
    if missing and offline():
        messages = [str(error) for tool, error in errors.items() if tool not in missing]
        messages.append(
            f"UV_OFFLINE is set, and not in the cache are: {', '.join(missing)}. Fetch them where "
            f"there is a network: UV_OFFLINE=0 fusevenv fetch {shlex.join(missing)}"
        )
    if messages:
        raise UnknownTool("\n".join(messages))


# --- identities ----------------------------------------------------------------------------


def _uv_kit(tool: str, version: str) -> Kit:
    """A uv: by its version, or, where anybody may have built it, by its bytes too."""
    uv = find_uv(version or None)
    identity = f"uv {uv.version}"
    if version == "PATH" or "/" in version:
        path = uv.path.resolve()
        identity += f" (sha256 {_digest(path, path.stat().st_mtime_ns)})"
    python = python_for()
    identity += f" with {_spoken(python)}"
    return Kit(tool, "uv", uv.version, identity, uv, python.path)


def _venv_kit(tool: str, request: str, options: str) -> Kit:
    python = python_for(request or None)
    identity = f"venv {options}".strip() + f" of {_spoken(python)}"
    uv = beside_us()
    return Kit(tool, "venv", python.version, identity, uv, python.path, options=options)


def _package_kit(tool: str, package: Path | None = None, application: Path | None = None) -> Kit:
    name, _, version = tool.partition("@")
    python = python_for()
    identity = f"{name} {version} with {_spoken(python)}"
    uv = beside_us()
    return Kit(tool, name, version, identity, uv, python.path, package, application)


def _spoken(python: Python) -> str:
    return f"{python.tag.partition('-')[0]} {python.version}"


@cache
def _digest(path: Path, mtime: int) -> str:  # noqa: ARG001 - a replaced binary is read again
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- programs ------------------------------------------------------------------------------


_LAUNCHER = """\
#!{}
import runpy, sys
sys.path.insert(0, {!r})  # not by PYTHONPATH: what it starts would inherit that
runpy.run_module({!r}, run_name="__main__", alter_sys=True)
"""


def _put(program: Path, text: str) -> None:
    program.write_text(text)
    program.chmod(0o755)
