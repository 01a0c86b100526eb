"""A directory of ext4 in which names are folded (`mkfs.ext4 -O casefold`, `chattr +F`).

Names that differ in case are one, and so are `ß` and `SS`, and an accented letter however it is put
together. The first spelling is kept: renaming `Case` to `case` works, and `Case` is still listed.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import Alike, Fold

_SMALL_BLOCKS = "the disk that was asked was so small that it had blocks of 1024 bytes"

PROFILE = Profile(
    name="ext4-casefold",
    title="a directory of ext4 that folds case (chattr +F)",
    family=Family.SPELLING,
    quirks=(
        Fold(
            Alike.FULL,
            because="the names of the directory are kept as given, and compared fully folded",
        ),
    ),
    original=Original(
        "ext4-casefold",
        apart={
            "ids.blksize": _SMALL_BLOCKS,
            "ids.blocks_of_10000": _SMALL_BLOCKS,
            "statfs.bsize": _SMALL_BLOCKS,
            "symlink.readlink.long4095": _SMALL_BLOCKS,
        },
    ),
    sources=("https://docs.kernel.org/admin-guide/ext4.html",),
)
