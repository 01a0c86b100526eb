"""NTFS by lowntfs-3g with `ignore_case,windows_names`: without case, by Windows' rules.

Names that differ in case are one, and whatever they were made as, they are listed in small letters:
a `RECORD` is found, but a listing has `record`. What compares listings with names (an installer's
own list, an import that checks the case) is surprised.
"""

from pytest_fusevenv.catalogue._dos import FORBIDDEN, fixed_modes
from pytest_fusevenv.catalogue._ntfs import CLIENT, MANUAL, NTFS_3G
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import Alike, Fold, Forbid, Spelling

PROFILE = Profile(
    name="lowntfs-3g",
    title="NTFS by lowntfs-3g, without case and by the rules of Windows",
    family=Family.DISKS,
    quirks=(
        Fold(
            Alike.SIMPLE,
            spelling=Spelling.SMALL,
            because="the option ignore_case lists names in small letters, and finds them by any",
        ),
        Forbid(
            rf"{FORBIDDEN}|[ .]\Z|^(?i:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|\Z)",
            because="the option windows_names refuses what Windows could not open",
        ),
        *CLIENT,
        *fixed_modes(0o777, 0o777),
    ),
    original=Original(
        "lowntfs-3g-ignore_case",
        apart={
            "unlink.listed_after": "lowntfs-3g has another name for it: .ghost-ntfs-3g-…",
        },
    ),
    sources=(NTFS_3G, MANUAL),
)
