"""What every conformance test is given: an engine, and people in the guest who ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_fusevenv.engine import Engine
from tests.contract.asking import skip_without
from tests.contract.people import Guests


@pytest.fixture(scope="session", params=list(Engine), ids=lambda engine: engine.value)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn, where it is installed and this machine lets it mount."""
    chosen: Engine = request.param
    skip_without(chosen)
    return chosen


@pytest.fixture(scope="session")
def guests() -> Iterator[Guests]:
    """The people in the guest."""
    with Guests() as people:
        yield people
