"""A shared folder of VirtualBox with older guest additions: a symbolic link is "Read-only".

The folder is mounted to be written, and everything else in it can be. Whoever takes EROFS for the
truth about the whole mount, or tries the same link once more, is misled (pypa/virtualenv#989).
"""

from pytest_fusevenv.catalogue._vboxsf import DRIVER, vboxsf
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno

PROFILE = Profile(
    name="vboxsf-erofs",
    title="a shared folder of VirtualBox where links are told to be read-only",
    family=Family.MACHINES,
    quirks=vboxsf(
        Errno.EROFS, because="the host calls links write-protected, and the guest says so"
    ),
    sources=("https://github.com/pypa/virtualenv/pull/989", DRIVER),
)
