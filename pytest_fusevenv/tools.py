"""Environment makers by name and version: which uv, where from, and what it runs in."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.complaints import complaint
from pytest_fusevenv.fetches import NotFetched, ask, install, keep, set_aside, verify
from pytest_fusevenv.fetches import UnknownTool as UnknownTool
from pytest_fusevenv.venvs import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

OFFER = 'a version such as "0.8.13", "latest", "PATH", or the path of a uv binary (with a "/")'
"""What `find_uv` understands."""

_VERSION = re.compile(r"\d+(\.\d+)+(\.?[a-z]+\d+)*")
_DROPPED = (
    *("PYTHON", "VIRTUAL_ENV", "XDG_", "CONDA_"),
    *("UV_", "PIP_", "POETRY_", "PDM_", "VIRTUALENV_"),
)


class Uv(msgspec.Struct, frozen=True):
    """A uv: the version it says it is, and where its binary is."""

    version: str
    path: Path

    @property
    def name(self) -> str:
        """How it is called in a story: uv@0.8.13."""
        return f"uv@{self.version}"


def find_uv(spec: str | None = None) -> Uv:
    """The uv that `spec` names.

    A version ("0.8.13", fetched once from the package index into a cache), "latest", "PATH", a path
    to a binary, or None for the one installed beside us.

    Raises UnknownTool.
    """
    if spec is None:
        return _beside_us()
    if spec == "latest":
        return _fetched("uv")
    if spec == "PATH":
        return _on_path()
    if "/" in spec:
        return _at(Path(spec).expanduser().absolute())
    if not _VERSION.fullmatch(spec):
        raise UnknownTool(f"no uv is called {spec!r}; give {OFFER}")
    kept = cache_directory() / spec / "uv"
    return Uv(spec, kept) if kept.exists() else _fetched(f"uv=={spec}")


def fetch_all(specs: Iterable[str | None], told: Callable[[Uv], None] | None = None) -> list[Uv]:
    """The uvs that `specs` name, in order, fetched side by side; `told` hears of each when found.

    Raises UnknownTool, naming all that were not found.
    """

    def found(spec: str | None) -> Uv | UnknownTool:
        try:
            uv = find_uv(spec)
        except UnknownTool as error:
            return error
        if told:
            told(uv)
        return uv

    sysconfig.get_config_vars()  # once, here: threads that meet it half filled get None
    with ThreadPoolExecutor(max_workers=4) as workers:
        answers = list(workers.map(found, specs))
    if missing := [str(answer) for answer in answers if isinstance(answer, UnknownTool)]:
        raise UnknownTool("\n".join(missing))
    return [answer for answer in answers if isinstance(answer, Uv)]


def cache_directory() -> Path:
    """Where fetched uvs are kept, a directory for each version."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "pytest-fusevenv" / "uv"


def _beside_us() -> Uv:
    try:
        from uv import find_uv_bin  # only here: the package may be missing where PATH has a uv

        return Uv(importlib.metadata.version("uv"), Path(find_uv_bin()))
    except (ImportError, FileNotFoundError) as error:
        raise UnknownTool(
            f"the uv installed beside us is not to be found ({error}); reinstall it with "
            f"`{sys.executable} -m pip install --force-reinstall uv`, or give {OFFER}"
        ) from None


def _on_path() -> Uv:
    if found := shutil.which("uv"):
        return _at(Path(found))
    raise UnknownTool(f"no uv is on PATH ({os.environ.get('PATH', '')}); give {OFFER}")


def _at(path: Path) -> Uv:
    try:
        return Uv(_version_of(path, path.stat().st_mtime_ns), path)
    except OSError as error:
        raise UnknownTool(f"no uv at {path}: {error.strerror}; give {OFFER}") from None


