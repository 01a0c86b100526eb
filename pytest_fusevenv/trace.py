"""The ordered rulings of one mount: written by its server, read by whoever wants the story.

On disk a trace is a directory: `trace.jsonl` holds one ruling a line (those that refused something
always, all of them where the mount was asked for a complete trace), `counts` holds how often each
operation was asked for, as 64-bit numbers that both processes map, `stderr` what the server said.
"""

from __future__ import annotations

import mmap
import os
from pathlib import Path

import msgspec
from msgspec.structs import replace

from pytest_fusevenv.calls import Call, Op
from pytest_fusevenv.imitations import Ruling

_OPS = tuple(Op)
_SIZE = 8 * len(_OPS)
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Ruling)


class TraceWriter:
    """The server's side of a trace."""

    def __init__(self, directory: Path, *, complete: bool) -> None:
        self.complete = complete
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
        self._fd = os.open(directory / "trace.jsonl", flags, 0o644)
        self._counts = _mapped(directory / "counts")
        self._counts[:] = memoryview(bytes(_SIZE)).cast("Q")  # a directory may be used again
        self._index = {op: number for number, op in enumerate(_OPS)}

    def count(self, op: Op) -> None:
        """Note that an operation was asked for."""
        self._counts[self._index[op]] += 1

    def write(self, ruling: Ruling) -> None:
        """Put a ruling on record."""
        try:
            line = _encoder.encode(ruling)
        except UnicodeEncodeError:
            line = _encoder.encode(_printable(ruling))
        os.write(self._fd, line + b"\n")


def _printable(ruling: Ruling) -> Ruling:
    """The ruling with the bytes that are no UTF-8 written out: JSON cannot hold them."""
    carried = ruling.carried and _printable_call(ruling.carried)
    return replace(ruling, call=_printable_call(ruling.call), carried=carried)


def _printable_call(call: Call) -> Call:
    other = None if call.other is None else _escaped(call.other)
    return replace(call, path=_escaped(call.path), other=other)


def _escaped(text: str) -> str:
    return os.fsencode(text).decode(errors="backslashreplace")


class Trace:
    """The reader's side of a trace. Every look reads what is on record by now."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "trace.jsonl"
        self._kept: bytes | None = None
        self._counts = _mapped(directory / "counts")

    @property
    def rulings(self) -> list[Ruling]:
        """What is on record, in order."""
        data = self.path.read_bytes() if self._kept is None else self._kept
        return [_decoder.decode(line) for line in data.splitlines()]

    def keep(self) -> None:
        """Remember what is on record: its directory is about to be removed."""
        self._kept = self.path.read_bytes()

    @property
    def causes(self) -> list[Ruling]:
        """The rulings by which a quirk made somebody see an error."""
        return [ruling for ruling in self.rulings if ruling.is_cause]

    @property
    def counts(self) -> dict[Op, int]:
        """How often each operation was asked for."""
        return dict(zip(_OPS, self._counts, strict=True))

    @property
    def calls(self) -> int:
        """How many calls were made in all."""
        return sum(self._counts)


def _mapped(path: Path) -> memoryview:
    """A file of one 64-bit number per operation, mapped into memory and shared."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        os.ftruncate(fd, _SIZE)
        return memoryview(mmap.mmap(fd, _SIZE)).cast("Q")
    finally:
        os.close(fd)
