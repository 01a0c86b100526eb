"""Quirks: the lawful, repeatable ways in which a filesystem differs from a plain local one.

Each verb is a small frozen value with the sentence that explains it (`because`). A verb does one
or more of three things, by overriding one method each: `amend` a call before it is carried out (or
refuse it), `show` an object's attributes, `translate` a failure. What concerns the whole mount is
in `traits.py`. Whoever writes a profile finds all its words here.

Pure: circumstances (`When`) are judged by a `Host`.
"""

from __future__ import annotations

import errno

import msgspec
from msgspec.structs import replace

from pytest_fusevenv.appearances import (
    Blocks,
    Clock,
    Directories,
    Mask,
    Modes,
    Own,
    Untyped,
)
from pytest_fusevenv.calls import Attributes, Call, Ids, Moment, Op
from pytest_fusevenv.circumstances import When, holds
from pytest_fusevenv.deviations import Errno, Ops, Quirk, each
from pytest_fusevenv.hosts import Host
from pytest_fusevenv.limits import Forbid, Limit, Measure
from pytest_fusevenv.links import Follow, Rewrite
from pytest_fusevenv.openings import KeepPath, ListAsOpened, ListOnce
from pytest_fusevenv.owners import IdMap
from pytest_fusevenv.texts import Text
from pytest_fusevenv.traits import (
    Cache,
    CheckedByKernel,
    CopyOver,
    HandOver,
    KeepOut,
    Lack,
    Linger,
    MountAs,
    MountFlag,
    MountWith,
    OmitDots,
    OmitUnseen,
    Report,
    Serve,
    Tell,
    Who,
)

__all__ = [
    "AnyQuirk",
    "Blocks",
    "Cache",
    "CheckedByKernel",
    "Clock",
    "CoarseTimes",
    "CopyOver",
    "Directories",
    "Errno",
    "Follow",
    "Forbid",
    "HandOver",
    "KeepOut",
    "KeepPath",
    "Lack",
    "Limit",
    "Linger",
    "ListAsOpened",
    "ListOnce",
    "MapIds",
    "Mask",
    "Measure",
    "Modes",
    "MountAs",
    "MountFlag",
    "MountWith",
    "OmitDots",
    "OmitUnseen",
    "Own",
    "Pretend",
    "Quirk",
    "Refuse",
    "Report",
    "Rewrite",
    "Serve",
    "Tell",
    "Text",
    "Translate",
    "Umask",
    "Untyped",
    "When",
    "Who",
]


class Refuse(Quirk, frozen=True):
    """Answer with an error, and do nothing."""

    ops: Ops
    errno: Errno
    when: When = When.ALWAYS

    @property
    def affects(self) -> tuple[Op, ...]:
        return each(self.ops)

    def amend(self, call: Call, host: Host) -> Call | Errno:
        return self.errno if holds(self.when, call, host) else call


_ANSWERED_BY_A_VALUE = frozenset(
    {
        Op.GETATTR,
        Op.READLINK,
        Op.OPEN,
        Op.CREATE,
        Op.READ,
        Op.WRITE,
        Op.STATFS,
        Op.GETXATTR,
        Op.LISTXATTR,
        Op.OPENDIR,
        Op.READDIR,
    }
)


class Pretend(Quirk, frozen=True):
    """Answer that it is done, and do nothing."""

    ops: Ops
    when: When = When.ALWAYS

    def __post_init__(self) -> None:
        if told := _ANSWERED_BY_A_VALUE.intersection(each(self.ops)):
            raise ValueError(f"{', '.join(sorted(told))} cannot be pretended: it has an answer")

    @property
    def affects(self) -> tuple[Op, ...]:
        return each(self.ops)

    def amend(self, call: Call, host: Host) -> Call | None:
        return None if holds(self.when, call, host) else call


_OUR_OWN = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""Troubles of this machine, not of the imitated server."""


class Translate(Quirk, frozen=True):
    """Report a failure of the server by another error: a protocol has few words for them.

    What is not in `errnos` is told as `otherwise`, or as it is where that is None.
    """

    ops: Ops
    otherwise: Errno | None = None
    errnos: dict[Errno, Errno] = msgspec.field(default_factory=dict)

    @property
    def affects(self) -> tuple[Op, ...]:
        return each(self.ops)

    def translate(self, op: Op, number: int) -> int:  # noqa: ARG002
        if number in _OUR_OWN:
            return number
        told = {source.number: target for source, target in self.errnos.items()}
        words = told.get(number, self.otherwise)
        return number if words is None else words.number


class Umask(Quirk, frozen=True):
    """Take away permission bits from what is made: the server's umask."""

    ops: Ops
    mask: int

    @property
    def affects(self) -> tuple[Op, ...]:
        return each(self.ops)

    def amend(self, call: Call, host: Host) -> Call | Errno:  # noqa: ARG002
        return replace(call, mode=call.mode & ~self.mask)


class CoarseTimes(Quirk, frozen=True):
    """Set times as unsigned 32-bit seconds, and take "leave it" and the second 0 for "now"."""

    @property
    def affects(self) -> tuple[Op, ...]:
        return (Op.UTIMENS,)

    def amend(self, call: Call, host: Host) -> Call | Errno:  # noqa: ARG002
        atime, mtime = call.times or (Moment.NOW, Moment.NOW)
        return replace(call, times=(self._told(atime), self._told(mtime)))

    @staticmethod
    def _told(time: int) -> int:
        second = 0 if time in (Moment.NOW, Moment.OMIT) else time // _SECOND
        return second % _SECONDS_THAT_TRAVEL * _SECOND if second else Moment.NOW


_SECOND = 10**9
_SECONDS_THAT_TRAVEL = 2**32


class MapIds(Quirk, frozen=True):
    """Show the host user as the guest's user; show others raw, or as nobody's."""

    hide_unmapped: bool
    root_too: bool = False

    @property
    def affects(self) -> tuple[Op, ...]:
        return (Op.GETATTR, Op.CHOWN)

    def map(self, host_user: Ids, guest: Ids) -> IdMap:
        """The pairs as the mount was told them: the default one, or explicit ones with root's."""
        if not self.root_too:
            return IdMap(((host_user.uid, -1),), ((host_user.gid, -1),), guest, self.hide_unmapped)
        return IdMap(
            ((host_user.uid, guest.uid), (0, 0)),
            ((host_user.gid, guest.gid), (0, 0)),
            guest,
            self.hide_unmapped,
        )

    def amend(self, call: Call, host: Host) -> Call | Errno:
        if call.op is not Op.CHOWN or call.owner is None:
            return call
        return replace(call, owner=host.ids.stored(*call.owner))

    def show(self, attributes: Attributes, host: Host) -> Attributes:
        ids = host.ids.shown(Ids(attributes.uid, attributes.gid))
        return replace(attributes, uid=ids.uid, gid=ids.gid)


AnyQuirk = (
    Refuse
    | Pretend
    | Limit
    | Forbid
    | Translate
    | Rewrite
    | Follow
    | Umask
    | CoarseTimes
    | Mask
    | Modes
    | Own
    | Clock
    | Blocks
    | Directories
    | Untyped
    | MapIds
    | Serve
    | HandOver
    | Lack
    | CopyOver
    | OmitDots
    | OmitUnseen
    | Report
    | Cache
    | Linger
    | KeepPath
    | ListAsOpened
    | ListOnce
    | CheckedByKernel
    | MountAs
    | MountWith
    | KeepOut
    | Tell
)
"""Every verb: the closed set a profile is made of."""
