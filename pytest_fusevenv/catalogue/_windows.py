"""What filesystems have in common behind which a Windows stands: no modes, no case."""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.quirks import Alike, AnyQuirk, Errno, Fold, Modes, Refuse, When

KEEPS_CASE = Fold(
    Alike.SIMPLE,
    respells=True,
    because="the host is a Windows, to which names that differ only in case are one",
)

NO_RENAME_FLAGS = Refuse(
    Op.RENAME,
    Errno.EINVAL,
    When.RENAME_FLAGS,
    because="the driver knows no flags of rename, and refuses all",
)

ALL_OPEN = Modes(
    0o777, 0o777, because="the host keeps no modes, and the mount shows everything as 0777"
)

NO_CHMOD = Refuse(
    Op.CHMOD,
    Errno.EPERM,
    because="mounted without metadata there is nowhere to store a mode (microsoft/WSL#41519)",
)

NOTHING_BUSY: tuple[AnyQuirk, ...] = (
    Refuse(
        Op.RENAME,
        Errno.EACCES,
        When.BUSY_BELOW,
        because="Windows moves no directory while a file below it is open",
    ),
    Refuse(
        Op.RENAME,
        Errno.EACCES,
        When.DESTINATION_READ_ONLY,
        because="Windows replaces no file that is read-only (microsoft/WSL#6193)",
    ),
)
