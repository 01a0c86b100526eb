"""A disk that is full while a file is copied, and has room again a moment later.

The 29th write is refused with "No space left on device": in the middle of the first package, where
`uv sync` copies into an environment that it has just made. Then somebody has made room, and the
user types the command again: it exits 0, and half of the package is missing.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Fault

PROFILE = Profile(
    name="copy-enospc-once",
    title="a disk that is full for one write, and then has room again",
    family=Family.FAILING,
    quirks=(
        Fault(
            Op.WRITE,
            Errno.ENOSPC,
            after=28,
            times=1,
            because="the disk is full, until somebody makes room",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/16468",
        "https://github.com/Comfy-Org/desktop/issues/954",
    ),
)
