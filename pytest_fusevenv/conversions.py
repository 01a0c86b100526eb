"""Conversions: the quirks by which errors, modes, times and ids are told in another's terms."""

from __future__ import annotations

import errno

import msgspec
from msgspec.structs import replace

from pytest_fusevenv.calls import Attributes, Call, Ids, Moment, Op
from pytest_fusevenv.deviations import Errno, Ops, Quirk, each
from pytest_fusevenv.hosts import Host
from pytest_fusevenv.owners import IdMap

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
