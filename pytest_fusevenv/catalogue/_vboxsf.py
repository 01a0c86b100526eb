"""What all shared folders of VirtualBox have in common."""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._windows import ALL_OPEN, KEEPS_CASE, NO_RENAME_FLAGS
from pytest_fusevenv.quirks import AnyQuirk, Errno, MountAs, Pretend, Refuse

DRIVER = "https://github.com/torvalds/linux/tree/master/fs/vboxsf"


def vboxsf(symlink: Errno, because: str) -> tuple[AnyQuirk, ...]:
    """A shared folder of a Windows host, where a symbolic link is refused with this errno."""
    return (
        MountAs("vboxsf", because="the mount table has it under this type"),
        KEEPS_CASE,
        Refuse(Op.SYMLINK, symlink, because=because),
        Refuse(Op.LINK, Errno.EPERM, because="shared folders have no hard links"),
        NO_RENAME_FLAGS,
        ALL_OPEN,
        Pretend(Op.CHMOD, because="the host keeps no modes, and chmod is said to work"),
    )
