"""Profiles, and the one function that answers every filesystem call from them.

A *profile* is a named tuple of quirks. `imitate` folds a call through them, in their order: each
may change the call or refuse it. An *imitation* is a profile at work on one mount.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.calls import Attributes, Call, Capacity, Ids, Op
from pytest_fusevenv.hosts import Host, HostWorld, Store
from pytest_fusevenv.owners import ROOT, IdMap, Ownership
from pytest_fusevenv.quirks import (
    AnyQuirk,
    Cache,
    CheckedByKernel,
    CopyOver,
    Errno,
    Follow,
    HandOver,
    KeepOut,
    KeepPath,
    Lack,
    Linger,
    ListAsOpened,
    ListOnce,
    MapIds,
    Mask,
    MountAs,
    MountFlag,
    MountWith,
    OmitDots,
    OmitUnseen,
    Quirk,
    Report,
    Serve,
    Tell,
    Who,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

KERNEL_ANSWERS = frozenset({Op.FLOCK, Op.ACCESS})
"""Operations the kernel answers by itself, unless a quirk wants to see them."""

ENGINE_MAY_LACK = frozenset({Op.FLOCK, Op.FALLOCATE})
"""Operations that not every engine delivers."""


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One filesystem, as mounted with given options: its quirks and where they are known from."""

    name: str
    title: str
    quirks: tuple[AnyQuirk, ...] = ()
    sources: tuple[str, ...] = ()
    story: str = ""

    @property
    def needs(self) -> frozenset[Op]:
        """What an engine must deliver, beyond what all do, for this profile to be true."""
        return ENGINE_MAY_LACK.intersection(op for quirk in self.quirks for op in quirk.affects)

    @property
    def follows_no_links(self) -> bool:
        """Whether the kernel is to follow no link on it, which only root can ask for."""
        given = (q.flags for q in self.quirks if isinstance(q, MountWith))
        return any(MountFlag.NOSYMFOLLOW in flags for flags in given)


