"""The disk of a Mac (APFS as it comes): names that differ only in case, or in accents, are one.

A name is kept as it was given, and a rename that changes only its case is seen. A removal by a list
that has a file in two spellings fails at the second; two releases whose metadata directories differ
in case (`PyJWT-2.10.1.dist-info`, `pyjwt-2.10.1.dist-info`) share one directory.

Not carried: everything else of macOS, such as its errnos, cloned files and flags. Whether `ß` is
`SS` there has not been measured.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Alike, Fold

PROFILE = Profile(
    name="apfs",
    title="APFS, which keeps case and does not tell it apart",
    family=Family.SPELLING,
    quirks=(
        Fold(
            Alike.FULL,
            respells=True,
            because="APFS compares names folded and normalized, and keeps them as they are given",
        ),
    ),
    sources=(
        "https://github.com/pypa/pip/issues/3801",
        "https://github.com/conda/conda/issues/15472",
        "https://github.com/conda/rattler/issues/460",
        "https://support.apple.com/guide/disk-utility/file-system-formats-dsku19ed921c/mac",
    ),
)
