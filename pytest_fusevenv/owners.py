"""Whose each object of an export is, and how a server shows that to its guests."""

from __future__ import annotations

import stat

import msgspec

from pytest_fusevenv.calls import INVALID_ID, Attributes, Ids

ROOT = Ids(0, 0)
NOBODY = Ids(65534, 65534)


class Ownership:
    """Whose each object of the export is, in the host's numbers.

    The owner of the backing is the *host user*. Where the backing is root's own and the imitated
    server is root, the host user gets a number of its own, so that the two stay different people.
    What the backing cannot hold is remembered by inode until the object is gone.
    """

    def __init__(self, backing: Ids, *, apart_from_root: bool) -> None:
        self._backing = backing
        self.host_user = Ids(
            1000 if apart_from_root and backing.uid == 0 else backing.uid,
            1000 if apart_from_root and backing.gid == 0 else backing.gid,
        )
        self._remembered: dict[int, tuple[int, Ids]] = {}

    def of(self, stored: Attributes) -> Ids:
        """The host's ids of an object."""
        kind, remembered = self._remembered.get(stored.ino, (None, None))
        if remembered is None or kind != stat.S_IFMT(stored.mode):
            return self._numbered(Ids(stored.uid, stored.gid))
        return remembered

    def _numbered(self, ids: Ids) -> Ids:
        return Ids(
            self.host_user.uid if ids.uid == self._backing.uid else ids.uid,
            self.host_user.gid if ids.gid == self._backing.gid else ids.gid,
        )

    def remember(self, stored: Attributes, ids: Ids) -> None:
        """Take `ids` as the owner of an object, whatever the backing says.

        Its type goes with it: where the host removes a link behind our back, its inode's number
        may soon be a file's.
        """
        self._remembered[stored.ino] = (stat.S_IFMT(stored.mode), ids)

    def forget(self, ino: int) -> None:
        """Drop what was remembered of an inode: its number may be used again."""
        self._remembered.pop(ino, None)

    def stored_as(self, ids: Ids) -> Ids | None:
        """The ids the backing holds for an owner, or None where it can not tell that owner."""
        stored = Ids(
            self._backing.uid if ids.uid == self.host_user.uid else ids.uid,
            self._backing.gid if ids.gid == self.host_user.gid else ids.gid,
        )
        return stored if self._numbered(stored) == ids else None


class IdMap(msgspec.Struct, frozen=True):
    """How the server shows the host's ids to the guest: one rule for users and for groups.

    `pairs` are (host id, guest id); a guest id of -1 means "the default", the guest's own user.
    Ids without a pair are shown as they are, or as nobody's.
    """

    users: tuple[tuple[int, int], ...]
    groups: tuple[tuple[int, int], ...]
    default: Ids
    hide_unmapped: bool

    def knows(self, ids: Ids) -> bool:
        """Whether both ids have a pair; a server with checks refuses the rest."""
        return ids.uid in dict(self.users) and ids.gid in dict(self.groups)

    def shown(self, ids: Ids) -> Ids:
        """The ids as the guest sees them."""
        return Ids(
            self._shown(self.users, ids.uid, self.default.uid),
            self._shown(self.groups, ids.gid, self.default.gid),
        )

    def _shown(self, pairs: tuple[tuple[int, int], ...], host: int, default: int) -> int:
        guest = dict(pairs).get(host)
        if guest is None:
            return INVALID_ID if self.hide_unmapped else host
        return default if guest == -1 else guest

    def accepts(self, uid: int | None, gid: int | None) -> bool:
        """Whether a `chown` to these guest ids names at least one known guest id.

        "Leave it" travels as -1, which is what a default pair is written as, so a half `chown`
        passes with the default map and a whole one does not.
        """
        users, groups = (dict(pairs).values() for pairs in (self.users, self.groups))
        return (-1 if uid is None else uid) in users or (-1 if gid is None else gid) in groups

    def stored(self, uid: int | None, gid: int | None) -> tuple[int | None, int | None]:
        """The host ids that a `chown` to guest ids stores; None leaves one as it is."""
        return self._stored(self.users, uid), self._stored(self.groups, gid)

    @staticmethod
    def _stored(pairs: tuple[tuple[int, int], ...], guest: int | None) -> int | None:
        wanted = -1 if guest is None else guest
        return next((host for host, shown in pairs if shown == wanted), guest)
