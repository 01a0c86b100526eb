"""Which refused call explains a complaint: rulings by what was going on when they were made."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

import msgspec

from pytest_fusevenv.deviations import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_fusevenv.imitations import Ruling
    from pytest_fusevenv.trace import Trace


class Cause(msgspec.Struct, frozen=True):
    """The refused call that explains a verdict."""

    op: str
    path: str
    errno: str
    because: str

    @classmethod
    def of(cls, ruling: Ruling) -> Self:
        """The cause that a ruling is."""
        name = name_of(ruling.errno or 0)
        because = ruling.quirk.because if ruling.quirk else ""
        return cls(ruling.call.op.value, ruling.call.path, name, because)

    def __str__(self) -> str:
        """As strace would put it."""
        return f"{self.op} {self.path} -> {self.errno}"


class Watch:
    """A trace, with note taken of what was going on while it grew."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._spans: dict[str, tuple[int, int]] = {}

    @contextmanager
    def during(self, what: str) -> Iterator[None]:
        """Note the rulings made in the block as made during `what`."""
        start = self._length()
        try:
            yield
        finally:
            self._spans[what] = (start, self._length())

    def _length(self) -> int:
        return self._trace.path.read_bytes().count(b"\n")  # a ruling is a line

    def causes(self, what: str) -> list[Ruling]:
        """The rulings made during `what` by which a quirk made somebody see an error."""
        start, end = self._spans.get(what, (0, 0))
        return [ruling for ruling in self._trace.rulings[start:end] if ruling.is_cause]

    @property
    def all_causes(self) -> list[Ruling]:
        """Those made at any time so far."""
        return self._trace.causes


def explaining(causes: Sequence[Ruling], complaint: str) -> Ruling | None:
    """The ruling that explains a complaint: the first of those that fit it best.

    A complaint that names errors is explained by none but a ruling that gave one of them: the
    kernel refuses calls by itself (EOVERFLOW, where an id is nobody's), which no ruling caused.
    """
    named = errors_named(complaint)
    fitting = [ruling for ruling in causes if not named or ruling.errno in named]
    return max(fitting, key=lambda ruling: _likeness(ruling, complaint), default=None)


def errors_named(complaint: str) -> set[int]:
    """The numbers of the errors whose description stands in a text."""
    return {number for number in errno.errorcode if os.strerror(number) in complaint}


def _likeness(ruling: Ruling, complaint: str) -> int:
    path = ruling.call.path.lstrip("/")
    return (path in complaint) + (os.path.basename(path) in complaint)  # noqa: PTH119 - no Path
