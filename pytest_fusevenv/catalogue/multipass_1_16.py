"""Multipass 1.14.0 to 1.16.2: a classic mount. The filesystem of astral-sh/uv#15528.

The server is root on the host and serves only what belongs to a mapped owner. A link made in the
guest is root's on the host, so it is nobody's in the guest (the id -1, which the kernel lets
nobody unlink or rename: EOVERFLOW). To read a link the server follows it on the host: where the
target exists only in the guest, `readlink` is refused, although `symlink` was not.

Not carried: the host's AppArmor confinement, and what a dying network does (EIO at `close`, a
silent end of file). Paths of more than 4095 bytes on the host are served. What is made under a name
that is not UTF-8 is refused; the real server makes some of it, under a name nobody finds. `chown`
leaves the set-id bits on the host, where the real one loses them; the guest never sees them.

Over a backing that belongs to an ordinary user who runs this himself, the server has that user's
rights, not root's: files he may not read stay unreadable.
"""

from pytest_fusevenv.catalogue._multipass import (
    CACHED,
    COPY_OVER,
    FAILURES,
    ISSUE,
    KEEP_PATH,
    MAP,
    NO_STATFS,
    NORMALISED,
    OPEN_DIRECTORIES,
    OWNER_CHECKS,
    RELATIVISED,
    RENAME_ONTO_DIRECTORY,
    ROOT_ATTRIBUTES,
    ROOT_SERVER,
    SFTP_SERVER,
    SYMLINK_CHECK,
    UNDECODABLE,
    UNREADABLE,
)
from pytest_fusevenv.catalogue._sshfs import CLIENT
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile

PROFILE = Profile(
    name="multipass-1.16",
    title="Multipass 1.14.0 to 1.16.2, classic mount",
    family=Family.MACHINES,
    quirks=(
        *CLIENT,
        UNDECODABLE,
        KEEP_PATH,
        *OPEN_DIRECTORIES,
        *ROOT_SERVER,
        UNREADABLE,
        NORMALISED,
        RELATIVISED,
        *OWNER_CHECKS,
        SYMLINK_CHECK,
        RENAME_ONTO_DIRECTORY,
        COPY_OVER,
        NO_STATFS,
        *FAILURES,
        ROOT_ATTRIBUTES,
        MAP,
        CACHED,
    ),
    sources=(
        SFTP_SERVER,
        ISSUE,
    ),
)
