"""sshfs 3.7.6 and later over OpenSSH: symlinks are contained by default.

A link may be made with any text, but `readlink` is refused where the text is absolute or climbs
with `..`. So `uv venv` succeeds and its interpreter cannot start. Distributions have shipped
this as a security update of older releases (CVE-2026-47187), Debian 12 as 3.7.3-1.2~deb12u1.

Not carried: sshfs' own cache of listings and link texts (20 s; the kernel's cache of names and
attributes is set to the same time instead). Over a backing that is root's, run by root, the ssh
user is root, and modes refuse him nothing.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._openssh import CACHED, OPENSSH, SERVER, SETSTAT_FOLLOWS
from pytest_fusevenv.catalogue._sshfs import ATTRIBUTES, CLIENT, DEEP, DRAFT, OTHERS, SSHFS
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import Errno, Refuse, When

PROFILE = Profile(
    name="sshfs-3.7.6",
    title="sshfs with contain_symlinks (its default since May 2026)",
    family=Family.NETWORK,
    quirks=(
        *CLIENT,
        Refuse(
            Op.READLINK,
            Errno.EPERM,
            When.TARGET_ABSOLUTE_OR_CLIMBS,
            because="sshfs refuses to read a symlink whose target is absolute or climbs with '..'",
        ),
        SETSTAT_FOLLOWS,
        *SERVER,
        ATTRIBUTES,
        CACHED,
    ),
    sources=(
        "https://github.com/libfuse/sshfs/pull/361",
        SSHFS,
        OPENSSH,
        DRAFT,
    ),
    original=Original("sshfs", apart=OTHERS | DEEP),
)
