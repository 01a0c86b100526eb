"""Side-cars: the quirks by which files appear that nobody made, beside those that somebody did."""

from __future__ import annotations

import posixpath

from pytest_fusevenv.calls import Call, Op
from pytest_fusevenv.deviations import Quirk
from pytest_fusevenv.hosts import Host

_MARK = "._"
_SIZE = 4096
_ENTRIES = (9, 0x32, 0xEB0), (2, 0xEE2, 0x11E)

APPLE_DOUBLE = (
    b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        \x00\x02"
    + b"".join(number.to_bytes(4, "big") for entry in _ENTRIES for number in entry)
).ljust(_SIZE, b"\0")
"""What macOS writes where it can store no attributes: a file of two parts (RFC 1740)."""


class SideCar(Quirk, frozen=True):
    """Make a file `._NAME` beside every file that is made. It moves along, and it stays behind."""

    @property
    def affects(self) -> tuple[Op, ...]:
        return (Op.GETATTR, Op.CREATE, Op.RENAME)

    @property
    def has_memory(self) -> bool:
        return True  # a name that the kernel knows to be missing may appear

    def beside(self, path: str) -> str | None:
        """The path of the file that belongs to a file; None where that is one itself."""
        parent, name = posixpath.split(path)
        return None if name.startswith(_MARK) else posixpath.join(parent, _MARK + name)


class Duplicate(Quirk, frozen=True):
    """Keep a file that a rename replaces, as `NAME 2`, or the next number that is free."""

    @property
    def affects(self) -> tuple[Op, ...]:
        return (Op.GETATTR, Op.RENAME)

    @property
    def has_memory(self) -> bool:
        return True  # a name that the kernel knows to be missing may appear

    def kept_as(self, call: Call, host: Host) -> str | None:
        """Where a rename's victim is kept; None where it has none that is another file."""
        new = call.other or ""
        if call.flags or not host.exists(new) or not _is_another_file(call.path, new, host):
            return None
        stem, suffix = posixpath.splitext(new)
        number = 2
        while host.exists(kept := f"{stem} {number}{suffix}"):
            number += 1
        return kept


def _is_another_file(old: str, new: str, host: Host) -> bool:
    victim = host.lstat(new)
    return victim.is_file and not (host.exists(old) and host.lstat(old).ino == victim.ino)
