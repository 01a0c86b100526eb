"""A test for each cell: what came of a tool on a filesystem in a scenario is no news."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fusevenv.guard.accounts import told
from pytest_fusevenv.mount import SERVER_FAILED, CannotMount
from pytest_fusevenv.settings import decline
from pytest_fusevenv.summary import Declined

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.guard.matrices import CellName
    from pytest_fusevenv.guard.turns import Turns


def test_cell(
    cell_name: CellName,
    turns: Turns,
    record_property: Callable[[str, object], None],
    pytestconfig: pytest.Config,
) -> None:
    """Play the cell; fail where it is otherwise than expected."""
    try:
        cell, news = turns.take(cell_name)
    except CannotMount as error:
        broken = error.code == SERVER_FAILED
        decline(pytestconfig, Declined(error.code, error.matter, error.cure, is_mistake=broken))
    record_property("verdict", str(cell.verdict))
    record_property("reason", cell.reason)
    if news and news.kind != "flake":
        pytest.fail(told(cell, news), pytrace=False)
