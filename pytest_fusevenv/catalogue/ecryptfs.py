"""eCryptfs, as Ubuntu and Linux Mint encrypted homes: names of at most 143 bytes.

A name is stored encrypted and spelt in few letters, which takes it from 143 bytes to the 255 that
the filesystem underneath allows. The names of wheels, of what is in them, and of caches and locks
may be longer: ENAMETOOLONG. No flag of `renameat2` is known, and nothing is opened
past the cache (O_DIRECT).

Not carried: `copy_file_range` and `sendfile` between two of its files fail there (EINVAL), which
the kernel does not ask a FUSE server for. Times that are set lose their parts of seconds. Links may
have texts of less than 1000 bytes there.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import (
    Blocks,
    Errno,
    Lack,
    Limit,
    Measure,
    MountAs,
    Refuse,
    Tell,
    When,
)

_SPELT_OUT = "an encrypted name takes up to 255 bytes where the plain one has 143"
_LOWER = "it tells the block size of the filesystem underneath, which was a small one"
_SET = "times that are set lose their parts of seconds there, though those of a write do not"
_COPIES = "the kernel copies by itself, and asks a FUSE server only to read and to write"
_SHORT = "the length at which link texts become too long was not measured"

PROFILE = Profile(
    name="ecryptfs",
    title="eCryptfs with encrypted names, as in homes of Ubuntu and Linux Mint",
    family=Family.CONTAINERS,
    quirks=(
        MountAs("ecryptfs", because="the mount table has it under this type"),
        Limit(Measure.NAME_BYTES, 143, because=_SPELT_OUT),
        Tell(name_max=143, because=_SPELT_OUT),
        Refuse(
            Op.RENAME,
            Errno.EINVAL,
            When.RENAME_FLAGS,
            because="eCryptfs knows no rename flags: neither NOREPLACE nor EXCHANGE",
        ),
        Refuse(
            (Op.OPEN, Op.CREATE),
            Errno.EINVAL,
            When.DIRECT,
            because="everything goes through the page cache, where it is encrypted",
        ),
        Lack(Op.FALLOCATE, because="eCryptfs has no way to reserve space"),
        Blocks(unit=4096, because="holes would be read as encrypted zeros, so there are none"),
    ),
    sources=(
        "https://docs.kernel.org/filesystems/ecryptfs.html",
        "https://github.com/astral-sh/uv/issues/2410",
        "https://github.com/psf/black/issues/4174",
        "https://github.com/oven-sh/bun/pull/25534",
    ),
    original=Original(
        "ecryptfs-fnek",
        apart={
            "ids.blksize": _LOWER,
            "statfs.bsize": _LOWER,
            "ids.blocks_of_10000": "it counts two blocks more, of the header before what is stored",
            "io.size.copy_file_range": _COPIES,
            "io.size.sendfile": _COPIES,
            "time.mtime_delta": _SET,
            "time.atime_delta": _SET,
            "symlink.readlink.long1000": _SHORT,
            "symlink.readlink.long4095": _SHORT,
        },
    ),
)
