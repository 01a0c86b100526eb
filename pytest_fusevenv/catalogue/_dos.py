"""What the formats that come from DOS have in common: FAT, exFAT and, in part, NTFS.

Measured: the drivers of Linux 6.1 for FAT and exFAT, exfat-fuse 1.3, ntfs-3g 2022.10.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.quirks import (
    Alike,
    AnyQuirk,
    Blocks,
    Clock,
    Errno,
    Fold,
    Forbid,
    Lack,
    Limit,
    Measure,
    Modes,
    MountAs,
    Pretend,
    Refuse,
    Tell,
    When,
)

EXFAT_DRIVER = "https://github.com/torvalds/linux/tree/master/fs/exfat"
EXFAT_FORMAT = "https://learn.microsoft.com/en-us/windows/win32/fileio/exfat-specification"

FIRST, LAST = 315_532_800, 4_294_967_295
"""1980, when DOS begins to count, and the last second that fits 32 bits: in 2106."""

FORBIDDEN = r'["*:<>?\\|\x01-\x1f]'
"""The letters that Windows takes in no name, as a regular expression."""
UNDECODABLE = r"[\udc80-\udcff]"
"""Bytes that are no UTF-8, as a regular expression."""

NAMES_IN_UTF16 = Limit(
    Measure.NAME_UTF16, 255, because="a name is stored as up to 255 units of UTF-16"
)

NO_LINKS = (
    Refuse(Op.SYMLINK, Errno.EPERM, because="the format has no symbolic links"),
    Refuse(Op.LINK, Errno.EPERM, because="the format has no hard links: an entry is the file"),
    Refuse(
        Op.MKNOD,
        Errno.EPERM,
        When.SPECIAL_FILE,
        because="the format has nothing but files and directories",
    ),
)

NO_SPECIAL_BITS = Refuse(
    Op.CHMOD,
    Errno.EPERM,
    When.SPECIAL_BITS,
    because="chmod is refused only what is not a permission: setuid, setgid and sticky bits",
)

FIXED_OWNERS = Refuse(
    Op.CHOWN,
    Errno.EPERM,
    When.OWNER_CHANGES,
    because="the format keeps no owners: all is whose the mount options say",
)

NO_ATTRIBUTES = Refuse(
    (Op.SETXATTR, Op.GETXATTR, Op.REMOVEXATTR),
    Errno.EOPNOTSUPP,
    because="the format has no extended attributes",
)


def fixed_modes(file: int, directory: int) -> tuple[Modes, Pretend]:
    """Modes that the mount options say; a chmod works, and changes nothing."""
    because = "the format keeps no modes: all is shown with those that the mount options say"
    return (
        Modes(file, directory, because=because),
        Pretend(Op.CHMOD, because="chmod has nowhere to store a mode, and says that it did"),
    )


def exfat(file: int) -> tuple[AnyQuirk, ...]:
    """What the driver of Linux makes of exFAT, where all files have this mode."""
    return (
        MountAs("exfat", because="the driver of Linux calls itself exfat"),
        Fold(
            Alike.SIMPLE,
            strips=".",
            because="names are looked up by their capitals, without the dots at their end",
        ),
        Forbid(FORBIDDEN, because="exFAT forbids the letters that Windows takes in no name"),
        Forbid(
            rf"(?:^|[^\udc80-\udcff]){UNDECODABLE}\Z",
            Errno.EOVERFLOW,
            because="a last letter that is cut short is taken for a name that is too long",
        ),
        Forbid(UNDECODABLE, Errno.EILSEQ, because="a name must be UTF-8 to be stored as UTF-16"),
        NAMES_IN_UTF16,
        *NO_LINKS,
        Refuse(
            Op.RENAME,
            Errno.EINVAL,
            When.EXCHANGE,
            because="the driver knows the flag NOREPLACE, and no other",
        ),
        NO_SPECIAL_BITS,
        *fixed_modes(file, 0o755),
        FIXED_OWNERS,
        NO_ATTRIBUTES,
        Lack(Op.FALLOCATE, because="the driver has no way to reserve space"),
        Blocks(32_768, 32_768, because="space comes in clusters of 32 KiB, and without holes"),
        Tell(
            block_size=32_768,
            files=0,
            files_free=0,
            name_max=1530,
            because="there are no inodes to count, and 255 letters may take 1530 bytes",
        ),
        Clock(
            10_000_000,
            2_000_000_000,
            10_000_000,
            FIRST,
            LAST,
            because="a time has 10 ms, that of the last access 2 s, and none is before 1980",
        ),
    )
