"""exFAT by exfat-fuse, the driver that distributions had before Linux 5.7, and many have still.

As on `exfat` there are no links, but the errors are others: `symlink` is ENOSYS ("Function not
implemented"), and so uv's messages read otherwise. It knows no RENAME_NOREPLACE either; a release
of uv that takes its lock that way, or else by a hard link, can not use a cache there.

Not carried: exfat-fuse lists "." and ".." without a type, and leaves a directory's time alone when
something in it is renamed. Some names in broken UTF-8 make it end when they are listed; here all
are refused.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._dos import (
    EXFAT_FORMAT,
    FIXED_OWNERS,
    FORBIDDEN,
    NAMES_IN_UTF16,
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
    Directories,
    Errno,
    Fold,
    Forbid,
    Lack,
    Linger,
    Mask,
    MountAs,
    Pretend,
    Refuse,
    Tell,
    When,
)

_SECOND = 10**9

PROFILE = Profile(
    name="exfat-fuse",
    title="exFAT by exfat-fuse",
    family=Family.DISKS,
    quirks=(
        MountAs("fuseblk", because="FUSE filesystems on a disk are all called fuseblk"),
        Fold(Alike.SIMPLE, respells=True, because="names are looked up by their capitals"),
        Forbid(
            FORBIDDEN,
            Errno.ENOENT,
            because="what exFAT forbids in a name, exfat-fuse takes for a name that is not there",
        ),
        Forbid(UNDECODABLE, Errno.EILSEQ, because="a name must be UTF-8 to be stored as UTF-16"),
        NAMES_IN_UTF16,
        Refuse(Op.SYMLINK, Errno.ENOSYS, because="exfat-fuse has no function for links"),
        Refuse(Op.LINK, Errno.ENOSYS, because="exfat-fuse has no function for links"),
        Refuse(
            Op.MKNOD,
            Errno.EIO,
            When.SPECIAL_FILE,
            because="exfat-fuse makes a plain file of it, which the kernel will not believe",
        ),
        Refuse(
            Op.RENAME,
            Errno.EINVAL,
            When.RENAME_FLAGS,
            because="exfat-fuse is made for FUSE 2, which has no rename flags",
        ),
        NO_SPECIAL_BITS,
        *fixed_modes(0o777, 0o777),
        FIXED_OWNERS,
        Pretend(
            Op.TRUNCATE,
            When.SAME_SIZE,
            because="exfat-fuse does nothing to a file that has the size already",
        ),
        Lack(
            (Op.SETXATTR, Op.GETXATTR, Op.LISTXATTR, Op.REMOVEXATTR, Op.FALLOCATE),
            because="exfat-fuse has no functions for attributes, nor to reserve space",
        ),
        Linger(because="libfuse renames an open file out of the way when it is unlinked"),
        Blocks(32_768, because="space comes in clusters of 32 KiB, and without holes"),
        Tell(block_size=32_768, because="the clusters of the disk are of 32 KiB"),
        Directories(nlink=1, because="exfat-fuse counts no links, not even a directory's"),
        Mask(stored_inodes=False, because="exFAT has no inodes: libfuse makes up numbers"),
        Clock(_SECOND, _SECOND, _SECOND, because="exfat-fuse tells whole seconds"),
    ),
    original=Original(
        "exfat-fuse",
        apart={
            "perm.chown.group_only": 'exfat-fuse takes "leave the user" for another user',
            "readdir.d_type..": "exfat-fuse gives no type to '.' and '..'",
            "readdir.d_type...": "exfat-fuse gives no type to '.' and '..'",
        },
    ),
    sources=(
        "https://github.com/relan/exfat/issues/68",
        "https://github.com/BradenM/micropy-cli/issues/104",
        "https://github.com/relan/exfat",
        EXFAT_FORMAT,
    ),
)
