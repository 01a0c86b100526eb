"""A disk with room for 12 more files, directories and links, however small.

Empty files are what environments are full of: `df` says that there is space, and nothing can be
made. What was made already can still be written.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Room

PROFILE = Profile(
    name="full-inodes",
    title="a disk with 12 inodes left",
    family=Family.FAILING,
    quirks=(Room(objects=12, because="there are 12 inodes left on the disk"),),
    sources=(
        "https://github.com/astral-sh/uv/issues/7642",
        "https://github.com/prefix-dev/pixi/issues/5332",
    ),
)
