"""sshfs 3.7.5 and older over OpenSSH: links are passed on as they are.

The server is the ssh user. Link texts are raw, so an absolute link leads to whatever the guest
has at that path: a virtual environment works. This is also sshfs 3.7.6 with
`no_contain_symlinks`.

Not carried: sshfs' own cache of listings and link texts (20 s; the kernel's cache of names and
attributes is set to the same time instead). Over a backing that is root's, run by root, the ssh
user is root, and modes refuse him nothing.
"""

from pytest_fusevenv.catalogue._openssh import OPENSSH, PLAIN_SSHFS
from pytest_fusevenv.catalogue._sshfs import DEEP, DRAFT, OTHERS, SSHFS
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile

PROFILE = Profile(
    name="sshfs-3.7.5",
    title="sshfs 3.7.5 and older over OpenSSH, nothing contained",
    family=Family.NETWORK,
    quirks=(*PLAIN_SSHFS,),
    sources=(
        SSHFS,
        OPENSSH,
        DRAFT,
    ),
    original=Original("sshfs-no_contain_symlinks", apart=OTHERS | DEEP),
)
