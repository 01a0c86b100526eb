"""Whose the objects of a backing are made: in the backing itself or, where it cannot, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.calls import Call, Ids
    from pytest_fusevenv.imitations import Imitation
    from pytest_fusevenv.storages import Storage


class Possessions:
    """Gives objects to owners, and forgets those that are gone."""

    def __init__(self, imitation: Imitation, backing: Storage, *, stored: bool) -> None:
        self._imitation = imitation
        self._backing = backing
        self._stored = stored

    def give_new(self, call: Call) -> None:
        owner = self._imitation.owner_of_new(call)
        if owner is None:
            return
        self._imitation.ownership.forget(self._backing.lstat(call.path).ino)
        self.give(call.path, owner)

    def give(self, path: str, owner: Ids) -> None:
        """Make an object somebody's (the host's ids): in the backing, or else in memory."""
        ownership = self._imitation.ownership
        stored = self._backing.lstat(path)
        wanted = ownership.stored_as(owner)
        ownership.forget(stored.ino)
        if wanted != (stored.uid, stored.gid) and not (wanted and self._chown(path, wanted)):
            ownership.remember(stored, owner)

    def _chown(self, path: str, ids: Ids) -> bool:
        try:
            self._backing.chown(path, ids.uid, ids.gid)
        except PermissionError:
            return False
        return True

    def forgetting(self, path: str) -> Callable[[], None]:
        """What to do once the object now at a path has lost its name."""
        if self._stored:
            return lambda: None
        try:
            victim = self._backing.lstat(path)
        except OSError:
            return lambda: None
        if victim.nlink > 1 and not victim.is_directory:
            return lambda: None
        return lambda: self._imitation.ownership.forget(victim.ino)
