"""Signals as something to wait for: held back while a command has work of its own to finish."""

from __future__ import annotations

import contextlib
import signal
import socket
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

LEAVE = (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP)
"""The signals by which a user, or a system that goes down, tells a program to leave."""


class Signals:
    """The signals that arrive while this is entered, to be waited for with `select`.

    A signal that was ignored when this process started stays so, as `nohup` wants it.
    """

    def __init__(self, *numbers: signal.Signals) -> None:
        self._numbers = [n for n in numbers if signal.getsignal(n) is not signal.SIG_IGN]
        self._before = {number: signal.getsignal(number) for number in self._numbers}
        self._heard, self._told = socket.socketpair()

    def __enter__(self) -> Self:
        self._heard.setblocking(False)
        self._told.setblocking(False)
        self._wakeup = signal.set_wakeup_fd(self._told.fileno())
        for number in self._numbers:
            # A handler, not SIG_IGN: what is started now would inherit that.
            signal.signal(number, lambda *_: None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        self._heard.close()
        self._told.close()

    def fileno(self) -> int:
        """Readable when a signal has arrived."""
        return self._heard.fileno()

    def taken(self) -> list[signal.Signals]:
        """The signals that have arrived since the last look."""
        with contextlib.suppress(BlockingIOError):
            return [signal.Signals(number) for number in self._heard.recv(4096)]
        return []
