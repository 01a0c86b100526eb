"""Stories that several tests look at: each is played once a process, on a real mount."""

from functools import cache
from importlib.util import find_spec

import pytest

from pytest_fusevenv.catalogue import find
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.imitations import Ruling
from pytest_fusevenv.mount import CannotMount, mount
from pytest_fusevenv.scenarios import Story, play
from pytest_fusevenv.tools import find_uv

ENGINES = [
    engine
    for engine, module in {Engine.MFUSEPY: "mfusepy", Engine.FUSEPY: "fuse"}.items()
    if find_spec(module)
]
"""Those whose binding is installed."""


@cache
def played(
    profile: str,
    uv: str = "0.8.13",
    args: tuple[str, ...] = (),
    commands: tuple[tuple[str, ...], ...] | None = None,
    engine: Engine | None = None,
) -> Story:
    return _seen(profile, uv, args, commands, engine)[0]


@cache
def refusals(profile: str, uv: str = "0.8.13") -> tuple[Ruling, ...]:
    return _seen(profile, uv, (), None, None)[1]


@cache
def _seen(
    profile: str,
    uv: str,
    args: tuple[str, ...],
    commands: tuple[tuple[str, ...], ...] | None,
    engine: Engine | None,
) -> tuple[Story, tuple[Ruling, ...]]:
    try:
        with mount(find(profile), engine=engine) as mounted:
            story = play(mounted, find_uv(uv), args=args, commands=commands)
            assert mounted.complaints == ""
            return story, tuple(mounted.trace.causes)
    except CannotMount as error:
        if error.code == "fuse-device-denied":
            pytest.skip(f"{error.code}: {error.matter}")
        raise
