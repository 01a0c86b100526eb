"""Files that appear beside others by themselves, once these are made or moved."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from pytest_fusevenv.sidecars import APPLE_DOUBLE

if TYPE_CHECKING:
    from pytest_fusevenv.calls import Call
    from pytest_fusevenv.imitations import Imitation
    from pytest_fusevenv.storages import Storage


class Companions:
    """The files of one mount that nobody made.

    Nobody asked for them, so nobody is told where one cannot be made: its name is too long, say.
    """

    def __init__(self, imitation: Imitation, backing: Storage) -> None:
        self._host = imitation.host
        self._backing = backing
        self._side_cars = imitation.side_cars
        self._duplicates = imitation.duplicates

    def made(self, call: Call) -> None:
        """Add what appears beside a new file. What stands there already stays as it is."""
        for car in self._side_cars:
            if (path := car.beside(call.path)) and not self._host.exists(path):
                with contextlib.suppress(OSError):
                    self._make(path, call.mode)

    def _make(self, path: str, mode: int) -> None:
        fd = self._backing.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
        try:
            self._backing.write_at(fd, memoryview(APPLE_DOUBLE), 0)
        finally:
            self._backing.close(fd)

    def replacing(self, call: Call) -> None:
        """Keep what a rename is about to replace."""
        for duplicate in self._duplicates:
            if path := duplicate.kept_as(call, self._host):
                with contextlib.suppress(OSError):
                    self._backing.link(call.other or "", path)

    def moved(self, call: Call) -> None:
        """Move what belongs to a file that was moved."""
        for car in self._side_cars:
            old, new = car.beside(call.path), car.beside(call.other or "")
            if old and new:
                with contextlib.suppress(OSError):
                    self._backing.rename(old, new, 0)
