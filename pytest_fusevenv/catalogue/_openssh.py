"""What OpenSSH's sftp-server does, seen through sshfs: it is the ssh user, with his rights.

Source: sftp-server.c (errno_to_portable, process_setstat); observed with OpenSSH 9.2.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._sshfs import ATTRIBUTES, CLIENT
from pytest_fusevenv.quirks import (
    Cache,
    Errno,
    Follow,
    Limit,
    Measure,
    OmitUnseen,
    Serve,
    Translate,
    Umask,
    Who,
)

OPENSSH = "https://github.com/openssh/openssh-portable/blob/master/sftp-server.c"

_STATUS = {
    Errno.ENOENT: Errno.ENOENT,
    Errno.ENOTDIR: Errno.ENOENT,
    Errno.ELOOP: Errno.ENOENT,
    Errno.EPERM: Errno.EACCES,
    Errno.EACCES: Errno.EACCES,
    Errno.ENAMETOOLONG: Errno.EBADMSG,
    Errno.EINVAL: Errno.EBADMSG,
    Errno.ENOSYS: Errno.EOPNOTSUPP,
}
"""Nine words for all errors: what is not listed is FAILURE."""

_FEW_WORDS = "SFTP has nine status codes for all errors; what fits none is a FAILURE"

SERVER = (
    Serve(Who.HOST_USER, because="sftp-server runs as the ssh user, with his rights and his umask"),
    Umask(
        (Op.CREATE, Op.MKNOD, Op.MKDIR),
        0o022,
        because="sftp-server applies its own umask, 022 by default, to files and directories",
    ),
    Limit(
        what=Measure.HOST_PATH_BYTES,
        most=4095,
        errno=Errno.EBADMSG,
        because="sftp-server takes whole paths, and Linux takes 4095 bytes (PATH_MAX) of one",
    ),
    OmitUnseen(because="sftp-server looks at what it lists, and leaves out what it may not see"),
    Translate(
        (
            Op.GETATTR,
            Op.READLINK,
            Op.MKNOD,
            Op.UNLINK,
            Op.SYMLINK,
            Op.RENAME,
            Op.LINK,
            Op.CHMOD,
            Op.CHOWN,
            Op.TRUNCATE,
            Op.OPEN,
            Op.CREATE,
            Op.OPENDIR,
            Op.READDIR,
            Op.UTIMENS,
        ),
        Errno.EPERM,
        _STATUS,
        because=_FEW_WORDS + ", which sshfs takes for EPERM",
    ),
    Translate(Op.MKDIR, Errno.EEXIST, _STATUS, because=_FEW_WORDS + ", for mkdir EEXIST"),
    Translate(Op.RMDIR, Errno.ENOTEMPTY, _STATUS, because=_FEW_WORDS + ", for rmdir ENOTEMPTY"),
)

SETSTAT_FOLLOWS = Follow(
    (Op.CHMOD, Op.CHOWN, Op.TRUNCATE, Op.UTIMENS),
    because="SETSTAT follows links on the server: a link's own times and owner cannot be set",
)

CACHED = Cache(20.0, because="sshfs trusts attributes and names for 20 seconds (dcache_timeout)")

PLAIN_SSHFS = (*CLIENT, SETSTAT_FOLLOWS, *SERVER, ATTRIBUTES, CACHED)
