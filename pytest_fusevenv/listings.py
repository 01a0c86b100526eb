"""Directories that are open, and what each has to tell of what is in it."""

from __future__ import annotations

import contextlib
import itertools
import posixpath
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_fusevenv.imitations import Imitation
    from pytest_fusevenv.storages import Storage

    Entries = list[tuple[str, int, int]]
    """Names, modes (of which the type counts) and inodes."""


class Listings:
    """The open directories of one mount, by number."""

    def __init__(self, imitation: Imitation, backing: Storage) -> None:
        self._imitation = imitation
        self._backing = backing
        self._numbers = itertools.count(1)
        self._kept: dict[int, Entries] = {}
        self._opened: dict[int, str] = {}

    def open(self, path: str) -> int:
        """The number of a directory from now on. Raises OSError."""
        number = next(self._numbers)
        self._opened[number] = path
        if self._imitation.lists_as_opened:
            self._kept[number] = self._entries(path, path)
        return number

    def told(self, number: int, path: str) -> Entries:
        """What an open directory tells, which may be less the next time. Raises OSError."""
        entries = self._kept.get(number)
        if entries is None:
            entries = self._entries(path, self._opened.get(number, path))
        if self._imitation.lists_once:
            self._kept[number] = []
        return entries

    def close(self, number: int) -> None:
        """Forget a directory."""
        self._kept.pop(number, None)
        self._opened.pop(number, None)

    def _entries(self, path: str, opened: str) -> Entries:
        if self._imitation.omits_unseen and not self._may_search(opened):
            with contextlib.suppress(PermissionError):  # it is read all the same: its atime tells
                self._backing.listing(path)
            return []
        listed = self._imitation.listed
        entries = [(name, listed(mode), ino) for name, mode, ino in self._backing.listing(path)]
        if not entries and self._imitation.omits_dots:
            return []
        directory = listed(stat.S_IFDIR)
        return [(".", directory, 0), ("..", directory, 0), *entries]

    def _may_search(self, directory: str) -> bool:
        return self._imitation.host.exists(posixpath.join(directory, "."))
