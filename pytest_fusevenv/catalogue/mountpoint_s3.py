"""mountpoint-s3 with `--allow-delete --allow-overwrite`: objects, written from end to end.

Nothing can be renamed, linked or changed in the middle: a tool that writes a temporary file and
renames it into place can not publish anything. Files are 0644, so no script can be executed.

Not carried: directories that vanish with their last object, files that cannot be read until they
are closed, `rename` in directory buckets (S3 Express).
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._objects import NO_HARD_LINKS, NO_SYMLINKS
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Lack, Modes, Pretend, Refuse, When

PROFILE = Profile(
    name="mountpoint-s3",
    title="Mountpoint for Amazon S3, where deleting and overwriting are allowed",
    family=Family.STORES,
    quirks=(
        NO_SYMLINKS,
        NO_HARD_LINKS,
        Refuse(
            Op.RENAME,
            Errno.ENOSYS,
            because="S3 renames nothing, and Mountpoint does not copy in its place",
        ),
        Refuse(
            Op.OPEN,
            Errno.EPERM,
            When.TO_BE_CHANGED,
            because="an object in S3 can be replaced (O_TRUNC), and not changed",
        ),
        Refuse(
            Op.WRITE,
            Errno.EINVAL,
            When.OUT_OF_ORDER,
            because="an upload goes from the beginning of a file to its end, in order",
        ),
        Refuse(
            Op.UNLINK,
            Errno.EPERM,
            When.BEING_WRITTEN,
            because="an upload that has begun cannot be taken back",
        ),
        Refuse(
            (Op.CHMOD, Op.CHOWN, Op.UTIMENS),
            Errno.EPERM,
            When.COMMITTED,
            because="what is in S3 has no attributes that could be set",
        ),
        Pretend(
            (Op.CHMOD, Op.CHOWN),
            because="the mode of a file that is being written is taken, and forgotten",
        ),
        Lack(
            (Op.SETXATTR, Op.GETXATTR, Op.LISTXATTR, Op.REMOVEXATTR, Op.FALLOCATE),
            because="Mountpoint has no extended attributes, and reserves no room",
        ),
        Modes(
            file=0o644,
            directory=0o755,
            because="Mountpoint shows all modes alike (--file-mode, --dir-mode)",
        ),
    ),
    sources=(
        "https://github.com/awslabs/mountpoint-s3/blob/main/doc/SEMANTICS.md",
        "https://github.com/awslabs/mountpoint-s3/issues/506",
    ),
)
