"""A Docker sandbox on a 5.15 kernel: RENAME_NOREPLACE between two directories is EXDEV.

A plain rename works there, and NOREPLACE within one directory does, too. Landlock without the right
REFER answers the same. uv 0.9.30 to 0.13.9 takes it for a move between two disks, and gives up.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse, When

PROFILE = Profile(
    name="no-noreplace-exdev",
    title="a sandbox that moves nothing to another directory with RENAME_NOREPLACE",
    family=Family.LACKING,
    quirks=(
        Refuse(
            Op.RENAME,
            Errno.EXDEV,
            When.ELSEWHERE_UNLESS_THERE,
            because="the sandbox's overlay takes a guarded move between directories for two disks",
        ),
    ),
    sources=("https://github.com/NVIDIA/OpenShell/issues/1467",),
)
