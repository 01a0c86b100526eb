"""Multipass 1.16.3: a classic mount whose server resolves every path.

As 1.16, and: a link's target must lie below the export, a relative one counts from the export's
root and is stored as an absolute path of the host; `readlink` answers where the link finally
leads, as an absolute path of the guest. So `uv venv` fails at once, on its first link.

Not carried: the host's AppArmor confinement, and what a dying network does (EIO at `close`, a
silent end of file). Paths of more than 4095 bytes on the host are served. What is made under a name
that is not UTF-8 is refused; the real server makes some of it, under a name nobody finds. `chown`
leaves the set-id bits on the host, where the real one loses them; the guest never sees them.

Over a backing that belongs to an ordinary user who runs this himself, the server has that user's
rights, not root's: files he may not read stay unreadable.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._multipass import (
    CACHED,
    COPY_OVER,
    FAILURES,
    ISSUE,
    KEEP_PATH,
    LEADS_OUTSIDE,
    MAP,
    NO_STATFS,
    OPEN_DIRECTORIES,
    OWNER_CHECKS,
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
from pytest_fusevenv.quirks import Errno, Refuse, Rewrite, Text, When

PROFILE = Profile(
    name="multipass-1.16.3",
    title="Multipass 1.16.3, classic mount",
    family=Family.MACHINES,
    quirks=(
        *CLIENT,
        UNDECODABLE,
        KEEP_PATH,
        *OPEN_DIRECTORIES,
        *ROOT_SERVER,
        UNREADABLE,
        Rewrite(
            Op.READLINK,
            Text.GUEST_ABSOLUTE,
            because="the server resolves the link and answers with the guest's absolute path",
        ),
        LEADS_OUTSIDE,
        *OWNER_CHECKS,
        Rewrite(
            Op.SYMLINK,
            Text.ANCHORED,
            because="the server counts a relative target from the export's root, and stores that",
        ),
        Refuse(
            Op.SYMLINK,
            Errno.EACCES,
            When.TARGET_OUTSIDE,
            because="the server refuses a link to anything outside the export",
        ),
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
