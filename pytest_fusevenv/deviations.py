"""One lawful deviation: what every verb of `quirks.py` and `traits.py` is."""

from __future__ import annotations

import errno
from enum import StrEnum

import msgspec

from pytest_fusevenv.calls import Attributes, Call, Op
from pytest_fusevenv.hosts import Host


class Errno(StrEnum):
    """An error a caller can be told, by its name."""

    EACCES = "EACCES"
    EBADF = "EBADF"
    EBADMSG = "EBADMSG"
    EBUSY = "EBUSY"
    EDQUOT = "EDQUOT"
    EEXIST = "EEXIST"
    EFBIG = "EFBIG"
    EILSEQ = "EILSEQ"
    EINVAL = "EINVAL"
    EIO = "EIO"
    EISDIR = "EISDIR"
    ELOOP = "ELOOP"
    EMLINK = "EMLINK"
    ENAMETOOLONG = "ENAMETOOLONG"
    ENODATA = "ENODATA"
    ENOENT = "ENOENT"
    ENOLCK = "ENOLCK"
    ENOSPC = "ENOSPC"
    ENOSYS = "ENOSYS"
    ENOTDIR = "ENOTDIR"
    ENOTEMPTY = "ENOTEMPTY"
    EOPNOTSUPP = "EOPNOTSUPP"
    EOVERFLOW = "EOVERFLOW"
    EPERM = "EPERM"
    ERANGE = "ERANGE"
    EROFS = "EROFS"
    ESTALE = "ESTALE"
    ETXTBSY = "ETXTBSY"
    EXDEV = "EXDEV"

    @property
    def number(self) -> int:
        """The number this machine has for it."""
        number: int = getattr(errno, self.value)
        return number


class Quirk(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag=True,
    tag_field="verb",
    forbid_unknown_fields=True,
):
    """One lawful deviation, with the sentence that explains it."""

    because: str

    @property
    def affects(self) -> tuple[Op, ...]:
        """The operations this quirk wants to see."""
        return ()

    def amend(self, call: Call, host: Host) -> Call | Errno | None:  # noqa: ARG002
        """The call to carry out instead, the error that refuses it, or None: it is done."""
        return call

    def show(self, attributes: Attributes, host: Host) -> Attributes:  # noqa: ARG002
        """The attributes as the caller sees them."""
        return attributes

    def translate(self, op: Op, number: int) -> int:  # noqa: ARG002
        """The error number a failed operation is reported with."""
        return number

    def listed(self, mode: int) -> int:
        """The mode as a directory listing shows it; only the type matters, 0 is "unknown"."""
        return mode


Ops = Op | tuple[Op, ...]


def each(ops: Ops) -> tuple[Op, ...]:
    """The operations, where one alone may stand for itself."""
    return (ops,) if isinstance(ops, Op) else ops
