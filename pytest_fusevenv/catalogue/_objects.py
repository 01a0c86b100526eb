"""What drives over an object store have in common: an object has one name and no modes."""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.quirks import Errno, Pretend, Refuse

NO_HARD_LINKS = Refuse(
    Op.LINK,
    Errno.ENOSYS,
    because="an object has one name, its key; a recent kernel tells the caller EPERM",
)
NO_SYMLINKS = Refuse(
    Op.SYMLINK,
    Errno.ENOSYS,
    because="the drive keeps objects and prefixes, and knows no other kind",
)
NO_MODES = Pretend(
    (Op.CHMOD, Op.CHOWN),
    because="objects have no modes and no owners; a change is taken, and forgotten",
)
