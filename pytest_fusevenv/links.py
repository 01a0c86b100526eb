"""Links: the quirks by which a server rewrites the texts of links, or follows them itself."""

from __future__ import annotations

import os
import posixpath
import stat

from msgspec.structs import replace

from pytest_fusevenv.calls import BY_DESCRIPTOR, Call, Op
from pytest_fusevenv.deviations import Errno, Ops, Quirk, each
from pytest_fusevenv.hosts import Host
from pytest_fusevenv.texts import Text, rewritten


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
            path = self._led(call.path, host, last=last and call.op is not Op.CREATE)
            if last and call.op is Op.CREATE and not call.flags & os.O_EXCL:
                path = host.place_of_new(path)
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
