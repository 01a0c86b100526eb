"""JFS as OS/2 wants it (`mkfs.jfs -O`): names that differ only in the case of A to Z are one.

The first spelling is kept: renaming `Case` to `case` works, and `Case` is still listed. A listing
does not say which names are directories; whoever wants to know has to ask for each.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import Alike, Clock, Errno, Fold, Lack, MountAs, Refuse, Untyped, When

_LAST = 2**32 - 1
_DOTS = "JFS knows that '.' and '..' are directories, and says so"

PROFILE = Profile(
    name="jfs-casefold",
    title="JFS without case, as OS/2 wants it",
    family=Family.SPELLING,
    quirks=(
        MountAs("jfs", because="the driver of Linux calls itself jfs"),
        Fold(Alike.ASCII, because="OS/2's JFS folds case, in bytes: of UTF-8 only A to Z"),
        Refuse(
            Op.RENAME,
            Errno.EINVAL,
            When.EXCHANGE,
            because="the driver knows the flag NOREPLACE, and no other",
        ),
        Lack(Op.FALLOCATE, because="the driver has no way to reserve space"),
        Untyped(because="directories of JFS do not store what an entry is"),
        Clock(earliest=0, latest=_LAST, because="JFS counts seconds from 1970 in 32 bits"),
    ),
    original=Original(
        "jfs-casefold", apart={"readdir.d_type..": _DOTS, "readdir.d_type...": _DOTS}
    ),
    sources=(
        "https://docs.kernel.org/admin-guide/jfs.html",
        "https://manpages.debian.org/bookworm/jfsutils/mkfs.jfs.8.en.html",
    ),
)
