"""Multipass up to 1.13.1: a classic mount, before the server checked owners.

The server is root on the host. Files and directories made in the guest belong to the host user,
shown as the guest's user; links stay root's, and are shown as root's. Nothing is refused: links
are read whatever they point to, cleaned and made relative where they point below the export.

Not carried: the host's AppArmor confinement, and what a dying network does (EIO at `close`, a
silent end of file). Paths of more than 4095 bytes on the host are served. What is made under a name
that is not UTF-8 is refused; the real server makes some of it, under a name nobody finds. `chown`
leaves the set-id bits on the host, where the real one loses them; the guest never sees them. While
sshfs has a listing in its cache, it tells no types with it, and an open directory that is listed
again when the cache has forgotten it is empty.

Over a backing that belongs to an ordinary user who runs this himself, the server has that user's
rights, not root's: files he may not read stay unreadable.
"""

from pytest_fusevenv.calls import Capacity
from pytest_fusevenv.catalogue._multipass import (
    CHECKS,
    FAILURES,
    KEEP_PATH_UNCHECKED,
    NORMALISED,
    RELATIVISED,
    RENAME_ONTO_DIRECTORY,
    ROOT_ATTRIBUTES,
    ROOT_SERVER,
    SFTP_SERVER,
    UNDECODABLE,
)
from pytest_fusevenv.catalogue._sshfs import CLIENT
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Cache, MapIds, Report

CAPACITY = Report(
    Capacity(4096, 262144000, 262144000, 262144000, 10**9, 10**9, 255),
    because="the server answers statvfs with constants: 1 TB, all of it free",
)

PROFILE = Profile(
    name="multipass-1.13",
    title="Multipass 1.13.1 and older, classic mount",
    family=Family.MACHINES,
    quirks=(
        *CLIENT,
        UNDECODABLE,
        KEEP_PATH_UNCHECKED,
        *ROOT_SERVER,
        RENAME_ONTO_DIRECTORY,
        NORMALISED,
        RELATIVISED,
        *FAILURES,
        ROOT_ATTRIBUTES,
        CAPACITY,
        MapIds(
            hide_unmapped=False,
            because="only the host user's ids are mapped; all others are shown as they are",
        ),
        Cache(3.0, because="sshfs trusts what it read for 3 seconds (dcache_timeout=3)"),
    ),
    sources=(
        SFTP_SERVER,
        CHECKS,
    ),
)
