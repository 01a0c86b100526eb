"""A shared folder of VMware under /mnt/hgfs: links of neither kind.

A symbolic link is "Operation not supported", a hard link "not permitted": pip 6.1.1 waited for ever
for a lock that it tried to take by one.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._windows import ALL_OPEN, NO_RENAME_FLAGS
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, MountAs, Pretend, Refuse

PROFILE = Profile(
    name="hgfs",
    title="a shared folder of VMware on a Windows host",
    family=Family.MACHINES,
    quirks=(
        MountAs("vmhgfs-fuse", because="open-vm-tools mounts it by FUSE, with this type"),
        Refuse(
            Op.SYMLINK,
            Errno.EOPNOTSUPP,
            because="the host is a Windows, which makes no symbolic links for VMware",
        ),
        Refuse(Op.LINK, Errno.EPERM, because="the protocol of shared folders has no hard links"),
        NO_RENAME_FLAGS,
        ALL_OPEN,
        Pretend(Op.CHMOD, because="the host keeps no modes, and chmod is said to work"),
    ),
    sources=(
        "https://github.com/mlsecproject/combine/issues/173",
        "https://github.com/pypa/pip/issues/2787",
        "https://github.com/vmware/open-vm-tools",
    ),
)
