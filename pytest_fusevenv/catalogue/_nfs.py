"""What the Linux NFS client does to every mount, whichever version of NFS it speaks.

Source: fs/nfs in Linux; measured with NFS 3, 4.1 and 4.2 over loopback.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.quirks import (
    Blocks,
    Clock,
    Errno,
    Lack,
    Linger,
    MountAs,
    MountFlag,
    MountWith,
    Refuse,
    Tell,
    When,
)

NFS = "https://man7.org/linux/man-pages/man5/nfs.5.html"
SILLY_RENAMES = (
    "https://github.com/astral-sh/uv/issues/12036",
    "https://github.com/pypa/pip/issues/6327",
    "https://github.com/python-poetry/poetry/issues/5404",
)

SILLY_RENAME = Linger(
    name=".nfs",
    because="the server keeps no file for who has it open, so the client renames what is unlinked",
)

CLIENT = (
    MountWith(
        (MountFlag.SUID, MountFlag.DEV),
        because="the kernel mounts NFS itself, and takes nothing away unless it is told to",
    ),
    Tell(block_size=524288, because="the server tells the size of its reads as the block size"),
    Blocks(io_size=524288, because="the server tells the size of its reads as the best size"),
    Refuse(
        Op.RENAME,
        Errno.EINVAL,
        When.RENAME_FLAGS,
        because="NFS has no flags for rename: neither NOREPLACE nor EXCHANGE",
    ),
    SILLY_RENAME,
)

_ATTRIBUTES = (Op.SETXATTR, Op.GETXATTR, Op.REMOVEXATTR)
_ONLY_SINCE = "NFS has extended attributes since version 4.2, and in the name space 'user' alone"

NO_USER_ATTRIBUTES = Refuse(_ATTRIBUTES, Errno.EOPNOTSUPP, When.USER_ATTRIBUTE, because=_ONLY_SINCE)
NO_TRUSTED_ATTRIBUTES = Refuse(
    _ATTRIBUTES, Errno.EOPNOTSUPP, When.TRUSTED_ATTRIBUTE, because=_ONLY_SINCE
)
NO_SECURITY_ATTRIBUTES = Refuse(
    _ATTRIBUTES, Errno.EOPNOTSUPP, When.SECURITY_ATTRIBUTE, because=_ONLY_SINCE
)
NO_POSIX_ACLS = Refuse(
    _ATTRIBUTES,
    Errno.EOPNOTSUPP,
    When.SYSTEM_ATTRIBUTE,
    because="NFS 4 has lists of access rights of its own, and none of POSIX",
)
NO_FALLOCATE = Lack(
    Op.FALLOCATE, because="NFS has been able to reserve space since version 4.2 only"
)

FLOCK_IS_A_POSIX_LOCK = Refuse(
    Op.FLOCK,
    Errno.EBADF,
    When.LOCK_BEYOND_ACCESS,
    because="the client makes a POSIX lock of flock, which takes a file open for writing",
)

TIMES_OF_32_BITS = Clock(
    earliest=0,
    latest=2**32 - 1,
    because="NFS 3 sends times as unsigned 32-bit seconds",
)

MOUNTED = {
    3: MountAs("nfs", because="the mount table calls version 3 nfs"),
    4: MountAs("nfs4", because="the mount table calls version 4 nfs4"),
}

NFS_3 = (
    MOUNTED[3],
    *CLIENT,
    NO_USER_ATTRIBUTES,
    NO_TRUSTED_ATTRIBUTES,
    NO_SECURITY_ATTRIBUTES,
    NO_FALLOCATE,
    TIMES_OF_32_BITS,
)
"""All that is said of version 3."""

NFS_4 = (
    MOUNTED[4],
    *CLIENT,
    FLOCK_IS_A_POSIX_LOCK,
    NO_TRUSTED_ATTRIBUTES,
    NO_SECURITY_ATTRIBUTES,
    NO_POSIX_ACLS,
)
"""All that is said of version 4."""

DISK = {
    "symlink.readlink.long4095": "a block of the server's disk was too small for such a text",
    "ids.blocks_of_10000": "the blocks of the server's disk were smaller than those of ours",
}
"""What the original's server was the reason of."""
