"""Android's shared storage (/sdcard), as Termux sees it: no links, and nothing can be executed.

No kind of environment can be made there: neither `python -m venv` nor virtualenv, npm or uv. Below
Termux' own home, on /data, symbolic links work (see no-hardlink-eacces).

Not carried: names that differ by case alone, which are one there; the errno of older phones, EPERM.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Modes, MountFlag, MountWith, Pretend, Refuse

PROFILE = Profile(
    name="termux",
    title="Android's shared storage, in Termux",
    family=Family.CONTAINERS,
    quirks=(
        Refuse(
            (Op.SYMLINK, Op.LINK),
            Errno.EACCES,
            because="the shared storage of Android has no links, and apps may make none",
        ),
        Pretend(Op.CHMOD, because="the shared storage derives modes, and keeps none"),
        Modes(
            file=0o660,
            directory=0o770,
            because="the shared storage shows all modes alike, without the x of files",
        ),
        MountWith((MountFlag.NOEXEC,), because="Android mounts the shared storage noexec"),
    ),
    sources=(
        "https://github.com/termux/termux-packages/issues/3570",
        "https://github.com/termux/termux-app/issues/1316",
        "https://github.com/Xed-Editor/Xed-Editor/issues/542",
    ),
)
