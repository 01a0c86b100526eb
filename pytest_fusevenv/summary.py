"""What a test run says of its mounts: one line before the tests, a few after them."""

from __future__ import annotations

import os
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.obstacles import obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_fusevenv.engine import Engine

_LIBRARIES = Path("/etc/ld.so.cache")
"""Where ld.so(8) keeps the names of the libraries it finds."""


class Declined(msgspec.Struct, frozen=True):
    """Why a test was not run: a stable code, what is the matter, and the cure.

    A mistake is no lack of this machine: the test asks for what is not, or a server broke down.
    """

    code: str
    matter: str
    cure: str = ""
    is_mistake: bool = False

    def __str__(self) -> str:
        cure = f" … cure: {self.cure}" if self.cure else ""
        return f"fusevenv: [{self.code}] {self.matter}{cure}"


class Tally(msgspec.Struct, frozen=True):
    """What one test adds to the summary. It travels between processes in the test's report."""

    mounts: int = 0
    libfuse: str = ""
    declined: Declined | None = None
    kept: str = ""

    def packed(self) -> object:
        """The same in plain values, as a report can carry it."""
        return msgspec.to_builtins(self)


def header(engine: Engine, uv: str | None, seed: int = 0) -> str:
    """What would serve and make the mounts, and which uv runs. Loads and starts nothing."""
    binding = f"{engine.value} {_version(engine.value)}"
    way = f"mounts {_way(engine)}, {_uv(uv)}, seed {seed}"
    return f"fusevenv: {binding} ({_library(engine)}), {way}"


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "(not installed)"


def _library(engine: Engine) -> str:
    """The library that would be loaded, as far as the linker's own list tells."""
    try:
        listed = _LIBRARIES.read_bytes()
    except OSError:
        return " or ".join(engine.libraries)
    found = (name for name in engine.libraries if name.encode() + b"\0" in listed)
    return next(found, "no libfuse found")


def _way(engine: Engine) -> str:
    if found := obstacle(engine):
        return f"cannot be made [{found.code}]"
    return "by mount(2)" if os.geteuid() == 0 else f"by {engine.mount_helpers[0]}"


def _uv(spec: str | None) -> str:
    return f"uv {spec}" if spec else f"uv {_version('uv')}"


def lines(packed: Iterable[tuple[str, object]], engine: Engine) -> Iterator[str]:
    """The summary of a run, from its tests' names and packed tallies, a line at a time."""
    tallies = [(name, msgspec.convert(tally, Tally)) for name, tally in packed]
    counted = [tally for _, tally in tallies]
    mounts = sum(tally.mounts for tally in counted)
    if mounts:
        libfuse = next((tally.libfuse for tally in counted if tally.libfuse), "?")
        yield f"{mounts} mount{'s' * (mounts > 1)} made by {engine.value} with libfuse {libfuse}"
    declined = Counter(tally.declined for tally in counted if tally.declined)
    for reason, number in declined.items():
        yield f"{number} test{'s' * (number > 1)} not run: [{reason.code}] {reason.matter}"
        if reason.cure:
            yield f"  cure: {reason.cure}"
    yield from (f"kept: {tally.kept} ({name})" for name, tally in tallies if tally.kept)
