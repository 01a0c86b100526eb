"""Appearances: the quirks by which an object is shown as something else than what is stored."""

from __future__ import annotations

import stat
from typing import Annotated

import msgspec
from msgspec.structs import replace

from pytest_fusevenv.calls import Attributes, Op
from pytest_fusevenv.deviations import Quirk
from pytest_fusevenv.hosts import Host

_SECOND = 10**9

Links = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
BlockSize = Annotated[int, msgspec.Meta(ge=512, le=2**30)]
Permissions = Annotated[int, msgspec.Meta(ge=0, le=0o7777)]
Id = Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)]
Grain = Annotated[int, msgspec.Meta(ge=1, le=86_400 * _SECOND)]


class Appearance(Quirk, frozen=True):
    """A quirk that changes what `lstat` says."""

    @property
    def affects(self) -> tuple[Op, ...]:
        return (Op.GETATTR,)


class Mask(Appearance, frozen=True):
    """Show other attributes than the stored ones. What is None or True is left as it is."""

    nlink: Links | None = None
    block_size: BlockSize | None = None
    whole_seconds: bool = False
    change_time: bool = True
    permissions: int = 0o7777
    special_types: bool = True
    device_numbers: bool = True
    stored_inodes: bool = True

    def show(self, attributes: Attributes, host: Host) -> Attributes:  # noqa: ARG002
        shown = replace(attributes, mode=self._mode(attributes.mode))
        if not self.device_numbers:
            shown = replace(shown, rdev=0)
        if self.nlink is not None:
            shown = replace(shown, nlink=self.nlink)
        if self.block_size is not None:
            shown = _in_blocks(shown, self.block_size, self.block_size)
        if self.whole_seconds:
            shown = replace(
                shown,
                atime=shown.atime // _SECOND * _SECOND,
                mtime=shown.mtime // _SECOND * _SECOND,
                ctime=shown.ctime // _SECOND * _SECOND,
            )
        return shown if self.change_time else replace(shown, ctime=shown.mtime)

    def _mode(self, mode: int) -> int:
        permissions = 0o777 if stat.S_ISLNK(mode) else mode & self.permissions & 0o7777
        return stat.S_IFMT(self.listed(mode)) | permissions

    def listed(self, mode: int) -> int:
        plain = stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)
        return mode if plain or self.special_types else mode & ~stat.S_IFMT(mode)


def _in_blocks(shown: Attributes, io_size: int, unit: int) -> Attributes:
    """Attributes with as many blocks as the size takes in whole units."""
    return replace(shown, block_size=io_size, blocks=-(-shown.size // unit) * (unit // 512))


class Blocks(Appearance, frozen=True):
    """Show files as made of whole units, none of them a hole, and tell a size for reading.

    A unit of None leaves the stored blocks.
    """

    unit: BlockSize | None = None
    io_size: BlockSize = 4096

    def show(self, attributes: Attributes, host: Host) -> Attributes:  # noqa: ARG002
        if self.unit is None:
            return replace(attributes, block_size=self.io_size)
        return _in_blocks(attributes, self.io_size, self.unit)


class Modes(Appearance, frozen=True):
    """Show fixed permissions, by kind; a format that keeps no modes is mounted with them.

    `read_only_kept` takes away the bits to write (0222) where nobody's write bit is stored: the
    one thing about modes that DOS formats know.
    """

    file: Permissions | None = None
    directory: Permissions | None = None
    read_only_kept: bool = False

    def show(self, attributes: Attributes, host: Host) -> Attributes:  # noqa: ARG002
        fixed = self.directory if attributes.is_directory else self.file
        if fixed is None or attributes.is_link:
            return attributes
        if self.read_only_kept and not attributes.mode & stat.S_IWUSR:
            fixed &= ~0o222
        return replace(attributes, mode=stat.S_IFMT(attributes.mode) | fixed)


class Own(Appearance, frozen=True):
    """Show everything, or all links, as one user's and group's; None leaves it as it is."""

    uid: Id | None = None
    gid: Id | None = None
    links_only: bool = False

    def show(self, attributes: Attributes, host: Host) -> Attributes:  # noqa: ARG002
        if self.links_only and not attributes.is_link:
            return attributes
        return replace(
            attributes,
            uid=attributes.uid if self.uid is None else self.uid,
            gid=attributes.gid if self.gid is None else self.gid,
        )


class Clock(Appearance, frozen=True):
    """Show times no finer than a grain (nanoseconds), and in a range (seconds since 1970)."""

    modification: Grain = 1
    access: Grain = 1
    change: Grain = 1
    earliest: int | None = None
    latest: int | None = None

    def show(self, attributes: Attributes, host: Host) -> Attributes:  # noqa: ARG002
        return replace(
            attributes,
            atime=self._kept(attributes.atime, self.access),
            mtime=self._kept(attributes.mtime, self.modification),
            ctime=self._kept(attributes.ctime, self.change),
        )

    def _kept(self, time: int, grain: int) -> int:
        if self.earliest is not None:
            time = max(time, self.earliest * _SECOND)
        if self.latest is not None:
            time = min(time, self.latest * _SECOND)
        return time // grain * grain


class Directories(Appearance, frozen=True):
    """Show directories with a fixed link count or size; None leaves it as it is."""

    nlink: Links | None = None
    size: Annotated[int, msgspec.Meta(ge=0)] | None = None

    def show(self, attributes: Attributes, host: Host) -> Attributes:  # noqa: ARG002
        if not attributes.is_directory:
            return attributes
        return replace(
            attributes,
            nlink=attributes.nlink if self.nlink is None else self.nlink,
            size=attributes.size if self.size is None else self.size,
        )


class Untyped(Quirk, frozen=True):
    """List names without saying what they are: every type is "unknown"."""

    def listed(self, mode: int) -> int:
        return mode & ~stat.S_IFMT(mode)
