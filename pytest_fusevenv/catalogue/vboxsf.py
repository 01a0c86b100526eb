"""A shared folder of VirtualBox on a Windows host: a symbolic link is a protocol error.

It is what `vagrant up` mounts at /vagrant. `uv venv` fails at `.venv/bin/python`; with the cache
there, every command of uv fails, as a lock file takes a hard link or a rename with NOREPLACE.
VirtualBox refuses links for safety, unless the host is told otherwise, and then by a Windows that
lets nobody but administrators make any.

Not carried: MAP_SHARED, which the driver lacks.
"""

from pytest_fusevenv.catalogue._vboxsf import DRIVER, vboxsf
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno

PROFILE = Profile(
    name="vboxsf",
    title="a shared folder of VirtualBox on a Windows host",
    family=Family.MACHINES,
    quirks=vboxsf(
        Errno.EPROTO, because="the host makes no link, and the driver has no word for that"
    ),
    sources=(
        "https://github.com/magfest/ubersystem/issues/191",
        "https://github.com/pypa/virtualenv/issues/2786",
        "https://github.com/pypa/pip/issues/5638",
        "https://github.com/pimutils/vdirsyncer/issues/813",
        DRIVER,
    ),
)
