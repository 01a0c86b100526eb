"""An exFAT disk on a Mac: beside every file stands a `._` file that nobody made.

macOS keeps there what exFAT cannot: attributes, 4096 bytes of them, which are no text. Whoever
takes all `*.py` or `*.pth` of a directory for Python meets `._x.pth`: "'utf-8' codec can't decode
byte 0xb0 in position 37". uv looks for the side-cars of a `.data` directory in RECORD, in vain.

This profile has the side-cars alone, so that they can be met: symbolic links work here. macOS keeps
the text of one in a file where a format has no links, and environments have been made on such
disks; what exFAT does about links by itself is in the profile `exfat`.

Not measured: it is made from reports. Not carried: all else of exFAT and of macOS, which makes
side-cars only for files that have attributes, as most have now.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, MountAs, Refuse, SideCar, When

PROFILE = Profile(
    name="exfat-appledouble",
    title="an exFAT disk on a Mac: its ._ files alone, links work",
    family=Family.DISKS,
    quirks=(
        MountAs("exfat", because="a Mac has it in its mount table under this type"),
        Refuse(Op.LINK, Errno.EOPNOTSUPP, because="the format has no hard links"),
        Refuse(
            Op.RENAME,
            Errno.EINVAL,
            When.RENAME_FLAGS,
            because="macOS renames nothing on exFAT on the condition that the new name is free",
        ),
        SideCar(because="macOS stores attributes in files where a format has none"),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/18790",
        "https://github.com/python/cpython/issues/113356",
        "https://github.com/astral-sh/uv/pull/17115",
        "https://tucuxi.org/os-x-vfat/",
        "https://www.rfc-editor.org/rfc/rfc1740",
    ),
)
