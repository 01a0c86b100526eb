"""FAT with long names, by the driver of Linux (`mount -t vfat -o utf8`): old cards, EFI partitions.

There are no links, so environments fail as on `exfat`. Times are whole two seconds, which can make
a changed file look unchanged; every file is executable; names that differ only in the case of the
letters A to Z are one.

As mounted with `fmask=0022,dmask=0022,shortname=mixed`. Not carried: a fixed owner (`uid=`), short
names (`LONGNA~1`), and the 4 GiB that a file may have at most.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._dos import (
    FIRST,
    FIXED_OWNERS,
    FORBIDDEN,
    LAST,
    NAMES_IN_UTF16,
    NO_ATTRIBUTES,
    NO_LINKS,
    NO_SPECIAL_BITS,
    UNDECODABLE,
    fixed_modes,
)
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import (
    Alike,
    Blocks,
    Clock,
    Errno,
    Fold,
    Forbid,
    MountAs,
    Refuse,
    Tell,
    When,
)

_DAY, _TWO_SECONDS = 86_400 * 10**9, 2 * 10**9

PROFILE = Profile(
    name="vfat",
    title="FAT with long names, by the driver of Linux",
    family=Family.DISKS,
    quirks=(
        MountAs("vfat", because="the driver of Linux calls itself vfat"),
        Fold(
            Alike.ASCII,
            strips=".",
            because="with utf8 only A to Z have a case, and dots at the end of a name are dropped",
        ),
        Forbid(
            rf"{FORBIDDEN}|[ ]\Z|{UNDECODABLE}",
            because="Windows takes these letters in no name, nor a space at its end",
        ),
        NAMES_IN_UTF16,
        *NO_LINKS,
        NO_SPECIAL_BITS,
        *fixed_modes(0o755, 0o755),
        FIXED_OWNERS,
        NO_ATTRIBUTES,
        Refuse(
            Op.FALLOCATE,
            Errno.EOPNOTSUPP,
            When.PUNCHES,
            because="FAT files have no holes, so none can be punched",
        ),
        Blocks(4096, because="space comes in clusters of 4 KiB, and without holes"),
        Tell(
            files=0,
            files_free=0,
            name_max=1530,
            because="there are no inodes to count, and 255 letters may take 1530 bytes",
        ),
        Clock(
            _TWO_SECONDS,
            _DAY,
            _TWO_SECONDS,
            FIRST,
            LAST,
            because="a time has 2 s, that of the last access is a date, and none is before 1980",
        ),
    ),
    original=Original("vfat"),
    sources=(
        "https://docs.kernel.org/filesystems/vfat.html",
        "https://github.com/python/cpython/issues/98975",
    ),
)
