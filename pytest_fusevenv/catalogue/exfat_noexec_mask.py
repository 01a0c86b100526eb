"""exFAT mounted with `fmask=0133`: no file on it can be executed, and chmod does not change that.

Desktops and /etc/fstab recipes mount cards this way, so that data does not look like programs.
Installing works as on `exfat`; what was installed can be imported, but no console script starts.

Not carried: a fixed owner (`uid=`): what is made belongs to whoever makes it.
"""

from pytest_fusevenv.catalogue._dos import EXFAT_DRIVER, EXFAT_FORMAT, exfat
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile

PROFILE = Profile(
    name="exfat-noexec-mask",
    title="exFAT whose files are not executable (fmask=0133)",
    family=Family.DISKS,
    quirks=exfat(file=0o644),
    sources=(
        "https://github.com/astral-sh/uv/issues/15607",
        EXFAT_DRIVER,
        EXFAT_FORMAT,
    ),
)
