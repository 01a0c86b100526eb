"""ext4 with inodes of 128 bytes: times are whole seconds, and end in 2038.

Old disks were made with them, and mke2fs still makes them for small ones (under 512 MB with its
older defaults) and where `-I 128` is asked for. Two files that are made within a second have the
same time, so what compares times finer than that takes a change for none. A time after 19 January
2038 is stored as that day.

Not carried: everything else is plain, as on any ext4.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import Clock

_SECOND = 10**9

PROFILE = Profile(
    name="ext4-i128",
    title="ext4 with 128-byte inodes: whole seconds, no time after 2038",
    family=Family.DISKS,
    quirks=(
        Clock(
            modification=_SECOND,
            access=_SECOND,
            change=_SECOND,
            latest=2**31 - 1,
            because="an inode of 128 bytes has 32 bits for each time and none for parts of seconds",
        ),
    ),
    sources=("https://docs.kernel.org/filesystems/ext4/inodes.html",),
    original=Original("ext4-i128"),
)
