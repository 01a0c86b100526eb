"""What differs between the releases of Multipass: the specification's columns A to D as data."""

from __future__ import annotations

from enum import Enum

import msgspec


class Told(Enum):
    """What READLINK tells of a link that may be read."""

    NORMALISED = "the text, made absolute and tidied by name only, as Qt does"
    RESOLVED = "the guest's path of what the link leads to in the end"
    AS_STORED = "the text"


class Stored(Enum):
    """How SYMLINK judges a text, and what it stores."""

    AS_GIVEN = "the text, whatever it is"
    UNLESS_FOREIGN = "the text, unless it names, from the server's directory, a stranger's object"
    BELOW_THE_EXPORT = "the text as a path below the export's root, if it stays there"


class Release(msgspec.Struct, frozen=True):
    """One release's choices."""

    judges_owners: bool = True
    """Whether an object whose owner is not in the maps is nobody's, and out of reach."""
    told: Told = Told.NORMALISED
    stored: Stored = Stored.UNLESS_FOREIGN
    stays_inside: bool = False
    """Whether every path is resolved, and refused where it leaves the export or dangles."""
    copies_onto_dangling_links: bool = True
    """Whether a rename onto a dangling link writes what the link leads to."""
    advertises_statvfs: bool = True
    """Whether the library under the server promises statvfs, which the server then lacks."""
    cache: str = "dir_cache=no"
    """The option with which the release mounts sshfs in the guest."""


RELEASES = {
    "1.13": Release(
        judges_owners=False,
        stored=Stored.AS_GIVEN,
        copies_onto_dangling_links=False,
        advertises_statvfs=False,
        cache="dcache_timeout=3",
    ),
    "1.16": Release(),
    "1.16.3": Release(told=Told.RESOLVED, stored=Stored.BELOW_THE_EXPORT, stays_inside=True),
    "2026.08": Release(told=Told.AS_STORED, stored=Stored.AS_GIVEN, stays_inside=True),
}
