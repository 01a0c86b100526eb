"""What every conformance test is given: an engine, and people in the guest who ask."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest

from pytest_fusevenv.engine import Engine
from pytest_fusevenv.mount import obstacle
from tests.contract.people import Guests

_MODULES = {Engine.MFUSEPY: "mfusepy", Engine.FUSEPY: "fuse"}


@pytest.fixture(scope="session", params=list(Engine), ids=lambda engine: engine.value)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn, where it is installed and this machine lets it mount."""
    chosen: Engine = request.param
    if importlib.util.find_spec(_MODULES[chosen]) is None:
        pytest.skip(f"fusevenv: [no-engine] {chosen.value} is not installed")
    if found := obstacle(chosen):
        pytest.skip(f"fusevenv: [{found.code}] {found}")
    return chosen


@pytest.fixture(scope="session")
def guests() -> Iterator[Guests]:
    """The people in the guest."""
    with Guests() as people:
        yield people
