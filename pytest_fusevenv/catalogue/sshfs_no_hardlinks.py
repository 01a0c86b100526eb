"""sshfs mounted with `-o disable_hardlink,no_contain_symlinks` over OpenSSH.

`link` is answered with ENOSYS, which recent kernels (seen on 6.18) tell the caller as EPERM.

Not carried: sshfs' own cache of listings and link texts (20 s; the kernel's cache of names and
attributes is set to the same time instead). Over a backing that is root's, run by root, the ssh
user is root, and modes refuse him nothing.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._openssh import CACHED, OPENSSH, SERVER, SETSTAT_FOLLOWS
from pytest_fusevenv.catalogue._sshfs import ATTRIBUTES, CLIENT, DEEP, DRAFT, OTHERS, SSHFS
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import Errno, Refuse

PROFILE = Profile(
    name="sshfs-no-hardlinks",
    title="sshfs with disable_hardlink over OpenSSH, nothing contained",
    family=Family.NETWORK,
    quirks=(
        *CLIENT,
        Refuse(
            Op.LINK,
            Errno.ENOSYS,
            because="sshfs was told to make no hard links; a recent kernel tells the caller EPERM",
        ),
        SETSTAT_FOLLOWS,
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
        "sshfs-disable_hardlink",
        apart={
            **OTHERS,
            **DEEP,
            "unlink.gone_after_close": "a hidden file of an earlier question was still there",
        },
    ),
)
