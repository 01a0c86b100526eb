"""A Mac's Documents in iCloud Drive: what is replaced comes back as `NAME 2`.

Two devices, or two writers, are told apart by a number. An environment that is often written
collects hundreds of such files, of which no RECORD knows.

Not carried: files that iCloud moves off the disk, and the mark "hidden", which Linux does not have.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Duplicate

PROFILE = Profile(
    name="icloud-duplicates",
    title="iCloud Drive, which keeps what is replaced under another name",
    family=Family.STORES,
    quirks=(Duplicate(because="iCloud takes a file that was replaced for one of another device"),),
    sources=(
        "https://github.com/daiki-beppu/youtube-automation/issues/1409",
        "https://github.com/astral-sh/uv/issues/9902",
    ),
)
