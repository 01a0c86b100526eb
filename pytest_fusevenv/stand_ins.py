"""Stand-ins: the quirk by which a hard link leaves one more name behind than was asked for."""

from __future__ import annotations

import posixpath
from typing import Annotated

import msgspec

from pytest_fusevenv.calls import Call, Op
from pytest_fusevenv.deviations import Errno, Quirk
from pytest_fusevenv.hosts import Host


class StandIn(Quirk, frozen=True):
    """Leave a name that begins with `prefix` beside what is linked; it can not be linked itself."""

    prefix: Annotated[str, msgspec.Meta(pattern=r"^[^/]{1,64}$")]
    errno: Errno = Errno.EPERM

    @property
    def affects(self) -> tuple[Op, ...]:
        return (Op.GETATTR, Op.LINK)

    @property
    def has_memory(self) -> bool:
        return True  # a name that the kernel knows to be missing may appear

    def amend(self, call: Call, host: Host) -> Call | Errno:  # noqa: ARG002
        is_one = posixpath.basename(call.path).startswith(self.prefix)
        return self.errno if call.op is Op.LINK and is_one else call

    def beside(self, path: str) -> str:
        """The name that is left beside a path that is linked."""
        parent, name = posixpath.split(path)
        return posixpath.join(parent, f"{self.prefix}{name}0001")
