"""Multipass' main branch of August 2026: a classic mount that keeps a link's text as it is.

As 1.16, and: link texts are stored and told as they were written, whatever they point to, and
paths are resolved before they are served. `readlink` still follows the link on the host and
refuses where its target does not exist there.

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
    LEADS_OUTSIDE,
    MAP,
    NO_STATFS,
    OPEN_DIRECTORIES,
    OWNER_CHECKS,
    RELATIVISED,
    RENAME_ONTO_DIRECTORY,
    ROOT_ATTRIBUTES,
    ROOT_SERVER,
    SFTP_SERVER,
    UNDECODABLE,
    UNREADABLE,
)
from pytest_fusevenv.catalogue._sshfs import CLIENT
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile

PROFILE = Profile(
    name="multipass-2026.08",
    title="Multipass' main branch of August 2026, classic mount",
    family=Family.MACHINES,
    quirks=(
        *CLIENT,
        UNDECODABLE,
        KEEP_PATH,
        *OPEN_DIRECTORIES,
        *ROOT_SERVER,
        UNREADABLE,
        RELATIVISED,
        LEADS_OUTSIDE,
        *OWNER_CHECKS,
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
