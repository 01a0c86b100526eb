"""A Windows drive in WSL, as /mnt/c: modes that cannot be set, and files that are busy.

Links of both kinds work on NTFS, so that an environment can be made there. What copies a file with
its mode (`uv pip install --link-mode copy`) fails after all data was written. Windows moves no
directory while a file in it is open, and replaces no read-only file.

Not carried: the owner, uid 1000 (what is made belongs to whoever makes it); that chmod by a path
and by a descriptor differ (FUSE does not tell); 9p's slowness (lay `slow` over it).
"""

from pytest_fusevenv.catalogue._windows import ALL_OPEN, KEEPS_CASE, NO_CHMOD, NOTHING_BUSY
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Limit, Measure

PROFILE = Profile(
    name="drvfs",
    title="a Windows drive in WSL, mounted without metadata",
    family=Family.MACHINES,
    quirks=(
        KEEPS_CASE,
        Limit(
            Measure.LINKS,
            1023,
            Errno.EMLINK,
            because="NTFS gives one file so many names and no more",
        ),
        *NOTHING_BUSY,
        NO_CHMOD,
        ALL_OPEN,
    ),
    sources=(
        "https://github.com/microsoft/WSL/issues/41519",
        "https://github.com/microsoft/WSL/issues/6193",
        "https://github.com/langgenius/dify/issues/42433",
        "https://learn.microsoft.com/en-us/windows/wsl/file-permissions",
    ),
)
