"""Imitations: a profile at work on one mount, and the one function that answers every call.

`imitate` folds a call through the quirks, in their order: each may change the call or refuse it.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.calls import Attributes, Call, Capacity, Ids, Op
from pytest_fusevenv.hosts import Host, HostWorld, Store
from pytest_fusevenv.memories import Memory
from pytest_fusevenv.owners import NOBODY, ROOT, IdMap, Ownership
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import (
    AnyQuirk,
    Cache,
    CheckedByKernel,
    CopyOver,
    Delay,
    Duplicate,
    Errno,
    Fold,
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
    MountWith,
    OmitDots,
    OmitUnseen,
    Quirk,
    Report,
    Room,
    Serve,
    SideCar,
    StandIn,
    Tell,
    Who,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

KERNEL_ANSWERS = frozenset({Op.FLOCK, Op.ACCESS})
"""Operations the kernel answers by itself, unless a quirk wants to see them."""


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
        memory: Memory | None = None,
    ) -> None:
        self.profile = profile
        self.serves_as = next((q.who for q in profile.quirks if isinstance(q, Serve)), Who.CALLER)
        self.cache_seconds = next((q.seconds for q in profile.quirks if isinstance(q, Cache)), None)
        self.mounted_as = next((q.type for q in profile.quirks if isinstance(q, MountAs)), "plain")
        self.capacity = next((q.capacity for q in profile.quirks if isinstance(q, Report)), None)
        self.tells = next((q for q in profile.quirks if isinstance(q, Tell)), None)
        self.rooms = tuple(q for q in profile.quirks if isinstance(q, Room))
        self.stand_ins = tuple(q for q in profile.quirks if isinstance(q, StandIn))
        self.side_cars = tuple(q for q in profile.quirks if isinstance(q, SideCar))
        self.duplicates = tuple(q for q in profile.quirks if isinstance(q, Duplicate))
        self._folds = tuple(q for q in profile.quirks if isinstance(q, Fold))
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
        self.host = Host(store, world, self.ownership, self._id_map(guest), mountpoint, memory)
        self._concerned = {op: tuple(q for q in profile.quirks if op in q.affects) for op in Op}
        self._remembering = {
            op: tuple(q for q in quirks if type(q).done is not Quirk.done)
            for op, quirks in self._concerned.items()
        }
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

    @property
    def server_user(self) -> Ids | None:
        """Whose rights a server that root starts goes down to; None where it keeps root's."""
        if self.serves_as is Who.NOBODY:
            return NOBODY
        return self.ownership.host_user if self.serves_as is Who.HOST_USER else None

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

    def seconds_for(self, op: Op) -> float:
        """How long the server takes for an operation, before it carries it out."""
        delays = (q.milliseconds for q in self._concerned[op] if isinstance(q, Delay))
        return sum(delays) / 1000

    def done(self, ruling: Ruling) -> None:
        """Remember a call that was carried out."""
        call = ruling.carried or ruling.call
        for quirk in self._remembering[call.op]:
            quirk.done(call, self.host)

    def changes_its_mind(self, *ops: Op) -> bool:
        """Whether any of these operations may be answered otherwise the next time."""
        return any(q.has_memory for op in ops for q in self._concerned[op])

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

    def stored(self, path: str) -> str:
        """A path as it is spelt in the backing."""
        for fold in self._folds:
            path = fold.stored(path, self.host) or path
        return path

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
        shown = self.capacity or real
        for room in self.rooms:
            shown = room.told(shown, self.host)
        return self.tells.told(shown) if self.tells else shown
