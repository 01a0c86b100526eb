"""NTFS by ntfs-3g without options: a Windows disk on Linux, as root or /etc/fstab mounts it.

There are links and hard links, so environments work. Every file is executable and everybody may
write it; chmod and chown say that they worked, and nothing changes.

Not carried: names that Windows itself could not open are let in here as they are there.
"""

from pytest_fusevenv.catalogue._dos import fixed_modes
from pytest_fusevenv.catalogue._ntfs import CLIENT, MANUAL, NTFS_3G
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile

PROFILE = Profile(
    name="ntfs-3g",
    title="NTFS by ntfs-3g, all rights for all",
    family=Family.DISKS,
    quirks=(*CLIENT, *fixed_modes(0o777, 0o777)),
    original=Original("ntfs-3g"),
    sources=(NTFS_3G, MANUAL),
)
