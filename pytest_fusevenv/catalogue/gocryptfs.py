"""gocryptfs: an encrypted directory of the user who mounted it, and nobody else's.

Files, links, modes and times are plain, and so are hard links and locks. Nobody but the user who
mounted it is let in, not even root. `access` says yes to everything. Link texts are encrypted, too,
and so get longer than what the directory underneath can store.

Not carried: what is stored is not encrypted.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import (
    Errno,
    KeepOut,
    Limit,
    Measure,
    MountAs,
    Pretend,
    Refuse,
    Serve,
    When,
    Who,
)

PROFILE = Profile(
    name="gocryptfs",
    title="gocryptfs, as its user mounts it",
    family=Family.CONTAINERS,
    quirks=(
        MountAs("gocryptfs", because="the mount table has it under this type"),
        KeepOut(because="without -allow_other nobody but the user who mounted it is let in"),
        Serve(Who.HOST_USER, because="gocryptfs does everything with the rights of its user"),
        Limit(
            Measure.TEXT_BYTES,
            3039,
            because="a link's text is stored encrypted in base64, in no more than 4095 bytes",
        ),
        Refuse(
            Op.FALLOCATE,
            Errno.EOPNOTSUPP,
            When.PUNCHES,
            because="gocryptfs can reserve space, but knows no holes in what is encrypted",
        ),
        Pretend(
            Op.TRUNCATE,
            When.SAME_SIZE,
            because="it cuts the file below by its name, which changes no time if the size stays",
        ),
    ),
    sources=("https://github.com/rfjakob/gocryptfs",),
    original=Original("gocryptfs"),
)
