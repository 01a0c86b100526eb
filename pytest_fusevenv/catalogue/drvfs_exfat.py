"""An exFAT drive of Windows in WSL, as /mnt/g: no links, and modes that cannot be set.

`uv venv` and Poetry stop at `.venv/bin/python`. Many reporters of it have made the disk NTFS since.

Not carried: the owner, uid 1000: what is made belongs to whoever makes it.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._windows import ALL_OPEN, KEEPS_CASE, NO_CHMOD, NOTHING_BUSY
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse

PROFILE = Profile(
    name="drvfs-exfat",
    title="an exFAT drive of Windows in WSL",
    family=Family.MACHINES,
    quirks=(
        KEEPS_CASE,
        Refuse(
            (Op.SYMLINK, Op.LINK),
            Errno.EPERM,
            because="exFAT has no links, and Windows lends it none",
        ),
        *NOTHING_BUSY,
        NO_CHMOD,
        ALL_OPEN,
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/13345",
        "https://github.com/astral-sh/uv/issues/13301",
        "https://github.com/python-poetry/poetry/issues/8306",
    ),
)
