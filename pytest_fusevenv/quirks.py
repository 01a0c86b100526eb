"""Quirks: the lawful, repeatable ways in which a filesystem differs from a plain local one.

Each verb is a small frozen value with the sentence that explains it (`because`). A verb does one
or more of three things, by overriding one method each: `amend` a call before it is carried out (or
refuse it), `show` an object's attributes, `translate` a failure. What concerns the whole mount is
in `traits.py`. Whoever writes a profile finds all its words here.

Pure: circumstances (`When`) are judged by a `Host`.
"""

from __future__ import annotations

from pytest_fusevenv.appearances import (
    Blocks,
    Clock,
    Directories,
    Mask,
    Modes,
    Own,
    Untyped,
)
from pytest_fusevenv.calls import Call, Op
from pytest_fusevenv.circumstances import When, holds
from pytest_fusevenv.conversions import CoarseTimes, MapIds, Translate, Umask
from pytest_fusevenv.delays import Delay
from pytest_fusevenv.deviations import Errno, Ops, Quirk, each
from pytest_fusevenv.faults import Fault, Per, Soon
from pytest_fusevenv.folding import Alike, Fold, Spelling
from pytest_fusevenv.hosts import Host
from pytest_fusevenv.limits import Forbid, Limit, Measure
from pytest_fusevenv.links import Follow, Rewrite
from pytest_fusevenv.openings import KeepPath, ListAsOpened, ListOnce
from pytest_fusevenv.rooms import Room
from pytest_fusevenv.sidecars import Duplicate, SideCar
from pytest_fusevenv.stand_ins import StandIn
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
from pytest_fusevenv.volumes import KeepLower, Volumes

__all__ = [
    "Alike",
    "AnyQuirk",
    "Blocks",
    "Cache",
    "CheckedByKernel",
    "Clock",
    "CoarseTimes",
    "CopyOver",
    "Delay",
    "Directories",
    "Duplicate",
    "Errno",
    "Fault",
    "Fold",
    "Follow",
    "Forbid",
    "HandOver",
    "KeepLower",
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
    "Per",
    "Pretend",
    "Quirk",
    "Refuse",
    "Report",
    "Rewrite",
    "Room",
    "Serve",
    "SideCar",
    "Soon",
    "Spelling",
    "StandIn",
    "Tell",
    "Text",
    "Translate",
    "Umask",
    "Untyped",
    "Volumes",
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
    | Delay
    | Fault
    | Soon
    | Room
    | Fold
    | Volumes
    | KeepLower
    | SideCar
    | StandIn
    | Duplicate
)
"""Every verb: the closed set a profile is made of."""
