"""virtiofs of a Mac (Lima, Colima): a chmod just after a file was closed can fail, and then works.

`uv pip install` stops with "failed to set permissions for file"; the very same command typed once
more succeeds. Here it is the first chmod of a file that nobody is writing.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue.virtiofs import PROFILE as VIRTIOFS
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Fault, When

PROFILE = Profile(
    name="virtiofs-flaky-chmod",
    title="virtiofs of a Mac, where a chmod fails once",
    family=Family.MACHINES,
    quirks=(
        *VIRTIOFS.quirks,
        Fault(
            Op.CHMOD,
            Errno.EPERM,
            When.COMMITTED,
            times=1,
            because="the host touches the file at the same time, and the first chmod loses",
        ),
    ),
    sources=(
        "https://github.com/lima-vm/lima/issues/2437",
        "https://github.com/lima-vm/lima/issues/2450",
    ),
)
