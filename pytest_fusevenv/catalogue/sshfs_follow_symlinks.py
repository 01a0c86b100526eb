"""sshfs mounted with `-o follow_symlinks` over OpenSSH: links are never seen.

The server follows every link. `symlink` makes the link and then says EIO (or ENOENT where the
target is missing), because what appears is not a link. A dangling link is listed, but cannot be
removed.

Not carried: reading through a link that leaves the export (the other machine's file is not
here).

Not carried: sshfs' own cache of listings and link texts (20 s; the kernel's cache of names and
attributes is set to the same time instead). Over a backing that is root's, run by root, the ssh
user is root, and modes refuse him nothing.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._openssh import CACHED, OPENSSH, SERVER
from pytest_fusevenv.catalogue._sshfs import ATTRIBUTES, CLIENT, DRAFT, OTHERS, SSHFS
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import Follow

PROFILE = Profile(
    name="sshfs-follow-symlinks",
    title="sshfs with follow_symlinks over OpenSSH",
    family=Family.NETWORK,
    quirks=(
        *CLIENT,
        Follow(
            (
                Op.GETATTR,
                Op.OPEN,
                Op.CREATE,
                Op.OPENDIR,
                Op.READDIR,
                Op.CHMOD,
                Op.CHOWN,
                Op.TRUNCATE,
                Op.UTIMENS,
            ),
            on_the_way=True,
            because="sshfs asks with STAT, not LSTAT: the server follows links to their end",
        ),
        *SERVER,
        ATTRIBUTES,
        CACHED,
    ),
    sources=(
        SSHFS,
        OPENSSH,
        DRAFT,
    ),
    original=Original(
        "sshfs-follow_symlinks",
        apart=OTHERS
        | dict.fromkeys(
            (
                "symlink.python",
                "symlink.exec.to_outer",
                "symlink.readlink.absolute",
                "symlink.readlink.escape",
                "symlink.stat_through.absolute",
                "symlink.stat_through.escape",
                "symlink.stat_through.outside",
            ),
            "the imitation's host is empty: outside the export nothing is there",
        ),
    ),
)
