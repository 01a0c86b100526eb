"""virtiofs, as QEMU and Docker Desktop share a directory of the host: plain, without attributes.

Links, modes, locks and renames are the host's own. Extended attributes are not there unless the
server was told to pass them on. Lima, Colima and Docker Desktop add troubles of their own to it,
which are in other profiles.

Not carried: stale caches, where the host changes what the guest has read.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import Lack, MountAs

PROFILE = Profile(
    name="virtiofs",
    title="virtiofs, a directory of the host shared with a virtual machine",
    family=Family.MACHINES,
    quirks=(
        MountAs("virtiofs", because="the mount table of the guest has it under this type"),
        Lack(
            (Op.SETXATTR, Op.GETXATTR, Op.LISTXATTR, Op.REMOVEXATTR),
            because="virtiofsd passes on no extended attributes unless it is told to",
        ),
    ),
    sources=(
        "https://virtio-fs.gitlab.io/",
        "https://github.com/abiosoft/colima/issues/1258",
    ),
    original=Original("virtiofs-qemu-vauto"),
)
