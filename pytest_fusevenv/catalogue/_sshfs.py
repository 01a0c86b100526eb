"""What the sshfs client (3.7, over SFTP version 3) does to every mount, whatever the server.

Source: sshfs.c and the SFTP version 3 draft; observed with sshfs 3.7.3 over a pipe.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.quirks import (
    CoarseTimes,
    Errno,
    Lack,
    Linger,
    Mask,
    MountAs,
    Refuse,
    When,
)

DRAFT = "https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02"
SSHFS = "https://github.com/libfuse/sshfs"

ATTRIBUTES = Mask(
    nlink=1,
    block_size=4096,
    whole_seconds=True,
    change_time=False,
    device_numbers=False,
    stored_inodes=False,
    because="SFTP version 3 carries neither link counts, blocks, inodes nor parts of seconds",
)

CLIENT = (
    MountAs("sshfs", because="sshfs mounts under its own filesystem type"),
    Lack(
        (Op.GETXATTR, Op.SETXATTR, Op.LISTXATTR, Op.REMOVEXATTR, Op.FALLOCATE),
        because="SFTP has no extended attributes and no way to reserve space",
    ),
    Refuse(
        Op.RENAME,
        Errno.EINVAL,
        When.RENAME_FLAGS,
        because="sshfs knows no rename flags: neither NOREPLACE nor EXCHANGE",
    ),
    Refuse(
        Op.MKNOD,
        Errno.EPERM,
        When.SPECIAL_FILE,
        because="sshfs can only make regular files, no fifos, sockets or devices",
    ),
    Refuse(
        Op.ACCESS,
        Errno.EACCES,
        When.NOT_EXECUTABLE,
        because="sshfs grants all access but execution of a file without any execute bit",
    ),
    CoarseTimes(because="SFTP sets both times at once, in seconds; sshfs fills in what is missing"),
    Linger(because="libfuse renames an open file out of the way when it is unlinked"),
)

OTHERS = {
    "otheruser": "the profiles are of sshfs with allow_other, as root and CI use it",
}
DEEP = {
    "name.path.depth_by_chdir_60x120": "how deep it goes depends on where the served files lie",
}
