"""NFS version 4.2, as the Linux client mounts it.

The client makes of flock a POSIX lock of the whole file, which the server sees. Such a lock needs
what POSIX asks for: to lock exclusively, the file must be open for writing.

Not carried: the locks of two mounts of one tree do not see each other here, and a lock taken by
flock does not stand in the way of one taken by fcntl.
"""

from pytest_fusevenv.catalogue._nfs import DISK, NFS, NFS_4, SILLY_RENAMES
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile

PROFILE = Profile(
    name="nfs4",
    title="NFS version 4.2: flock asks for a file that is open for writing",
    family=Family.NETWORK,
    quirks=NFS_4,
    sources=(NFS, "https://github.com/astral-sh/uv/issues/18061", *SILLY_RENAMES),
    original=Original(
        "nfs4.2",
        apart={
            **DISK,
            "io.size.fallocate_keep": "here space can be reserved past the end of a file, too",
        },
    ),
)
