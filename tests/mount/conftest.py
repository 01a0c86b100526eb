"""Real mounts for the tests of this directory, served by each engine in turn."""

import importlib.util
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pytest_fusevenv.catalogue import find
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.mount import CannotMount, Mount, mount
from pytest_fusevenv.mountpoints import mounted
from pytest_fusevenv.profiles import Profile

_MODULES = {Engine.MFUSEPY: "mfusepy", Engine.FUSEPY: "fuse"}


@pytest.fixture(params=list(Engine), ids=lambda engine: engine.value)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine that is installed."""
    chosen: Engine = request.param
    if importlib.util.find_spec(_MODULES[chosen]) is None:
        pytest.skip(f"engine-missing: {chosen.value} is not installed")
    return chosen


@pytest.fixture
def mounting(engine: Engine) -> Iterator[Callable[..., Mount]]:
    """Makes mounts that are closed at the end, when their servers must not have complained."""
    made: list[Mount] = []

    def make(profile: str | Profile = "plain", **wishes: object) -> Mount:
        chosen = find(profile) if isinstance(profile, str) else profile
        try:
            made.append(mount(chosen, engine=engine, **wishes))  # type: ignore[arg-type]
        except CannotMount as error:
            if error.code == "fuse-device-denied":
                pytest.skip(f"{error.code}: {error.matter}")
            raise
        return made[-1]

    yield make
    for one in made:
        one.close()
    assert [one.complaints for one in made] == [""] * len(made)
    paths = {str(one.path) for one in made}
    assert [mount.path for mount in mounted() if mount.path in paths] == []


@pytest.fixture
def plain(mounting: Callable[..., Mount]) -> Mount:
    """The control profile, mounted."""
    return mounting()


@pytest.fixture
def top(plain: Mount) -> Path:
    """The root of the mounted control profile."""
    return plain.path


@pytest.fixture
def needs_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("needs-root: other users can be played by root only")
