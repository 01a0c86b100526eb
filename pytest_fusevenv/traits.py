"""Traits: the quirks that concern a mount as a whole, rather than one call."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import msgspec

from pytest_fusevenv.calls import Capacity, Op
from pytest_fusevenv.deviations import Ops, Quirk, each


class Who(Enum):
    """Whose rights the server uses, and so who owns what it makes."""

    CALLER = "the calling process"
    HOST_USER = "the owner of the export"
    ROOT = "root on the host"


class Serve(Quirk, frozen=True):
    """Carry everything out with one user's rights."""

    who: Who


class HandOver(Quirk, frozen=True):
    """Give what `ops` make to the owner of the directory it is made in."""

    ops: Ops

    @property
    def affects(self) -> tuple[Op, ...]:
        return each(self.ops)


_VITAL = frozenset({Op.GETATTR, Op.OPEN, Op.RELEASE})
"""What libfuse answers by itself, and wrongly, where it is not offered."""


class Lack(Quirk, frozen=True):
    """Have no such operations at all; the kernel answers for them, once and for all."""

    ops: Ops

    def __post_init__(self) -> None:
        if vital := _VITAL.intersection(each(self.ops)):
            raise ValueError(f"{', '.join(sorted(vital))} cannot be lacked; use Refuse")

    @property
    def lacking(self) -> tuple[Op, ...]:
        """The operations that do not exist here."""
        return each(self.ops)


class CopyOver(Quirk, frozen=True):
    """Rename onto a dangling link by copying into the link's target; the link stays."""


class OmitDots(Quirk, frozen=True):
    """List an empty directory as nothing at all, without `.` and `..`."""


class Report(Quirk, frozen=True):
    """Report a fixed capacity, whatever there is."""

    capacity: Capacity


class Cache(Quirk, frozen=True):
    """Let the kernel trust attributes and names for some seconds."""

    seconds: Annotated[float, msgspec.Meta(ge=0, le=86400)]


class Linger(Quirk, frozen=True):
    """Keep an unlinked open file visible, as `.fuse_hidden…`, until it is closed."""


class CheckedByKernel(Quirk, frozen=True):
    """Let the kernel check modes and owners, as seen in the mount (`default_permissions`)."""


class MountAs(Quirk, frozen=True):
    """Appear in the mount table under another filesystem type."""

    type: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.+-]{1,64}$")]
