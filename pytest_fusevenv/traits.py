"""Traits: the quirks that concern a mount as a whole, rather than one call."""

from __future__ import annotations

import posixpath
import re
from enum import Enum, StrEnum
from typing import Annotated

import msgspec
from msgspec.structs import replace

from pytest_fusevenv.calls import Call, Capacity, Op
from pytest_fusevenv.deviations import Errno, Ops, Quirk, each
from pytest_fusevenv.hosts import Host


class Who(Enum):
    """Whose rights the server uses, and so who owns what it makes."""

    CALLER = "the calling process"
    HOST_USER = "the owner of the export"
    ROOT = "root on the host"
    NOBODY = "nobody, where the calling process is root's"


class Serve(Quirk, frozen=True):
    """Carry everything out with one user's rights."""

    who: Who

    @property
    def affects(self) -> tuple[Op, ...]:
        """The kernel would say of root that he may do anything: nobody's server is asked."""
        return (Op.ACCESS,) if self.who is Who.NOBODY else ()


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


_HIDDEN = re.compile(r"\.fuse_hidden[0-9a-f]{16,}")
"""How libfuse names an open file that is unlinked (fuse.c, hidden_name)."""


class Linger(Quirk, frozen=True):
    """Keep an unlinked open file visible until it is closed, and its directory not empty.

    It is listed as libfuse calls it, `.fuse_hidden…`; or, with a `name`, as that and 24 hexadecimal
    digits: 16 of the inode and 8 that count, as the Linux NFS client does. Such a name is busy:
    it is neither removed nor renamed.
    """

    name: Annotated[str, msgspec.Meta(pattern=r"^[^/]{0,64}$")] = ""

    @property
    def affects(self) -> tuple[Op, ...]:
        return _BY_PATH if self.name else ()

    @property
    def has_memory(self) -> bool:
        return bool(self.name)

    def amend(self, call: Call, host: Host) -> Call | Errno:
        """Libfuse goes on to speak of the name that it gave; that stands for ours here."""
        shown: dict[str, str] = host.memory.of(self, dict)
        parent, name = posixpath.split(call.path)
        if name in shown:
            told = shown.pop(name) if call.op is Op.UNLINK else shown[name]
            return replace(call, path=posixpath.join(parent, told))
        if call.op in _TAKEN_AWAY and name in shown.values():
            return Errno.EBUSY
        target, given = posixpath.split(call.other or "")
        if call.op is Op.RENAME and target == parent and _HIDDEN.fullmatch(given):
            shown[given] = f"{self.name}{host.lstat(call.path).ino:016x}{given[-8:]}"
            return replace(call, other=posixpath.join(parent, shown[given]))
        return call


_TAKEN_AWAY = (Op.UNLINK, Op.RENAME)
_BY_PATH = (
    *_TAKEN_AWAY,
    Op.GETATTR,
    Op.CHMOD,
    Op.CHOWN,
    Op.TRUNCATE,
    Op.UTIMENS,
    Op.LINK,
    Op.GETXATTR,
    Op.SETXATTR,
    Op.LISTXATTR,
    Op.REMOVEXATTR,
)
"""What libfuse may ask of a file that has lost its name; the rest it asks of the open file."""


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
