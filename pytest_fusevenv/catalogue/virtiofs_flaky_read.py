"""virtiofs of a Mac (Colima): one open in a hundred is refused, and works the next time.

Modes and owners are right, and the same command typed once more gets further. The seed of the mount
decides which.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue.virtiofs import PROFILE as VIRTIOFS
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Fault

PROFILE = Profile(
    name="virtiofs-flaky-read",
    title="virtiofs of a Mac, where an open is refused now and then",
    family=Family.MACHINES,
    quirks=(
        *VIRTIOFS.quirks,
        Fault(
            Op.OPEN,
            Errno.EACCES,
            share=0.01,
            because="the host loses the race for some files, and tells that as a matter of rights",
        ),
    ),
    sources=("https://github.com/abiosoft/colima/issues/1258",),
)
