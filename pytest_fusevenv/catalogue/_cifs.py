"""What the Linux SMB client does to every mount without the Unix extensions (`nounix`).

Source: fs/smb/client in Linux; measured with SMB 3.1.1 and 3.0 on a Samba server over loopback.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.quirks import (
    Alike,
    Blocks,
    Clock,
    Directories,
    Errno,
    Fold,
    Forbid,
    Limit,
    Linger,
    Measure,
    Modes,
    MountAs,
    MountFlag,
    MountWith,
    Pretend,
    Refuse,
    Tell,
    Translate,
    When,
)

CIFS = "https://man7.org/linux/man-pages/man8/mount.cifs.8.html"
NO_LINKS_REPORTED = (
    "https://github.com/astral-sh/uv/issues/11927",
    "https://github.com/astral-sh/uv/issues/17986",
    "https://github.com/python/cpython/issues/133951",
)

_ATTRIBUTES = (Op.SETXATTR, Op.GETXATTR, Op.REMOVEXATTR)
_ONLY_USERS = "the client keeps no extended attributes but those of the name space 'user'"

NO_LINKS = Refuse(
    Op.SYMLINK,
    Errno.EOPNOTSUPP,
    because="the client makes no symbolic links unless it is told a way to (mfsymlinks)",
)

CLIENT = (
    MountAs("cifs", because="the mount table calls it cifs"),
    MountWith(
        (MountFlag.SUID, MountFlag.DEV),
        because="the kernel mounts it itself, and takes nothing away unless it is told to",
    ),
    Fold(Alike.ASCII, because="a Windows server takes names that differ in case for one"),
    Forbid(names=r"[\\]", because="the backslash stands between the names of a path"),
    Limit(
        what=Measure.PATH_BYTES,
        most=4087,
        because="the client builds the whole path, with the share before it, in one page",
    ),
    Refuse(
        Op.RENAME,
        Errno.EINVAL,
        When.EXCHANGE,
        because="the client can refuse to replace a name, but not exchange two",
    ),
    Refuse(
        Op.RENAME,
        Errno.EACCES,
        When.BUSY_BELOW,
        because="a server of Windows files renames no directory in which a file is open",
    ),
    Refuse(
        Op.MKNOD,
        Errno.EPERM,
        When.SPECIAL_FILE,
        because="there are no fifos, sockets and devices unless the client is told a way (sfu)",
    ),
    Refuse(_ATTRIBUTES, Errno.EOPNOTSUPP, When.SYSTEM_ATTRIBUTE, because=_ONLY_USERS),
    Refuse(_ATTRIBUTES, Errno.EOPNOTSUPP, When.SECURITY_ATTRIBUTE, because=_ONLY_USERS),
    Refuse(_ATTRIBUTES, Errno.EOPNOTSUPP, When.TRUSTED_ATTRIBUTE, because=_ONLY_USERS),
    Linger(because="a file that is removed while it is open is there until it is closed"),
    Pretend(Op.CHOWN, because="without ids of the server's, chown is taken and forgotten"),
    Tell(block_size=1024, files=0, files_free=0, because="SMB tells no number of files"),
    Blocks(unit=512, io_size=1048576, because="blocks are counted from the size, in 512 bytes"),
    Directories(nlink=2, size=0, because="SMB tells no size of a directory, and no names of it"),
    Clock(
        modification=100,
        access=100,
        change=100,
        because="Windows counts time in units of 100 nanoseconds",
    ),
)

MODES = Modes(
    file=0o755,
    directory=0o755,
    read_only_kept=True,
    because="the client shows the modes it was mounted with; of chmod it keeps 'read-only' alone",
)

LOCKS = Translate(
    Op.FLOCK,
    errnos={Errno.EAGAIN: Errno.EACCES},
    because="what somebody has locked is denied, which is not told from a lack of rights",
)

_MANGLED = "Samba keeps names that Windows reserves, and lists them as something else"
_LOCKED = "locks taken by fcntl are the kernel's own on FUSE, and bar nobody from reading"
_SPECIAL = "which other bits of a chmod make a file read-only is not imitated"

SAMBA = {
    "hardlink.nlink_after_unlink": "the original's client counts what is removed before it is",
    "hardlink.shares_data": "the original could not write by a second name of an open file",
    "lock.fcntl_conflict": _LOCKED,
    "lock.ofd_conflict": _LOCKED,
    "lock.flock_same_process_second_fd": "whose process a lock is does not reach a FUSE server",
    "special.sqlite_delete": _LOCKED,
    "special.sqlite_wal": _LOCKED,
    "name.case.unlink_other_case_left": "the original did not remove by another spelling",
    "name.chars.": _MANGLED,
    "name.path.depth_by_chdir_60x120": "the original counted the name of its share, too",
    "perm.chmod.": _SPECIAL,
    "rename.over_open_file": "whether another has a file open when it is replaced is not asked",
    "time.dir_mtime_on_create": "the original's client was told late of the directory's time",
    "unlink.listed_after": "what is removed while it is open is listed as libfuse calls it",
}
"""What is the original's server's, or not a FUSE server's to imitate."""
