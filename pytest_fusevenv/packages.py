"""Packages of the index, kept in the cache, and the interpreter that they are kept for.

What a package needs differs with the Python, so a Python of another minor version has its own.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.fetches import NotFetched, ask, install, keep, set_aside, verify
from pytest_fusevenv.tools import UnknownTool, Uv, cache_directory, find_python, find_uv

if TYPE_CHECKING:
    from collections.abc import Callable

_LOCKED = "pdm"
"""It says itself which releases it was tried with: newer ones have broken it."""

_COMPILED = "--compile-bytecode"
"""So that the first command takes no longer than the second: the cache is not written again."""


class Python(msgspec.Struct, frozen=True):
    """An interpreter: where it is, its version, and its tag (`cpython-312`)."""

    path: Path
    version: str
    tag: str


@cache
def beside_us() -> Uv:
    """The uv installed beside us."""
    return find_uv()


@cache
def python_for(request: str | None = None) -> Python:
    """The interpreter that uv takes for a request. Raises UnknownTool."""
    with tempfile.TemporaryDirectory(prefix="fusevenv-kit-") as scratch:
        path = find_python(beside_us(), Path(scratch), request).resolve()
    question = (
        "import platform, sys; print(platform.python_version(), sys.implementation.cache_tag)"
    )
    said = ask(path, "-I", "-c", question)
    if said.returncode != 0:
        raise UnknownTool(f"{path} does not start: {said.stderr.strip()}")
    version, tag = said.stdout.split()
    return Python(path, version, tag)


def find_package(name: str, version: str) -> Path:
    """A directory to import a version of a package from. Raises NotFetched."""
    return _found(name, version, python_for().tag, _imported_from)


def find_application(name: str, version: str) -> Path:
    """The environment that has a version of a program, as pipx makes one. Raises NotFetched.

    It links to its interpreter: with another one, it is another environment.
    """
    python = python_for()
    place = hashlib.sha256(os.fsencode(python.path)).hexdigest()[:8]
    return _found(name, version, f"{python.tag}-{place}", _environment_with)


def kept_versions(name: str) -> list[str]:
    """The versions of a tool that the cache has, for any Python."""
    found = (cache_directory().parent / name).glob("[0-9]*")
    return sorted({path.name.partition("-")[0] for path in found})


def _found(name: str, version: str, suffix: str, made: Callable[[Path, str], Path]) -> Path:
    """Where a version of a package is kept, fetched if it is not there yet."""
    place = cache_directory().parent / name / f"{version}-{suffix}"
    if place.exists():
        return place
    extra = "[locked]" if name == _LOCKED else ""
    with set_aside(place.parent) as scratch:
        ready = scratch / "ready"
        try:
            verify(made(ready, f"{name}{extra}=={version}"))
        except NotFetched as error:
            raise NotFetched(
                f"{name}=={version} could not be fetched from the package index: {error}. Give a "
                f"version that the index has, and check that the index can be reached"
            ) from None
        keep(ready, place)
    return place


def _imported_from(directory: Path, requirement: str) -> Path:
    """Install a package into a directory; that is where its files are."""
    where = ("--python", python_for().path, "--target", directory)
    install(beside_us().path, requirement, *where, _COMPILED)
    return directory


def _environment_with(directory: Path, requirement: str) -> Path:
    """Install a program into an environment of its own; where its files are."""
    uv = beside_us().path
    said = ask(uv, "venv", "--quiet", "--no-project", "--python", python_for().path, directory)
    if said.returncode != 0:
        raise NotFetched(said.stderr.strip())
    install(uv, requirement, "--python", directory, _COMPILED)
    (site,) = directory.glob("lib/*/site-packages")
    return site
