"""Folding: the quirk by which names that differ only in case, or in how they are written, are one.

The kernel asks by any spelling; the backing knows one. So every path is told to the backing in the
spelling that is stored there, part by part. Two entries of a backing that fold into one are both
listed; each is found by its own spelling, and the first of them by any other.
"""

from __future__ import annotations

import posixpath
import string
import unicodedata
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from typing import assert_never

from msgspec.structs import replace

from pytest_fusevenv.calls import BY_DESCRIPTOR, Call, Op
from pytest_fusevenv.deviations import Errno, Quirk
from pytest_fusevenv.hosts import Host

_MOST_KEYS = 65_536
_TO_CAPITALS = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)


class Alike(Enum):
    """Which names are one; its value finishes the sentence "names are one that differ …"."""

    ASCII = "in the case of the letters A to Z"
    SIMPLE = "in the case of letters that have one capital each"
    FULL = "in case (also of ß and SS) or in how an accent is put together"


class Spelling(Enum):
    """How a new name is stored, and so listed."""

    GIVEN = "as it was given"
    SMALL = "in small letters"
    DECOMPOSED = "with each accent as a character of its own (NFD)"


class Fold(Quirk, frozen=True):
    """Take names for one that differ only in case; `alike` says how far that goes.

    `strips` are letters that are taken off the end of a name. `respells` says that a rename which
    changes nothing but the case is seen in listings; else the old spelling stays.
    """

    alike: Alike
    strips: str = ""
    respells: bool = False
    spelling: Spelling = Spelling.GIVEN

    @property
    def affects(self) -> tuple[Op, ...]:
        return tuple(op for op in Op if op not in BY_DESCRIPTOR)

    @property
    def has_memory(self) -> bool:
        return True  # to the kernel, each spelling is a name of its own

    def amend(self, call: Call, host: Host) -> Call | Errno:
        path = self.stored(call.path, host)
        if path is None:
            return Errno.ENOENT
        if call.op not in (Op.RENAME, Op.LINK) or call.other is None:
            return call if path == call.path else replace(call, path=path)
        other = self.stored(call.other, host)
        if other is None:
            return Errno.ENOENT
        if other == path and self.respells:
            name = self._spelt(posixpath.basename(call.other)) or ""
            other = posixpath.join(posixpath.dirname(path), name)
        return replace(call, path=path, other=other)

    def stored(self, path: str, host: Host) -> str | None:
        """A path as it is spelt in the backing; None where nothing is left of a name in it."""
        if path in ("", "/") or host.exists(path):
            return path
        parent, name = posixpath.split(path)
        here, names = (parent, [name]) if host.exists(parent) else ("/", path.split("/")[1:])
        for name in names:
            entry = self._entry(here, name, host)
            if entry is None:
                return None
            here = posixpath.join(here, entry)
        return here

    def _entry(self, directory: str, name: str, host: Host) -> str | None:
        """The name of an entry as it is stored or, where there is none, as it would be."""
        spelt = self._spelt(name)
        if spelt is None or host.exists(posixpath.join(directory, spelt)):
            return spelt
        folded = folding(self.alike)
        key = folded(spelt)
        found = (entry for entry in host.names(directory) if folded(entry) == key)
        return min(found, default=spelt)

    def _spelt(self, name: str) -> str | None:
        """A new name as it is stored; None where that is none, or would lead elsewhere."""
        name = name.rstrip(self.strips) if self.strips else name
        match self.spelling:
            case Spelling.GIVEN:
                spelt = name
            case Spelling.SMALL:
                spelt = "".join(_small(letter) for letter in name)
            case Spelling.DECOMPOSED:
                spelt = unicodedata.normalize("NFD", name)
            case _:
                assert_never(self.spelling)
        return None if spelt in ("", ".", "..") else spelt


@lru_cache(_MOST_KEYS)
def _ascii(name: str) -> str:
    return name.translate(_TO_CAPITALS)


@lru_cache(_MOST_KEYS)
def _simple(name: str) -> str:
    return "".join(_capital(letter) for letter in name)


@lru_cache(_MOST_KEYS)
def _full(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name)
    return unicodedata.normalize("NFD", decomposed.casefold())


_FOLDED = {Alike.ASCII: _ascii, Alike.SIMPLE: _simple, Alike.FULL: _full}


def folding(alike: Alike) -> Callable[[str], str]:
    """What makes the same text of all names that are one."""
    return _FOLDED[alike]


def _capital(letter: str) -> str:
    """The capital of a letter; the letter itself where it has none of one character, as ß."""
    capital = letter.upper()
    return capital if len(capital) == 1 else letter


def _small(letter: str) -> str:
    """The letter that this one is the capital of; the letter itself where it is no letter's."""
    small = letter.lower()
    return small if small.upper() == letter else letter
