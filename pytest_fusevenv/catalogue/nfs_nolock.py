"""A network home whose lock service does not run: every `flock` finds no lock available.

The Linux client of NFS 3 asks a service of its own (lockd, rpc.statd) for locks, unless it is
mounted with `nolock`. Where that service can not be reached, locks fail with ENOLCK.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._nfs import NFS, NFS_3
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse

PROFILE = Profile(
    name="nfs-nolock",
    title="NFS version 3 without its lock service: flock fails with ENOLCK",
    family=Family.NETWORK,
    quirks=(
        *NFS_3,
        Refuse(
            Op.FLOCK,
            Errno.ENOLCK,
            because="the lock service of NFS 3 (lockd) does not answer",
        ),
    ),
    sources=(
        NFS,
        "https://github.com/astral-sh/uv/issues/11878",
        "https://github.com/conda/conda/issues/13534",
    ),
)
