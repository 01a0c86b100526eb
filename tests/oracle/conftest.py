"""What every comparison with a real filesystem is given: the room it lives in, or a skip."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NoReturn

import pytest

from pytest_fusevenv.engine import Engine
from pytest_fusevenv.mount import obstacle
from tests.oracle.real import NO_ORACLE, Real, has_loop_devices


@pytest.fixture(scope="session")
def decline(pytestconfig: pytest.Config) -> Callable[[str], NoReturn]:
    """Skip the test, for the reason given.

    Where mounts are required (`--fusevenv-require`, or `fusevenv_require` in the ini-file), it
    fails instead.
    """

    def declined(why: str) -> NoReturn:
        if pytestconfig.getoption("fusevenv_require") or pytestconfig.getini("fusevenv_require"):
            pytest.fail(f"fusevenv: {why}", pytrace=False)
        pytest.skip(f"fusevenv: {why}")

    return declined


@pytest.fixture(scope="session")
def available(decline: Callable[[str], NoReturn]) -> Callable[[Real], Real]:
    """Give a real filesystem back that can be had here; decline the test where it cannot.

    What no installation can mend is always a skip: not being root, and having no loop devices.
    """

    def given(real: Real) -> Real:
        if found := obstacle(Engine.chosen()):
            decline(f"[{found.code}] {found}")
        if matter := real.lacking:
            decline(f"[{NO_ORACLE}] {matter}")
        if real.needs_root and os.geteuid() != 0:
            pytest.skip(f"fusevenv: [needs-root] {real.name} can be mounted by root only")
        if real.needs_loop and not has_loop_devices():
            pytest.skip(f"fusevenv: [{NO_ORACLE}] {real.name} needs a loop device; none is free")
        return real

    return given
