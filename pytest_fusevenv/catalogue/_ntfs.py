"""What ntfs-3g does to every mount: NTFS by FUSE, with names and modes as its options say.

Measured: ntfs-3g 2022.10 and lowntfs-3g, mounted by root.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._dos import NAMES_IN_UTF16
from pytest_fusevenv.quirks import (
    Clock,
    Directories,
    Errno,
    Forbid,
    Lack,
    Linger,
    MountAs,
    Pretend,
    Refuse,
    When,
)

MANUAL = "https://manpages.debian.org/bookworm/ntfs-3g/ntfs-3g.8.en.html"
NTFS_3G = "https://github.com/tuxera/ntfs-3g"

_SURROGATE = r"\udced[\udca0-\udcbf][\udc80-\udcbf]"
_HUNDRED = 100

CLIENT = (
    MountAs("fuse", because="ntfs-3g serves an image as a plain FUSE filesystem"),
    NAMES_IN_UTF16,
    Forbid(
        rf"^(?:{_SURROGATE}|[^\udc80-\udcff])*(?!{_SURROGATE})[\udc80-\udcff]",
        Errno.EILSEQ,
        because="a name must be UTF-8 to be stored as UTF-16, of which halves of a pair are let in",
    ),
    Refuse(
        Op.SYMLINK,
        Errno.EILSEQ,
        When.TARGET_UNDECODABLE,
        because="the text of a link is stored as UTF-16, too",
    ),
    Refuse(
        Op.RENAME,
        Errno.EINVAL,
        When.RENAME_FLAGS,
        because="ntfs-3g is made for FUSE 2, which has no rename flags",
    ),
    Pretend(
        Op.CHOWN,
        because="without a mapping of users, ntfs-3g says that it did, and does nothing",
    ),
    Lack(Op.FALLOCATE, because="ntfs-3g has no way to reserve space"),
    Linger(because="libfuse renames an open file out of the way when it is unlinked"),
    Directories(nlink=1, because="ntfs-3g counts no links of directories"),
    Clock(_HUNDRED, _HUNDRED, _HUNDRED, because="NTFS counts time in units of 100 ns"),
)
