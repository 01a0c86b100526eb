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
    EAGAIN = "EAGAIN"
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
    EMFILE = "EMFILE"
    EMLINK = "EMLINK"
    ENAMETOOLONG = "ENAMETOOLONG"
    ENODATA = "ENODATA"
    ENOENT = "ENOENT"
    ENOLCK = "ENOLCK"
    ENOMEM = "ENOMEM"
    ENOSPC = "ENOSPC"
    ENOSYS = "ENOSYS"
    ENOTDIR = "ENOTDIR"
    ENOTEMPTY = "ENOTEMPTY"
    EOPNOTSUPP = "EOPNOTSUPP"
    EOVERFLOW = "EOVERFLOW"
    EPERM = "EPERM"
    EPROTO = "EPROTO"
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


def name_of(number: int) -> str:
    """The name of an error number, or the number where it has none; of two names, the profiles'."""
    if number == Errno.EOPNOTSUPP.number:
        return Errno.EOPNOTSUPP.value
    return errno.errorcode.get(number, str(number))


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

    @property
    def needs(self) -> tuple[Op, ...]:
        """The operations that must be delivered for it to be true."""
        return self.affects

    def amend(self, call: Call, host: Host) -> Call | Errno | None:  # noqa: ARG002
        """The call to carry out instead, the error that refuses it, or None: it is done."""
        return call

    def show(self, attributes: Attributes, host: Host) -> Attributes:  # noqa: ARG002
        """The attributes as the caller sees them."""
        return attributes

    def translate(self, op: Op, number: int) -> int:  # noqa: ARG002
        """The error number a failed operation is reported with."""
        return number

    def done(self, call: Call, host: Host) -> None:
        """Remember a call that was carried out."""

    @property
    def has_memory(self) -> bool:
        """Whether the answer to a call depends on the calls before it."""
        return False

    @property
    def is_chance(self) -> bool:
        """Whether the seed decides any answer."""
        return False

    def listed(self, mode: int) -> int:
        """The mode as a directory listing shows it; only the type matters, 0 is "unknown"."""
        return mode


Ops = Op | tuple[Op, ...]


def each(ops: Ops) -> tuple[Op, ...]:
    """The operations, where one alone may stand for itself."""
    return (ops,) if isinstance(ops, Op) else ops
