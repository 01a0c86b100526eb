"""WSL1 while many files are written at once: "Cannot allocate memory".

uv copies from its cache with requests for 2 GiB, whatever the size of the file, by several threads.
WSL1 sets memory aside for each, and has it for few. Fewer installs at once get through.

Here 8 files may be open for writing. The real limit is one of memory, which FUSE is never shown:
Linux tells it no more than the size of the file.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Limit, Measure

PROFILE = Profile(
    name="wsl1-enomem",
    title="WSL1, out of memory when many files are written at once",
    family=Family.MACHINES,
    quirks=(
        Limit(
            Measure.WRITERS,
            8,
            Errno.ENOMEM,
            because="WSL1 sets aside 2 GiB for each copy that is under way",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/13481",
        "https://github.com/prefix-dev/pixi/issues/5789",
    ),
)
