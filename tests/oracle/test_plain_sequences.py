"""Generated sequences of operations tell the same on the control as on what it is mounted over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.oracle.comparing import paired
from tests.oracle.judging import LONG, Judge
from tests.oracle.plain import EXPLAINED, LOCALS, Local
from tests.oracle.real import Real


@pytest.mark.parametrize("local", LOCALS, ids=lambda local: local.name)
def test_the_control_tells_what_its_backing_tells(
    local: Local, available: Callable[[Real], Real]
) -> None:
    available(local.real)
    with paired(local) as pair:
        figures = Judge(pair, known=EXPLAINED).play()
    if LONG:
        figures.keep()
        never = [name for name, times in figures.explained.items() if not times]
        assert never == [], "explanations of differences that there are none of"