@cache
def _version_of(path: Path, mtime: int) -> str:  # noqa: ARG001 - a replaced binary is asked again
    """What a binary says of itself. Raises UnknownTool."""
    said = ask(path, "--version", seconds=30.0)
    words = said.stdout.split()
    if said.returncode != 0 or words[:1] != ["uv"] or len(words) < 2:
        raise UnknownTool(
            f"{path} is no uv: to `--version` it said {complaint(said)!r}; give {OFFER}"
        )
    return words[1]


# --- fetching ------------------------------------------------------------------------------


def _fetched(requirement: str) -> Uv:
    """The uv of a requirement, from the package index into the cache. Raises NotFetched."""
    kept = cache_directory()
    with set_aside(kept) as scratch:
        try:
            target = ("--python", sys.executable, "--target", scratch, "--no-deps")
            install(_beside_us().path, requirement, *target)
            verify(scratch)
        except NotFetched as error:
            raise NotFetched(_not_fetched(requirement, str(error))) from None
        binary = scratch / "bin" / "uv"
        if not binary.exists():
            raise NotFetched(_not_fetched(requirement, "its wheel has no program uv"))
        version = _version_of(binary, binary.stat().st_mtime_ns)
        if requirement not in ("uv", f"uv=={version}"):
            raise NotFetched(f"the package index gave uv {version} for {requirement}")
        (scratch / "ready").mkdir()
        binary.rename(scratch / "ready" / "uv")
        keep(scratch / "ready", kept / version)
    return Uv(version, kept / version / "uv")


_NAMED = 8
"""How many kept releases an error names: the newest."""


def _in_order(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _not_fetched(requirement: str, why: str) -> str:
    directory = cache_directory()
    kept = sorted((path.name for path in directory.glob("[0-9]*")), key=_in_order)
    some = ", ".join(kept[-_NAMED:]) or "none yet"
    more = f" and {len(kept) - _NAMED} older" if len(kept) > _NAMED else ""
    return (
        f"{requirement} is not in {directory} (there: {some}{more}) and could not be fetched from "
        f"the package index: {why}. Give a version that the index has, check that the index can be "
        f"reached, or give {OFFER}"
    )


# --- what it runs in -----------------------------------------------------------------------


def environment(scratch: Path, uv: Uv | None = None) -> dict[str, str]:
    """The process environment of a scenario: nothing of the user's settings, nothing shared.

    `scratch` holds the home, the cache and the name `uv`; it must not lie on the mount.
    """
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_DROPPED)}
    home, programs, temporary = scratch / "home", scratch / "bin", scratch / "tmp"
    for directory in (home, programs, temporary):
        directory.mkdir(parents=True, exist_ok=True)
    if uv and not os.path.lexists(programs / "uv"):
        (programs / "uv").symlink_to(uv.path)
    return kept | {
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "PATH": os.pathsep.join(filter(None, (str(programs), os.environ.get("PATH")))),
        "SHELL": "/bin/bash",  # uv tells how to activate only in a shell it knows
        "TMPDIR": str(temporary),  # uv leaves a lock there for every project
        "UV_CACHE_DIR": str(scratch / "cache"),
        "UV_LINK_MODE": "copy",
        "UV_NO_CONFIG": "1",
        "UV_OFFLINE": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_PYTHON_INSTALL_DIR": str(_installed_pythons()),
    }


def _installed_pythons() -> Path:
    """Where this user's uv keeps its Pythons: the new home would hide them."""
    if named := os.environ.get("UV_PYTHON_INSTALL_DIR"):
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "uv" / "python"


def find_python(uv: Uv, scratch: Path, request: str | None = None) -> Path:
    """The interpreter that a uv takes for a request, asked off the mount. Raises UnknownTool."""
    words: list[str | Path] = [
        uv.path,
        "python",
        "find",
        "--system",
        *([request] if request else []),
    ]
    said = run(words, scratch, environment(scratch, uv), 60.0)
    if said.returncode != 0 or not said.stdout.strip():
        asked = request or "any interpreter"
        raise UnknownTool(f"uv {uv.version} finds no Python for {asked}: {complaint(said)}")
    return Path(said.stdout.strip())
