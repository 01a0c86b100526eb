"""Times in steps of two seconds, as in FAT: files change more often than their times do.

It can be laid over any profile, as in `plain+two-second-times`. Python and make compare whole
seconds, and take a file that was changed a second later for the same.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Clock

_TWO_SECONDS = 2 * 10**9

PROFILE = Profile(
    name="two-second-times",
    title="modification times in steps of two seconds",
    family=Family.MODIFIERS,
    modifier=True,
    quirks=(
        Clock(
            modification=_TWO_SECONDS,
            because="FAT writes a file's time in steps of two seconds",
        ),
    ),
    sources=(
        "https://github.com/python/cpython/issues/75953",
        "https://docs.kernel.org/filesystems/vfat.html",
    ),
)
