"""The way of every call: ruled upon, carried out, put on record."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from msgspec.structs import replace

from pytest_fusevenv.calls import Call, Caller, Op

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.imitations import Imitation, Ruling

Answer = TypeVar("Answer")

_THREAD_GROUP = re.compile(r"^Tgid:\s*(\d+)", re.MULTILINE)


class Recorder(Protocol):
    """Where rulings are put on record: all of them, if `complete`."""

    complete: bool

    def count(self, op: Op) -> None:
        """Note that an operation was asked for."""

    def write(self, ruling: Ruling) -> None:
        """Put a ruling on record."""


class Carrier:
    """Carries out the calls of one mount as its imitation rules."""

    def __init__(self, imitation: Imitation, trace: Recorder, caller: Callable[[], Caller]) -> None:
        self._imitation = imitation
        self._trace = trace
        self._caller = caller
        self.count = trace.count
        self._seconds = {op: imitation.seconds_for(op) for op in Op}
        self.free = frozenset(op for op in Op if not (trace.complete or imitation.concerns(op)))

    def carry(self, call: Call, act: Callable[[Call], Answer]) -> Answer:
        """Rule upon a call, carry it out as ruled, and put it on record."""
        self.count(call.op)
        if call.op in self.free:
            return act(call)
        if seconds := self._seconds[call.op]:
            time.sleep(seconds)
        ruling = self._imitation.rule(call)
        if ruling.errno is not None:
            raise self._refusal(ruling)
        try:
            # What can be pretended has no answer.
            answer = cast("Answer", None) if ruling.pretended else act(ruling.carried or call)
        except OSError as error:
            raise self._refusal(self._imitation.failed(ruling, error.errno or 0)) from error
        if not ruling.pretended:
            self._imitation.done(ruling)
        if self._trace.complete:
            self._trace.write(self._signed(ruling))
        return answer

    def _refusal(self, ruling: Ruling) -> OSError:
        if ruling.is_cause or self._trace.complete:
            self._trace.write(self._signed(ruling))
        number = ruling.errno or 0
        return OSError(number, os.strerror(number))

    def _signed(self, ruling: Ruling) -> Ruling:
        return replace(ruling, call=replace(ruling.call, caller=_named(self._caller())))


def _named(caller: Caller) -> Caller:
    """The caller as its process: the kernel names a thread, which may bear a name of its own."""
    try:
        with open(f"/proc/{caller.pid}/status", errors="replace") as status:  # noqa: PTH123
            group = _THREAD_GROUP.search(status.read())
        pid = int(group[1]) if group else caller.pid
        with open(f"/proc/{pid}/comm", errors="replace") as name:  # noqa: PTH123
            return caller._replace(pid=pid, command=name.read().rstrip("\n"))
    except OSError:  # it has gone
        return caller
