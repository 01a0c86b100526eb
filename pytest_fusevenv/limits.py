"""Limits: the quirks by which names, texts and numbers are too long, too many or not allowed."""

from __future__ import annotations

import os
import posixpath
import re
from enum import Enum
from typing import Annotated, assert_never

import msgspec

from pytest_fusevenv.calls import BY_DESCRIPTOR, Call, Op
from pytest_fusevenv.deviations import Errno, Quirk
from pytest_fusevenv.hosts import Host

MAKING = (Op.CREATE, Op.MKNOD, Op.MKDIR, Op.SYMLINK, Op.LINK, Op.RENAME)
"""What gives something a name."""

_BY_PATH = tuple(op for op in Op if op not in BY_DESCRIPTOR)


class Measure(Enum):
    """Something of a call that can be too much."""

    NAME_BYTES = "the bytes of a name"
    NAME_UTF16 = "the 16-bit units of a name in UTF-16"
    PATH_BYTES = "the bytes of a path in the mount"
    HOST_PATH_BYTES = "the bytes of a path on the host"
    TEXT_BYTES = "the bytes of a link's text"
    LINKS = "the names of one file"
    VALUE_BYTES = "the bytes of an extended attribute's value"
    WRITERS = "the files that are open for writing"


_MEASURED: dict[Measure, tuple[Op, ...]] = {
    Measure.NAME_BYTES: _BY_PATH,
    Measure.NAME_UTF16: _BY_PATH,
    Measure.PATH_BYTES: _BY_PATH,
    Measure.HOST_PATH_BYTES: _BY_PATH,
    Measure.TEXT_BYTES: (Op.SYMLINK,),
    Measure.LINKS: (Op.LINK,),
    Measure.VALUE_BYTES: (Op.SETXATTR,),
    Measure.WRITERS: (Op.WRITE,),
}


class Limit(Quirk, frozen=True):
    """Refuse what is more than so much."""

    what: Measure
    most: Annotated[int, msgspec.Meta(ge=0)]
    errno: Errno = Errno.ENAMETOOLONG

    @property
    def affects(self) -> tuple[Op, ...]:
        return _MEASURED[self.what]

    def amend(self, call: Call, host: Host) -> Call | Errno:
        return self.errno if _measured(self.what, call, host) > self.most else call


def _measured(what: Measure, call: Call, host: Host) -> int:
    match what:
        case Measure.NAME_BYTES:
            return max(len(os.fsencode(name)) for name in names(call))
        case Measure.NAME_UTF16:
            return max(len(name.encode("utf-16-le", "surrogatepass")) // 2 for name in names(call))
        case Measure.PATH_BYTES:
            return max(len(os.fsencode(path)) for path in _paths(call))
        case Measure.HOST_PATH_BYTES:
            return max(len(os.fsencode(host.on_host(path))) for path in _paths(call))
        case Measure.TEXT_BYTES:
            return len(os.fsencode(call.other or ""))
        case Measure.LINKS:
            return host.lstat(call.path).nlink + 1 if host.exists(call.path) else 0
        case Measure.VALUE_BYTES:
            return call.size
        case Measure.WRITERS:
            return sum(bool(o.flags & os.O_ACCMODE) for o in host.memory.opened.values())
        case _:
            assert_never(what)


class Forbid(Quirk, frozen=True):
    """Refuse to give anything a name in which a regular expression is found."""

    names: str
    errno: Errno = Errno.EINVAL

    def __post_init__(self) -> None:
        try:
            re.compile(self.names)
        except re.error as error:
            raise ValueError(f"{self.names!r} is no regular expression: {error}") from None

    @property
    def affects(self) -> tuple[Op, ...]:
        return MAKING

    def amend(self, call: Call, host: Host) -> Call | Errno:  # noqa: ARG002
        *_, new = names(call)
        return self.errno if re.search(self.names, new) else call


def names(call: Call) -> list[str]:
    """The last names of a call's paths: of `link` and `rename` the new one is the last."""
    return [posixpath.basename(path) for path in _paths(call)]


def _paths(call: Call) -> list[str]:
    two = call.op in (Op.LINK, Op.RENAME) and call.other is not None
    return [call.path, call.other or ""] if two else [call.path]
