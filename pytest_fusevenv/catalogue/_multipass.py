"""What the server of Multipass' classic mounts does, seen through sshfs in the guest.

The server is root on the host. It gives files and directories to the owner of the directory they
are made in, but not links. Since 1.14 it refuses to serve what does not belong to a mapped owner,
and finds the owner of a link by following it on the host.

Source: sftp_server.cpp of each release, run behind the real sshfs client.
"""

from msgspec.structs import replace

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._sshfs import ATTRIBUTES
from pytest_fusevenv.quirks import (
    Cache,
    CopyOver,
    Errno,
    Follow,
    HandOver,
    KeepPath,
    ListAsOpened,
    ListOnce,
    MapIds,
    OmitDots,
    Refuse,
    Rewrite,
    Serve,
    Text,
    Translate,
    Umask,
    When,
    Who,
)

SFTP_SERVER = "https://github.com/canonical/multipass/blob/main/src/sshfs_mount/sftp_server.cpp"
ISSUE = "https://github.com/astral-sh/uv/issues/15528"
CHECKS = "https://github.com/canonical/multipass/pull/3323"

_SETSTAT = (Op.CHMOD, Op.CHOWN, Op.UTIMENS, Op.TRUNCATE)

UNDECODABLE = Refuse(
    (Op.GETATTR, Op.OPEN, Op.CREATE, Op.MKDIR, Op.UNLINK, Op.RMDIR, Op.READLINK, Op.SYMLINK),
    Errno.ENOENT,
    When.NAME_UNDECODABLE,
    because="the server decodes names as UTF-8, and finds nothing under what comes out",
)

ROOT_SERVER = (
    Serve(Who.ROOT, because="the server runs as root on the host"),
    HandOver(
        (Op.CREATE, Op.MKNOD, Op.MKDIR),
        because="the server gives new files and directories, but not links, to the parent's owner",
    ),
    Umask((Op.CREATE, Op.MKNOD), 0o022, because="the server runs with umask 022"),
    Follow((Op.CHMOD, Op.TRUNCATE), because="the server follows links for chmod and truncate"),
    OmitDots(because="the server lists an empty directory without '.' and '..'"),
)

FAILURES = (
    Translate(
        (Op.GETATTR, Op.READLINK, Op.OPENDIR, Op.READDIR),
        Errno.ENOENT,
        because="the server says that there is no such file, whatever the reason",
    ),
    Translate(
        (Op.OPEN, Op.CREATE, Op.MKNOD),
        Errno.EPERM,
        {Errno.ENAMETOOLONG: Errno.EACCES},
        because="the server answers FAILURE where open fails, even for a file that has gone",
    ),
    Translate(
        (Op.UNLINK, Op.SYMLINK, Op.LINK),
        Errno.EPERM,
        because="the server answers FAILURE, whatever the reason, and sshfs says EPERM",
    ),
    Translate(
        (Op.RENAME, *_SETSTAT),
        Errno.EPERM,
        {Errno.ENOENT: Errno.ENOENT},
        because="the server answers FAILURE for all but a missing file, and sshfs says EPERM",
    ),
    Translate(
        Op.MKDIR, Errno.EEXIST, because="the server answers FAILURE, which sshfs takes for EEXIST"
    ),
    Translate(
        Op.RMDIR,
        Errno.ENOTEMPTY,
        because="the server answers FAILURE, which sshfs takes for ENOTEMPTY",
    ),
)

RENAME_ONTO_DIRECTORY = Refuse(
    Op.RENAME,
    Errno.EPERM,
    When.DESTINATION_DIRECTORY,
    because="the server unlinks what has the new name before it renames; a directory can not be",
)

ROOT_ATTRIBUTES = replace(
    ATTRIBUTES,
    permissions=0o777,
    special_types=False,
    because=ATTRIBUTES.because + "; the server sends only rwx bits, and no type for special files",
)

NORMALISED = Rewrite(
    Op.READLINK,
    Text.NORMALISED,
    because="the server asks Qt for the link's target, which is an absolute, cleaned path",
)
RELATIVISED = Rewrite(
    Op.READLINK,
    Text.RELATIVISED,
    because="sshfs runs with transform_symlinks: absolute paths below the export become relative",
)

UNREADABLE = Refuse(
    Op.READLINK,
    Errno.EACCES,
    When.FOREIGN,
    because="the server follows the link on the host, where its target does not exist or is "
    "nobody's it knows",
)

_BY_PATH = "asked for an open file, the server tells of, and cuts, what is at its first path now"

KEEP_PATH_UNCHECKED = KeepPath(Errno.EPERM, because=_BY_PATH)
KEEP_PATH = KeepPath(Errno.EACCES, because=_BY_PATH + "; what is not there has no mapped owner")

OPEN_DIRECTORIES = (
    ListAsOpened(because="the server reads a directory when it is opened, not when it is listed"),
    ListOnce(because="sshfs, with dir_cache=no, asks for the rest of a listing, never for another"),
)

OWNER_CHECKS = (
    Refuse(
        (Op.OPENDIR, Op.OPEN, Op.RENAME, Op.LINK, *_SETSTAT),
        Errno.EACCES,
        When.FOREIGN,
        because="the server serves only what, followed on the host, has a mapped owner",
    ),
    Refuse(
        (Op.CREATE, Op.MKNOD, Op.MKDIR),
        Errno.EACCES,
        When.PARENT_FOREIGN,
        because="the server makes things only in directories of a mapped owner",
    ),
    Refuse(
        (Op.UNLINK, Op.RMDIR),
        Errno.EACCES,
        When.EXISTS_FOREIGN,
        because="the server removes nothing that leads to what has no mapped owner",
    ),
    Refuse(
        Op.RENAME,
        Errno.EACCES,
        When.DESTINATION_FOREIGN,
        because="the server replaces nothing that leads to what has no mapped owner",
    ),
    Refuse(
        Op.CHOWN,
        Errno.EACCES,
        When.OWNER_UNKNOWN,
        because="the server accepts only owners that its map gives out",
    ),
)

SYMLINK_CHECK = Refuse(
    Op.SYMLINK,
    Errno.EACCES,
    When.TARGET_FOREIGN,
    because="the server refuses a link to what exists on the host and has no mapped owner; it "
    "looks for a relative target in its own directory",
)

LEADS_OUTSIDE = Refuse(
    (Op.OPENDIR, Op.OPEN, *_SETSTAT),
    Errno.EACCES,
    When.LEADS_OUTSIDE,
    because="the server resolves the path and refuses what leads nowhere or out of the export",
)

COPY_OVER = CopyOver(
    because="Qt falls back to copying where the new name is a dangling link: into its target"
)

NO_STATFS = Refuse(
    Op.STATFS,
    Errno.EOPNOTSUPP,
    because="libssh 0.11 advertises statvfs, and the server answers that it is unsupported",
)

MAP = MapIds(
    hide_unmapped=True,
    because="only the host user's ids are mapped; root's become -1, which is nobody's",
)

CACHED = Cache(1.0, because="sshfs runs with dir_cache=no: only the kernel remembers, for a second")
