"""Faults: deviations that happen at chosen moments, and so have a memory.

A fault strikes by what was asked of its mount before: the n-th call, every third, once, too soon
after another call, when the disk is full. It is a verb like any other, and what it remembers is the
mount's (`Memory`). The kernel is told to remember nothing that a fault could answer otherwise.

The calls that are counted are those that reach the server. Linux asks by itself, too: it looks at
what was made, and at every directory of a path.
"""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import msgspec

from pytest_fusevenv.calls import Call, Op
from pytest_fusevenv.circumstances import When, holds
from pytest_fusevenv.deviations import Errno, Ops, Quirk, each
from pytest_fusevenv.hosts import Host

Count = Annotated[int, msgspec.Meta(ge=0)]
Positive = Annotated[int, msgspec.Meta(ge=1)]
Share = Annotated[float, msgspec.Meta(gt=0, le=1)]
Milliseconds = Annotated[int, msgspec.Meta(ge=1, le=600_000)]

_NANOSECONDS = 10**6

REMEMBERED_AS_MISSING = frozenset(
    {
        Op.ACCESS,
        Op.CREATE,
        Op.FALLOCATE,
        Op.FSYNC,
        Op.GETXATTR,
        Op.LINK,
        Op.LISTXATTR,
        Op.OPEN,
        Op.OPENDIR,
        Op.REMOVEXATTR,
        Op.RENAME,
        Op.SETXATTR,
    }
)
"""What the kernel never asks again once it was told ENOSYS (fs/fuse/{file,dir,xattr}.c)."""


class Per(Enum):
    """What a fault counts by."""

    MOUNT = "the whole mount"
    PATH = "each path by itself"


class _Counted:
    """How many calls concerned a fault, how many it refused, and whether it refused the last."""

    asked = 0
    struck = 0
    last = False


class Fault(Quirk, frozen=True):
    """Refuse some calls: after so many, every so-manieth, so many times, or by chance.

    The first `after` calls go through. Of the rest every `every`-th is refused, beginning with the
    first, until it was `times` (None: for ever). A `share` below 1 refuses so many of these by
    chance, which the mount's seed decides, and never two in a row.
    """

    ops: Ops
    errno: Errno
    when: When = When.ALWAYS
    after: Count = 0
    every: Positive = 1
    times: Positive | None = None
    share: Share = 1.0
    per: Per = Per.MOUNT

    def __post_init__(self) -> None:
        kept = REMEMBERED_AS_MISSING.intersection(each(self.ops))
        if self.errno is Errno.ENOSYS and kept:
            raise ValueError(
                f"ENOSYS for {', '.join(sorted(kept))} is never a fault: Linux asks no second "
                "time; use Refuse, or another errno"
            )

    @property
    def affects(self) -> tuple[Op, ...]:
        return each(self.ops)

    @property
    def has_memory(self) -> bool:
        return True

    @property
    def is_chance(self) -> bool:
        return self.share < 1

    def amend(self, call: Call, host: Host) -> Call | Errno:
        if not holds(self.when, call, host):
            return call
        by = call.path if self.per is Per.PATH else ""
        counts: dict[str, _Counted] = host.memory.of(self, dict)
        counted = counts.setdefault(by, _Counted())
        counted.last = self._strikes(counted, by, host)
        counted.asked += 1
        counted.struck += counted.last
        return self.errno if counted.last else call

    def _strikes(self, counted: _Counted, by: str, host: Host) -> bool:
        beyond = counted.asked - self.after
        if beyond < 0 or beyond % self.every or counted.struck == self.times:
            return False
        if not self.is_chance:
            return True
        what = (self.ops, self.errno, by, counted.asked)
        return not counted.last and host.memory.chance(*what) < self.share


class Soon(Quirk, frozen=True):
    """Refuse what comes too soon: within some milliseconds of another operation on the same path.

    `below` counts that operation where it was done below the path, too. `times` is how often the
    same path is refused for it (None: until the time is over).
    """

    ops: Ops
    errno: Errno
    of: Ops
    milliseconds: Milliseconds
    below: bool = False
    when: When = When.ALWAYS
    times: Positive | None = None

    @property
    def affects(self) -> tuple[Op, ...]:
        return (*each(self.ops), *each(self.of))

    @property
    def has_memory(self) -> bool:
        return True

    def amend(self, call: Call, host: Host) -> Call | Errno:
        if call.op not in each(self.ops) or not holds(self.when, call, host):
            return call
        recent = self._recent(call.path, host)
        if recent is None or recent.struck == self.times:
            return call
        recent.struck += 1
        return self.errno

    def done(self, call: Call, host: Host) -> None:
        if call.op not in each(self.of):
            return
        happened = self._not_long_ago(host)
        path = call.other if call.op in (Op.RENAME, Op.LINK) and call.other else call.path
        happened.pop(path, None)  # so that the oldest always stands first
        happened[path] = _Happened(host.memory.now())

    def _recent(self, path: str, host: Host) -> _Happened | None:
        """What happened to a path not long ago."""
        happened = self._not_long_ago(host)
        if path in happened or not self.below:
            return happened.get(path)
        return next((h for other, h in happened.items() if other.startswith(path + "/")), None)

    def _not_long_ago(self, host: Host) -> dict[str, _Happened]:
        """What happened, by path, the oldest first. Whatever is over is forgotten."""
        happened = host.memory.of(self, dict[str, "_Happened"])
        limit = host.memory.now() - self.milliseconds * _NANOSECONDS
        while happened and next(iter(happened.values())).at < limit:
            del happened[next(iter(happened))]
        return happened


class _Happened:
    """When something was done, and how often something else was refused for it."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.struck = 0
