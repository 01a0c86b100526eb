"""Quirks: the lawful, repeatable ways in which a filesystem differs from a plain local one.

Each verb is a small frozen value with the sentence that explains it (`because`). A verb does one
or more of three things, by overriding one method each: `amend` a call before it is carried out (or
refuse it), `show` an object's attributes, `translate` a failure. What concerns the whole mount is
in `traits.py`. Whoever writes a profile finds all its words here.

Pure: circumstances (`When`) are judged by a `Host`.
"""

from __future__ import annotations

import errno
import posixpath
import stat
from typing import Annotated

import msgspec
from msgspec.structs import replace

from pytest_fusevenv.calls import BY_DESCRIPTOR, Attributes, Call, Ids, Moment, Op
from pytest_fusevenv.circumstances import When, holds
from pytest_fusevenv.deviations import Errno, Ops, Quirk, each
from pytest_fusevenv.hosts import Host
from pytest_fusevenv.owners import IdMap
from pytest_fusevenv.texts import Text, rewritten
from pytest_fusevenv.traits import (
    Cache,
    CheckedByKernel,
    CopyOver,
    HandOver,
    Lack,
    Linger,
    MountAs,
    OmitDots,
    Report,
    Serve,
    Who,
)

__all__ = [
    "AnyQuirk",
    "Cache",
    "CheckedByKernel",
    "CoarseTimes",
    "CopyOver",
    "Errno",
    "Follow",
    "HandOver",
    "Lack",
    "Linger",
    "MapIds",
    "Mask",
    "MountAs",
    "OmitDots",
    "Quirk",
    "Refuse",
    "Report",
    "Rewrite",
    "Serve",
    "Text",
    "Translate",
    "Umask",
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


_OUR_OWN = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""Troubles of this machine, not of the imitated server."""


class Translate(Quirk, frozen=True):
    """Report a failure of the server by another error: a protocol has few words for them."""

    ops: Ops
    otherwise: Errno
    errnos: dict[Errno, Errno] = msgspec.field(default_factory=dict)

    @property
    def affects(self) -> tuple[Op, ...]:
        return each(self.ops)

    def translate(self, op: Op, number: int) -> int:  # noqa: ARG002
        if number in _OUR_OWN:
            return number
        told = {source.number: target for source, target in self.errnos.items()}
        return told.get(number, self.otherwise).number


def _named(error: OSError) -> Errno:
    """The name of an error, where it is one that a caller can be told."""
    told = (name for name in Errno if name.number == error.errno)
    return next(told, Errno.EIO)


class Rewrite(Quirk, frozen=True):
    """Change the text of a link, when it is stored (`symlink`) or told (`readlink`)."""

    ops: Ops
    how: Text

    @property
    def affects(self) -> tuple[Op, ...]:
        return each(self.ops)

    def amend(self, call: Call, host: Host) -> Call | Errno:
        try:
            text = rewritten(call.other or "", self.how, call.path, host)
        except OSError as error:  # it leads nowhere
            return _named(error)
        return replace(call, other=text)


class Follow(Quirk, frozen=True):
    """Let the host follow links: at the end of the path for `ops`, on the way to it for all."""

    ops: Ops
    on_the_way: bool = False

    @property
    def affects(self) -> tuple[Op, ...]:
        return tuple(set(Op) - BY_DESCRIPTOR) if self.on_the_way else each(self.ops)

    @property
    def hides_links(self) -> bool:
        """Whether no link is ever seen, only what it leads to."""
        return Op.GETATTR in each(self.ops)

    def amend(self, call: Call, host: Host) -> Call | Errno:
        # What is only looked at may be outside the export, where no call can be sent.
        last = call.op in each(self.ops) and call.op is not Op.GETATTR
        try:
            path = self._led(call.path, host, last=last)
            if self.on_the_way and call.other is not None and call.op in (Op.RENAME, Op.LINK):
                call = replace(call, other=self._led(call.other, host, last=False))
        except OSError as error:
            return _named(error)
        return replace(call, path=path)

    def _led(self, path: str, host: Host, *, last: bool) -> str:
        if path == "/":
            return path
        if last:
            return host.inside(host.find_on_host(host.on_host(path)).path)
        if not self.on_the_way:
            return path
        parent, name = posixpath.split(path)
        return posixpath.join(host.inside(host.find_on_host(host.on_host(parent)).path), name)

    def listed(self, mode: int) -> int:
        return 0 if self.on_the_way and stat.S_ISLNK(mode) else mode


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
    """Set times in whole seconds, and take "leave it" and the second 0 for "now"."""

    @property
    def affects(self) -> tuple[Op, ...]:
        return (Op.UTIMENS,)

    def amend(self, call: Call, host: Host) -> Call | Errno:  # noqa: ARG002
        atime, mtime = call.times or (Moment.NOW, Moment.NOW)
        return replace(call, times=(self._told(atime), self._told(mtime)))

    @staticmethod
    def _told(time: int) -> int:
        second = max(time, 0) // _SECOND
        return second * _SECOND or Moment.NOW


_SECOND = 10**9


class Mask(Quirk, frozen=True):
    """Show other attributes than the stored ones. What is None or True is left as it is."""

    nlink: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] | None = None
    block_size: Annotated[int, msgspec.Meta(ge=512, le=2**30)] | None = None
    whole_seconds: bool = False
    change_time: bool = True
    permissions: int = 0o7777
    special_types: bool = True
    stored_inodes: bool = True

    @property
    def affects(self) -> tuple[Op, ...]:
        return (Op.GETATTR,)

    def show(self, attributes: Attributes, host: Host) -> Attributes:  # noqa: ARG002
        shown = replace(attributes, mode=self._mode(attributes.mode), rdev=0)
        if self.nlink is not None:
            shown = replace(shown, nlink=self.nlink)
        if self.block_size is not None:
            blocks = -(-shown.size // self.block_size) * (self.block_size // 512)
            shown = replace(shown, block_size=self.block_size, blocks=blocks)
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
    | Translate
    | Rewrite
    | Follow
    | Umask
    | CoarseTimes
    | Mask
    | MapIds
    | Serve
    | HandOver
    | Lack
    | CopyOver
    | OmitDots
    | Report
    | Cache
    | Linger
    | CheckedByKernel
    | MountAs
)
"""Every verb: the closed set a profile is made of."""
