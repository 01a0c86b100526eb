"""rclone mount over a directory, with `--vfs-cache-mode writes`: no links, and modes are ignored.

Neither symbolic nor hard links can be made (EIO). `chmod` and `chown` say yes and do nothing: files
are 0644, so scripts that are installed do not run. A rename with a flag is refused (EINVAL), and so
lock files and caches that are put in place by one fail. No directory takes the place of another.

Not carried: what is written goes to the remote when it is closed, and may fail then; a mapped file
that is removed ends its reader (SIGBUS).
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import (
    Blocks,
    Directories,
    Errno,
    KeepOut,
    Lack,
    Limit,
    Mask,
    Measure,
    Modes,
    MountAs,
    Pretend,
    Refuse,
    Serve,
    Tell,
    When,
    Who,
)

_CLOSED = "a file that nobody has open is not truncated there, though an open one is"
_DEEP = "the remote underneath has another longest path than the backing here"
_BY_NAME = "rclone knows open files by their names, so another file may be what is read"
_DIRECTORY_TIMES = "rclone caches directories, and tells of no change in them"

PROFILE = Profile(
    name="rclone",
    title="rclone mount with a cache for writes, as its user mounts it",
    family=Family.STORES,
    quirks=(
        MountAs("rclone", because="the mount table has it under this type"),
        KeepOut(because="without --allow-other nobody but the user who mounted it is let in"),
        Serve(Who.HOST_USER, because="rclone does everything with the rights of its user"),
        Limit(Measure.NAME_BYTES, 255, Errno.EIO, because="rclone tells most failures as EIO"),
        Refuse(
            (Op.SYMLINK, Op.LINK),
            Errno.EIO,
            because="without --links a remote has no links at all, and rclone tells that as EIO",
        ),
        Refuse(
            Op.MKNOD,
            Errno.EIO,
            When.SPECIAL_FILE,
            because="a remote has files and directories, and nothing else",
        ),
        Refuse(
            Op.RENAME,
            Errno.EINVAL,
            When.RENAME_FLAGS,
            because="rclone knows no rename flags: neither NOREPLACE nor EXCHANGE",
        ),
        Refuse(
            Op.RENAME,
            Errno.EEXIST,
            When.DESTINATION_DIRECTORY,
            because="a remote moves a directory only to where there is none",
        ),
        Modes(0o644, 0o755, because="remotes keep no modes: --file-perms and --dir-perms decide"),
        Pretend((Op.CHMOD, Op.CHOWN), because="rclone accepts modes and owners and forgets them"),
        Mask(nlink=1, because="there are no other names to be counted"),
        Blocks(unit=512, because="sizes are all that is known of what a remote stores"),
        Directories(nlink=1, size=0, because="a remote's directories have neither size nor links"),
        Tell(files_free=0, because="rclone knows no limit of files to tell of"),
        Lack(Op.FALLOCATE, because="rclone has no way to reserve space"),
        Refuse(
            (Op.SETXATTR, Op.GETXATTR, Op.LISTXATTR, Op.REMOVEXATTR),
            Errno.EIO,
            because="extended attributes are not implemented, which comes out as EIO",
        ),
    ),
    sources=(
        "https://rclone.org/commands/rclone_mount/",
        "https://github.com/rclone/rclone/issues/2539",
        "https://github.com/rclone/rclone/issues/1965",
    ),
    original=Original(
        "rclone-writes",
        apart={
            "ids.ino_big": "rclone makes inode numbers up, and they are large",
            "io.size.truncate_grow": _CLOSED,
            "io.size.truncate_shrink": _CLOSED,
            "mmap.after_unlink": "reading a mapped file that was removed kills the reader there",
            "name.path.depth_by_chdir_60x120": _DEEP,
            "name.path.write_deep": _DEEP,
            "rename.open_reader_keeps_old": _BY_NAME,
            "rename.write_after": _BY_NAME,
            "unlink.read_after": _BY_NAME,
            "time.dir_mtime_on_create": _DIRECTORY_TIMES,
            "time.dir_mtime_on_unlink": _DIRECTORY_TIMES,
            "xattr.dir_user": "of directories rclone says EOPNOTSUPP, as others do",
        },
    ),
)
