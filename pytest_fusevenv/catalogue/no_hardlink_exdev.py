"""A tree of bind mounts or Docker volumes: no hard link from one to another.

The kernel compares mounts, not disks: between two bind mounts of one disk `link` is EXDEV, though
`stat` tells the same device. So it is where a cache is mounted into a build beside the project.

Not carried: which directory is which volume. Here every link is refused, and renames are not; the
profile split-volumes has both.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse

PROFILE = Profile(
    name="no-hardlink-exdev",
    title="bind mounts and Docker volumes: no hard links between them",
    family=Family.LACKING,
    quirks=(
        Refuse(
            Op.LINK,
            Errno.EXDEV,
            because="the two names lie on two mounts, and the kernel links within one only",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/17962",
        "https://github.com/astral-sh/uv/issues/15149",
        "https://github.com/astral-sh/uv/issues/7509",
    ),
)
