"""The plugin of the guard's own suite: it makes a test of every cell of a matrix."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_fusevenv.guard.turns import Turns

_turns = pytest.StashKey["Turns"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the orders."""
    group = parser.getgroup("fusevenv")
    group.addoption("--fusevenv-guard", metavar="FILE", help="the orders of a run of the guard")


def pytest_configure(config: pytest.Config) -> None:
    """Read the orders, once a process; keep one that plays on a processor of its own."""
    from pytest_fusevenv.guard.processors import stay_on_one
    from pytest_fusevenv.guard.turns import Orders, Turns

    if not (file := config.getoption("fusevenv_guard")):
        return
    config.stash[_turns] = Turns(Orders.load(Path(file)))
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        stay_on_one(worker)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let the test of a cell run once for each."""
    if "cell_name" in metafunc.fixturenames and (turns := metafunc.config.stash.get(_turns, None)):
        names = turns.matrix.cells()
        metafunc.parametrize("cell_name", names, ids=[str(name) for name in names])


@pytest.fixture
def turns(pytestconfig: pytest.Config) -> Turns:
    """The turns of this process."""
    return pytestconfig.stash[_turns]
