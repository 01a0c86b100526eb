"""exFAT by the driver of Linux (5.7 and later): memory cards, USB disks, disks shared with Windows.

A user meets it under /media or /mnt. There are no links of any kind, so `uv venv` fails at
`.venv/bin/python` and a cache there at the first wheel; `python -m venv --copies` fails at `lib64`;
only `virtualenv --copies` makes an environment. Every file is executable, whatever chmod says, and
names that differ only in case are one.

As mounted with `fmask=0022,dmask=0022` for whoever uses it. Not carried: a fixed owner (`uid=`):
what is made belongs to whoever makes it.
"""

from pytest_fusevenv.catalogue._dos import EXFAT_DRIVER, EXFAT_FORMAT, exfat
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile

PROFILE = Profile(
    name="exfat",
    title="exFAT by the driver of Linux",
    family=Family.DISKS,
    quirks=exfat(file=0o755),
    original=Original(
        "exfat-kernel",
        apart={
            "time.ctime_on_chmod": "a chmod that changes nothing is not carried out here at all",
        },
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/15607",
        "https://github.com/astral-sh/uv/issues/13345",
        "https://github.com/python/cpython/issues/98975",
        EXFAT_DRIVER,
        EXFAT_FORMAT,
    ),
)
