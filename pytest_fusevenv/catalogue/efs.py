"""AWS EFS: an NFS 4.1 on which a file has at most 177 names.

A cache on it that has served 176 environments can serve no other by hard links. uv up to 0.10.8
failed with "Too many links"; since 0.10.9 it makes a fresh copy and links that.

Not measured: it is what the client of Linux does to any NFS 4.1, and the limit from the manual.
"""

from pytest_fusevenv.catalogue._nfs import (
    CLIENT,
    FLOCK_IS_A_POSIX_LOCK,
    MOUNTED,
    NO_FALLOCATE,
    NO_POSIX_ACLS,
    NO_SECURITY_ATTRIBUTES,
    NO_TRUSTED_ATTRIBUTES,
    NO_USER_ATTRIBUTES,
)
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Limit, Measure

PROFILE = Profile(
    name="efs",
    title="AWS EFS: an NFS 4.1 with 177 hard links to a file",
    family=Family.NETWORK,
    quirks=(
        MOUNTED[4],
        *CLIENT,
        FLOCK_IS_A_POSIX_LOCK,
        NO_USER_ATTRIBUTES,
        NO_TRUSTED_ATTRIBUTES,
        NO_SECURITY_ATTRIBUTES,
        NO_POSIX_ACLS,
        NO_FALLOCATE,
        Limit(
            what=Measure.LINKS,
            most=177,
            errno=Errno.EMLINK,
            because="EFS allows a file 177 hard links",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/pull/17699",
        "https://docs.aws.amazon.com/efs/latest/ug/limits.html",
        "https://docs.aws.amazon.com/efs/latest/ug/mounting-fs-nfs-mount-settings.html",
    ),
)
