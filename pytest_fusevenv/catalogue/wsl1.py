"""The Linux disk of WSL1: a directory in which a file is open, or was just now, cannot be moved.

uv unpacks a wheel into a temporary directory of its cache and moves that into place. Where a file
below it is still open the move is EACCES; a moment later it works, as a `mv` by hand does. uv tries
again on Windows only.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._windows import NO_RENAME_FLAGS
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse, Soon, When

PROFILE = Profile(
    name="wsl1",
    title="WSL1, where a directory that is in use cannot be moved",
    family=Family.MACHINES,
    quirks=(
        Refuse(
            Op.RENAME,
            Errno.EACCES,
            When.BUSY_BELOW,
            because="Windows moves no directory while a file below it is open",
        ),
        Soon(
            Op.RENAME,
            Errno.EACCES,
            of=Op.RELEASE,
            milliseconds=2000,
            below=True,
            when=When.IS_DIRECTORY,
            because="scanners of Windows hold a file open for a while after it was written",
        ),
        NO_RENAME_FLAGS,
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/11018",
        "https://github.com/microsoft/WSL2-Linux-Kernel/issues/93",
    ),
)
