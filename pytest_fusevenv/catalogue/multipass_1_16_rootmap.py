"""Multipass 1.14.0 to 1.16.2 mounted with `-u 1000:1000 -u 0:0 -g 1000:1000 -g 0:0`.

The workaround of canonical/multipass#3620: with root mapped too, links are root's and can be
removed and renamed. A link whose target exists only in the guest still cannot be read.

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
from pytest_fusevenv.quirks import MapIds

PROFILE = Profile(
    name="multipass-1.16-rootmap",
    title="Multipass 1.14.0 to 1.16.2, with root mapped too",
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
        MapIds(
            hide_unmapped=True,
            root_too=True,
            because="the mount maps the host user's ids and root's",
        ),
        CACHED,
    ),
    sources=(
        SFTP_SERVER,
        ISSUE,
    ),
)
