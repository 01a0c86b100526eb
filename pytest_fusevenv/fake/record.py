"""The ordered rulings of one fake mount: kept in memory, under the nouns of a `trace.Trace`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fusevenv.calls import Op

if TYPE_CHECKING:
    from pytest_fusevenv.imitations import Ruling


class Record:
    """What was asked of a fake mount, and how it was answered."""

    def __init__(self, *, complete: bool) -> None:
        self.complete = complete
        self.rulings: list[Ruling] = []
        self.counts: dict[Op, int] = dict.fromkeys(Op, 0)

    def count(self, op: Op) -> None:
        """Note that an operation was asked for."""
        self.counts[op] += 1

    def write(self, ruling: Ruling) -> None:
        """Put a ruling on record."""
        self.rulings.append(ruling)

    @property
    def causes(self) -> list[Ruling]:
        """The rulings by which a quirk made somebody see an error."""
        return [ruling for ruling in self.rulings if ruling.is_cause]

    @property
    def calls(self) -> int:
        """How many calls were made in all."""
        return sum(self.counts.values())
