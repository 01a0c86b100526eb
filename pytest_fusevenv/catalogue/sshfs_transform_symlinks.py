"""sshfs mounted with `-o transform_symlinks,no_contain_symlinks` over OpenSSH.

Absolute links that point below the export on the server become relative; all others stay raw.

Not carried: sshfs' own cache of listings and link texts (20 s; the kernel's cache of names and
attributes is set to the same time instead). Over a backing that is root's, run by root, the ssh
user is root, and modes refuse him nothing.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._openssh import CACHED, OPENSSH, SERVER, SETSTAT_FOLLOWS
from pytest_fusevenv.catalogue._sshfs import ATTRIBUTES, CLIENT, DEEP, DRAFT, OTHERS, SSHFS
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import Rewrite, Text

PROFILE = Profile(
    name="sshfs-transform-symlinks",
    title="sshfs with transform_symlinks over OpenSSH, nothing contained",
    family=Family.NETWORK,
    quirks=(
        *CLIENT,
        Rewrite(
            Op.READLINK,
            Text.RELATIVISED,
            because="sshfs makes absolute paths below the export relative to the link",
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
    original=Original("sshfs-no_contain-transform", apart=OTHERS | DEEP),
)
