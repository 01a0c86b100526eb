"""What the fake world cannot carry, and why: one table for `fusevenv show` and for the tests.

A quirk that is listed here is told in a mount and silently missing in the fake.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from pytest_fusevenv.calls import Op

if TYPE_CHECKING:
    from pytest_fusevenv.profiles import Profile
    from pytest_fusevenv.quirks import AnyQuirk


class Beyond(Enum):
    """Something that happens in a mount only; its value says why not in the fake."""

    PROGRAMS = "nothing is ever executed on a fake disk, and other processes do not see it"
    MAPS = "pyfakefs maps no file into memory"
    LOCKS = "pyfakefs has no locks"
    OPEN_FILES = "pyfakefs reads, writes and syncs an open file by itself"
    OPEN_DIRECTORIES = "pyfakefs lists a directory in one go, and never again"
    HIDDEN_FILES = "pyfakefs keeps an unlinked open file out of sight"
    CACHES = "there is no kernel that remembers anything"
    MOUNT_TABLE = "a fake disk has no mount table"
    MOUNT_FLAGS = "no kernel holds to mount options here"
    OTHER_USERS = "one process has one user"
    RENAME_FLAGS = "Python has no renameat2, and pyfakefs only what Python has"
    RAW_LISTINGS = "pyfakefs lists names: neither types nor the dots"
    RANGES = "pyfakefs neither reserves nor clones nor copies ranges"
    SOCKETS = "pyfakefs binds no sockets"
    ONE_SIDED_TIMES = "Python's `os.utime` sets both times, and leaves none as it is"
    BLOCKS = "what pyfakefs' `stat` tells has neither blocks nor device numbers"
    NAMES = "names that are not UTF-8 are no names to pyfakefs"


VERBS = {
    "Cache": Beyond.CACHES,
    "KeepOut": Beyond.OTHER_USERS,
    "KeepPath": Beyond.OPEN_FILES,
    "Linger": Beyond.HIDDEN_FILES,
    "ListAsOpened": Beyond.OPEN_DIRECTORIES,
    "ListOnce": Beyond.OPEN_DIRECTORIES,
    "MountAs": Beyond.MOUNT_TABLE,
    "MountWith": Beyond.MOUNT_FLAGS,
    "OmitDots": Beyond.RAW_LISTINGS,
}
"""Verbs that mean nothing here."""

OPS = {
    Op.READ: Beyond.OPEN_FILES,
    Op.WRITE: Beyond.OPEN_FILES,
    Op.FSYNC: Beyond.OPEN_FILES,
    Op.RELEASE: Beyond.OPEN_FILES,
    Op.FLOCK: Beyond.LOCKS,
    Op.FALLOCATE: Beyond.RANGES,
}
"""Operations that never reach a fake mount; a quirk that affects only these means nothing."""


class NotCarried(NamedTuple):
    """A verb of a profile, or one of its operations, and why the fake does without."""

    name: str
    reason: Beyond


def not_carried(profile: Profile) -> tuple[NotCarried, ...]:
    """What of a profile is missing in the fake, each once, in the profile's order."""
    missing = (lack for quirk in profile.quirks for lack in _missing(quirk))
    return tuple(dict.fromkeys(missing))


def carries_nothing(profile: Profile) -> bool:
    """Whether all that makes a profile odd is missing, so that its fake is plain."""
    return bool(profile.quirks) and all(map(_is_missing, profile.quirks))


def _is_missing(quirk: AnyQuirk) -> bool:
    affected = (*quirk.affects, *getattr(quirk, "lacking", ()))
    return type(quirk).__name__ in VERBS or (bool(affected) and set(affected) <= set(OPS))


def _missing(quirk: AnyQuirk) -> list[NotCarried]:
    verb = type(quirk).__name__
    if verb in VERBS:
        return [NotCarried(verb, VERBS[verb])]
    affected = (*quirk.affects, *getattr(quirk, "lacking", ()))
    return [NotCarried(f"{verb} {op}", OPS[op]) for op in affected if op in OPS]
