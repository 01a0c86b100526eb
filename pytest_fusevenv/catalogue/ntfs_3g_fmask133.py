"""NTFS by ntfs-3g with `fmask=133,dmask=022,uid=1000,gid=1000`: no file on it is executable.

Many guides mount Windows disks this way. An environment is made, and packages are installed, all
with success; then `Permission denied` for every console script, as chmod only says that it worked.
The interpreter starts, for it is a link to one that lies elsewhere.
"""

from pytest_fusevenv.catalogue._dos import fixed_modes
from pytest_fusevenv.catalogue._ntfs import CLIENT, MANUAL, NTFS_3G
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import Own

PROFILE = Profile(
    name="ntfs-3g-fmask133",
    title="NTFS by ntfs-3g, where no file is executable (fmask=133)",
    family=Family.DISKS,
    quirks=(
        *CLIENT,
        *fixed_modes(0o644, 0o755),
        Own(1000, 1000, because="the options uid and gid say whose everything is"),
    ),
    original=Original("ntfs-3g-fmask133"),
    sources=(NTFS_3G, MANUAL),
)