class Ruling(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one call was answered, and by which quirk.

    `carried` is the call as it was carried out (None: as it was asked). `errno` is what the caller
    was told instead of success, `quirk` what made it so: an error without a quirk is the backing's
    own. What is `pretended` is not carried out at all, though the caller is told that it was.
    """

    call: Call
    carried: Call | None = None
    errno: int | None = None
    quirk: AnyQuirk | None = None
    pretended: bool = False

    @property
    def is_cause(self) -> bool:
        """Whether a quirk made the caller see an error it would not have seen."""
        return self.errno is not None and self.quirk is not None


def imitate(quirks: Iterable[AnyQuirk], call: Call, host: Host) -> Ruling:
    """The answer to one call: carry it out (perhaps changed), or refuse it."""
    carried = call
    for quirk in quirks:
        step = quirk.amend(carried, host)
        if step is None:
            return Ruling(call, carried, quirk=quirk, pretended=True)
        if isinstance(step, Errno):
            return Ruling(call, carried, step.number, quirk)
        carried = step
    return Ruling(call, carried)


class Imitation:
    """A profile at work on one mount; its `ownership` is the memory the backing cannot hold."""

    def __init__(
        self,
        profile: Profile,
        store: Store,
        world: HostWorld,
        *,
        backing: Ids,
        guest: Ids,
        mountpoint: str,
    ) -> None:
        self.profile = profile
        self.serves_as = next((q.who for q in profile.quirks if isinstance(q, Serve)), Who.CALLER)
        self.cache_seconds = next((q.seconds for q in profile.quirks if isinstance(q, Cache)), None)
        self.mounted_as = next((q.type for q in profile.quirks if isinstance(q, MountAs)), "plain")
        self.capacity = next((q.capacity for q in profile.quirks if isinstance(q, Report)), None)
        self.tells = next((q for q in profile.quirks if isinstance(q, Tell)), None)
        self.mount_flags = tuple(
            flag for q in profile.quirks if isinstance(q, MountWith) for flag in q.flags
        )
        self.keeps_out = self._has(KeepOut)
        self.lingers = self._has(Linger)
        self.copies_over = self._has(CopyOver)
        self.omits_dots = self._has(OmitDots)
        self.omits_unseen = self._has(OmitUnseen)
        self.keeps_paths = self._has(KeepPath)
        self.lists_as_opened = self._has(ListAsOpened)
        self.lists_once = self._has(ListOnce)
        self.hides_links = any(isinstance(q, Follow) and q.hides_links for q in profile.quirks)
        self.checked_by_kernel = self.serves_as is Who.CALLER or self._has(CheckedByKernel)
        masks = [q for q in profile.quirks if isinstance(q, Mask)]
        self.counts_names = all(mask.nlink is None for mask in masks)
        self.stored_inodes = all(getattr(q, "stored_inodes", True) for q in profile.quirks)
        self.ownership = Ownership(backing, apart_from_root=self.serves_as is Who.ROOT)
        self.host = Host(store, world, self.ownership, self._id_map(guest), mountpoint)
        self._concerned = {op: tuple(q for q in profile.quirks if op in q.affects) for op in Op}
        self._listed: dict[int, int] = {}

    def _has(self, verb: type[Quirk]) -> bool:
        return any(isinstance(quirk, verb) for quirk in self.profile.quirks)

    def _id_map(self, guest: Ids) -> IdMap:
        maps = (
            q.map(self.ownership.host_user, guest)
            for q in self.profile.quirks
            if isinstance(q, MapIds)
        )
        return next(maps, IdMap((), (), guest, hide_unmapped=False))

    def concerns(self, op: Op) -> bool:
        """Whether any quirk wants to see this operation."""
        return bool(self._concerned[op])

    @property
    def lacking(self) -> frozenset[Op]:
        """The operations that are not offered to the kernel at all."""
        lacks = (q.lacking for q in self.profile.quirks if isinstance(q, Lack))
        local = (op for op in KERNEL_ANSWERS if not self.concerns(op))
        return frozenset(op for ops in lacks for op in ops).union(local)

    def rule(self, call: Call) -> Ruling:
        """The answer to a call, before it is carried out."""
        ruling = imitate(self._concerned[call.op], call, self.host)
        if ruling.errno is None or not isinstance(ruling.quirk, Follow):
            return ruling
        told = self.failed(ruling, ruling.errno)  # following failed: nothing was refused
        return told if told.quirk else ruling

    def failed(self, ruling: Ruling, number: int) -> Ruling:
        """The answer to a call whose carrying out failed with an error number."""
        for quirk in self._concerned[ruling.call.op]:
            told = quirk.translate(ruling.call.op, number)
            if told != number:
                return Ruling(ruling.call, ruling.carried, told, quirk)
        return Ruling(ruling.call, ruling.carried, number, self._hiding(ruling.carried))

    def _hiding(self, call: Call | None) -> AnyQuirk | None:
        """The quirk that hides a link which is there, where following it is what failed."""
        if not (self.hides_links and call and call.op is Op.GETATTR):
            return None
        if not self.host.exists(call.path):
            return None
        return next((q for q in self.profile.quirks if isinstance(q, Follow)), None)

    def found(self, path: str) -> Attributes:
        """What the server finds at a path, with the host's ids. Raises OSError."""
        return self.host.find(path).attributes if self.hides_links else self.host.lstat(path)

    def shown(self, attributes: Attributes) -> Attributes:
        """An object's attributes (with the host's ids) as the caller sees them."""
        for quirk in self._concerned[Op.GETATTR]:
            attributes = quirk.show(attributes, self.host)
        return attributes

    def listed(self, mode: int) -> int:
        """An object's type as a directory listing shows it: a mode, of which the type counts."""
        if mode not in self._listed:
            shown = mode
            for quirk in self.profile.quirks:
                shown = quirk.listed(shown)
            self._listed[mode] = shown
        return self._listed[mode]

    def owner_of_new(self, call: Call) -> Ids | None:
        """Whose a new object is, in the host's ids; None: whoever made it, as everywhere."""
        if self.serves_as is not Who.ROOT:
            return None
        if not any(isinstance(quirk, HandOver) for quirk in self._concerned[call.op]):
            return ROOT
        parent = self.host.lstat(posixpath.dirname(call.path))
        return Ids(parent.uid, parent.gid)

    def reported(self, real: Capacity) -> Capacity:
        """The capacity the caller is told."""
        room = self.capacity or real
        return self.tells.told(room) if self.tells else room
