"""The data of an Android app, as Termux sees it: SELinux forbids hard links.

Since Android 6 an app may make no hard link, even to its own files. Symbolic links work there; on
the shared storage they do not (see termux).
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse

PROFILE = Profile(
    name="no-hardlink-eacces",
    title="Android's /data, where SELinux forbids hard links",
    family=Family.LACKING,
    quirks=(
        Refuse(
            Op.LINK,
            Errno.EACCES,
            because="Android's SELinux policy lets no app make a hard link",
        ),
    ),
    sources=(
        "https://github.com/termux/termux-packages/issues/25880",
        "https://github.com/termux/termux-packages/issues/29",
    ),
)
