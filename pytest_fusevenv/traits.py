"""Traits: the quirks that concern a mount as a whole, rather than one call."""

from __future__ import annotations

from enum import Enum, StrEnum
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


class OmitUnseen(Quirk, frozen=True):
    """List a directory that may be read, but not searched by its path at `open`, as nothing."""


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


class MountFlag(StrEnum):
    """An option of mount(8) that the kernel itself holds to."""

    READ_ONLY = "ro"
    NOEXEC = "noexec"
    NOSUID = "nosuid"
    NODEV = "nodev"
    SUID = "suid"
    DEV = "dev"
    NOATIME = "noatime"
    SYNC = "sync"
    NOSYMFOLLOW = "nosymfollow"


class MountWith(Quirk, frozen=True):
    """Be mounted with options. Where nothing is said, FUSE has `nosuid` and `nodev`."""

    flags: tuple[MountFlag, ...]


class KeepOut(Quirk, frozen=True):
    """Let in nobody but the user who mounted it, whatever the modes say."""


class Tell(Quirk, frozen=True):
    """Tell other numbers in `statfs` than the real ones; None leaves one as it is."""

    block_size: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None = None
    files: Annotated[int, msgspec.Meta(ge=0)] | None = None
    files_free: Annotated[int, msgspec.Meta(ge=0)] | None = None
    name_max: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None = None

    def told(self, room: Capacity) -> Capacity:
        """A capacity as it is told here."""
        size = room.block_size if self.block_size is None else self.block_size
        return Capacity(
            block_size=size,
            blocks=room.blocks * room.block_size // size,
            blocks_free=room.blocks_free * room.block_size // size,
            blocks_available=room.blocks_available * room.block_size // size,
            files=room.files if self.files is None else self.files,
            files_free=room.files_free if self.files_free is None else self.files_free,
            name_max=room.name_max if self.name_max is None else self.name_max,
        )


class MountAs(Quirk, frozen=True):
    """Appear in the mount table under another filesystem type."""

    type: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.+-]{1,64}$")]
