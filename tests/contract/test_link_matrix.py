"""The link matrix of the specification, section 5: every kind of link, for every column.

The rows do not disturb one another: those of a column share a mount.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from pytest_fusevenv.engine import Engine
from pytest_fusevenv.mount import Mount
from tests.contract.asking import agrees, answers_at, mounted, on_each_engine, parameters
from tests.contract.case import Case
from tests.contract.host import Export
from tests.contract.matrix import MATRIX
from tests.contract.people import Guests


class Standing:
    """The mounts that the rows share, each made when it is first needed."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._made: dict[tuple[str, Engine], tuple[Export, Mount]] = {}

    def of(self, column: str, engine: Engine) -> tuple[Export, Mount]:
        """The export and the mount of a column."""
        if (column, engine) not in self._made:
            export = self._stack.enter_context(Export())
            served = self._stack.enter_context(mounted(export, column, engine))
            self._made[column, engine] = (export, served)
        return self._made[column, engine]


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    """The shared mounts, for as long as this module runs."""
    with ExitStack() as stack:
        yield Standing(stack)


@on_each_engine
@pytest.mark.parametrize(("case", "column"), parameters(MATRIX))
def test_link(case: Case, column: str, guests: Guests, engine: Engine, standing: Standing) -> None:
    export, served = standing.of(column, engine)
    told = answers_at(case.steps, export, guests)
    assert agrees(told, case.answers[column]), case.what
    assert served.complaints == ""
