"""Conformance case 48, which has to wait: when does the guest see that the host changed a file?"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from pytest_fusevenv.engine import Engine
from tests.contract.asking import mounted, on_each_engine
from tests.contract.columns import COLUMNS
from tests.contract.host import Export
from tests.contract.people import Guests

HOST_GROWS_A_FILE = 48
MOMENTS = (1.3, 3.8)
"""Seconds after the guest has looked at the file; it also looks at once."""
AT_ONCE = 0.5
"""Less than the shortest time that any of them remembers."""

EXPECTED = {
    "A": "old/old/new",
    "B": "old/new/new",
    "B0": "old/new/new",
    "C": "old/new/new",
    "D": "old/new/new",
    "SF": "old/old/old",
    "SF-C": "old/old/old",
    "SF-F": "old/old/old",
    "SF-T": "old/old/old",
    "SF-N": "old/old/old",
}


class Watched:
    """One mount, whose file `f` the guest has looked at before the host made it grow."""

    def __init__(self, column: str, engine: Engine, stack: ExitStack, guests: Guests) -> None:
        self._guests = guests
        export = stack.enter_context(Export())
        self._path = stack.enter_context(mounted(export, column, engine)).path
        self._old = self._size()
        self.looked = time.monotonic()
        export.write("f", "much longer than it was\n")
        self.seen: list[str] = []
        self.look_at(0.0)
        self.was_quick = time.monotonic() - self.looked < AT_ONCE

    def _size(self) -> str:
        return self._guests.ask("", self._path, "size('f')")

    def look_at(self, moment: float) -> None:
        """Look again, a number of seconds after the first look; waiting is what this is about."""
        threading.Event().wait(max(0.0, self.looked + moment - time.monotonic()))
        self.seen.append("old" if self._size() == self._old else "new")


def _watched(column: str, engine: Engine, stack: ExitStack, guests: Guests) -> Watched:
    """A mount that was looked at twice in time; a busy machine gets more than one try."""
    for _ in range(20):
        made = Watched(column, engine, stack, guests)
        if made.was_quick:
            break
    return made


@pytest.fixture(scope="module")
def seen(engine: Engine, guests: Guests) -> Iterator[dict[str, str]]:
    """What the guest saw at each moment, on a mount of each column; all wait together."""
    with ExitStack() as stack:
        watched = {column: _watched(column, engine, stack, guests) for column in EXPECTED}
        for moment in MOMENTS:
            for one in watched.values():
                one.look_at(moment)
        yield {column: "/".join(one.seen) for column, one in watched.items()}


@on_each_engine
@pytest.mark.parametrize(
    "column", EXPECTED, ids=[f"{HOST_GROWS_A_FILE}-{COLUMNS[column].name}" for column in EXPECTED]
)
def test_case(column: str, seen: dict[str, str]) -> None:
    assert seen[column] == EXPECTED[column]
