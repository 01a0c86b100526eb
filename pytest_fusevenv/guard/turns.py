"""One cell's turn: taken from the journal or played, again where it is not as expected."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from pytest_fusevenv.guard.baselines import Baseline, load
from pytest_fusevenv.guard.journals import Entry, Journal
from pytest_fusevenv.guard.matrices import CellName, Matrix, Question
from pytest_fusevenv.guard.news import news
from pytest_fusevenv.guard.playing import play
from pytest_fusevenv.kits import find_kit

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.guard.cells import Cell, News

_TURNS = 3
"""How often a cell that is not as expected is played in all, before it is believed."""


class Orders(msgspec.Struct, frozen=True):
    """What a run of the guard is to do: its matrix, where its journal is, and its baseline."""

    matrix: Matrix
    journal: str
    session: str
    baseline: str | None = None

    def save(self, path: Path) -> None:
        """Write them to a file, for the workers of pytest."""
        path.write_bytes(msgspec.json.encode(self))

    @classmethod
    def load(cls, path: Path) -> Orders:
        """The orders in a file."""
        return msgspec.json.decode(path.read_bytes(), type=cls)


class Turns:
    """The turns of one process: what is on record already, and what is expected."""

    def __init__(self, orders: Orders) -> None:
        self.matrix = orders.matrix
        self._journal = Journal(Path(orders.journal), orders.session)
        self._earlier = self._journal.earlier()
        self._baseline = load(Path(orders.baseline)) if orders.baseline else Baseline()

    def take(self, name: CellName) -> tuple[Cell, News | None]:
        """The cell of a name, put on record, and what is news in it. Raises CannotMount."""
        matrix = self.matrix
        kit = find_kit(name.tool)
        question = Question(
            kit, matrix.profile(name.profile), name.scenario, matrix.engine, matrix.seed
        )
        expected = self._baseline.expected(name.tool, kit.version, name.profile, name.scenario)
        known = self._earlier.get(question.digest)
        cell = known.cell if known else played(lambda: play(question), expected)
        self._journal.write(Entry(question.digest, cell))
        return cell, news(cell, expected)


def played(ask: Callable[[], Cell], expected: str | None) -> Cell:
    """A cell as it is asked for, again where that is news: a flake comes out otherwise then."""
    cell = ask()
    if expected is None or cell.came == expected:
        return cell
    others = {ask().came for _ in range(_TURNS - 1)} - {cell.came}
    return replace(cell, also=tuple(sorted(others)))
