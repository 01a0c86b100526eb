"""NFS version 4.1 from a server that takes root for nobody (`root_squash`, which is its default).

What root makes is nobody's, root may not give it away, and what others own root can use as far as
their modes let anybody: root is kept out of what everywhere else is his. A container that starts as
root, with its data on NFS, fails at `chown`.

To be mounted by root: to the server an ordinary user is himself, and meets the profile `nfs4`. A
directory of your own underneath is left as it is; nobody must be able to write it.

Not carried: other users beside root on root's mount, who would be themselves. Here they are nobody.
"""

from pytest_fusevenv.catalogue._nfs import (
    CLIENT,
    DISK,
    FLOCK_IS_A_POSIX_LOCK,
    MOUNTED,
    NFS,
    NO_FALLOCATE,
    NO_POSIX_ACLS,
    NO_SECURITY_ATTRIBUTES,
    NO_TRUSTED_ATTRIBUTES,
    NO_USER_ATTRIBUTES,
)
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import Serve, Who

PROFILE = Profile(
    name="nfs4-root-squash",
    title="NFS version 4.1, whose server takes root for nobody",
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
        Serve(Who.NOBODY, because="the server takes root for nobody, with the rights of nobody"),
    ),
    sources=(
        "https://man7.org/linux/man-pages/man5/exports.5.html",
        NFS,
        "https://github.com/moby/moby/issues/28001",
        "https://github.com/domibarton/docker-sabnzbd/pull/5",
    ),
    original=Original(
        "nfs4-root_squash-1777",
        apart={
            **DISK,
            "otheruser": "here the server takes everybody on root's mount for nobody",
        },
    ),
)
