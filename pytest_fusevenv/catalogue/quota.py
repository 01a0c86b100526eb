"""A home on a cluster whose quota is used up but for 64 KiB and 20 files.

As a full disk, with another error: "Disk quota exceeded". A Python that uv unpacked until then was
taken for a complete one the next time (uv#10815).

Not carried: `df` tells what is left of the quota here; on most clusters it does not.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Room

PROFILE = Profile(
    name="quota",
    title="a cluster home with 64 KiB and 20 files of its quota left",
    family=Family.FAILING,
    quirks=(
        Room(
            bytes=64 * 1024,
            objects=20,
            errno=Errno.EDQUOT,
            because="the user's quota has 64 KiB and 20 files left",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/10815",
        "https://github.com/Medical-Event-Data-Standard/MEDS-DEV/issues/266",
    ),
)
