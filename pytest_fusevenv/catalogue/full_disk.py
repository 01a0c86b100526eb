"""A disk on which 16 KiB are left.

An environment needs a little more: `uv venv` fails in the middle. With the cache on it uv says that
it failed to query the Python interpreter, because the script for that is written to the cache.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Room

PROFILE = Profile(
    name="full-disk",
    title="a disk with 16 KiB left",
    family=Family.FAILING,
    quirks=(Room(bytes=16 * 1024, because="there are 16 KiB left on the disk"),),
    sources=(
        "https://github.com/astral-sh/uv/issues/16048",
        "https://github.com/unslothai/unsloth/issues/11313",
    ),
)
