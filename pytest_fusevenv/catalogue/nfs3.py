"""NFS version 3, as the Linux client mounts it with `nolock`.

Not carried: a hole that is there shows as one (NFS 3 tells of none).
"""

from pytest_fusevenv.catalogue._nfs import DISK, NFS, NFS_3, SILLY_RENAMES
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile

PROFILE = Profile(
    name="nfs3",
    title="NFS version 3: what is open and unlinked stays as .nfs…",
    family=Family.NETWORK,
    quirks=NFS_3,
    sources=(NFS, *SILLY_RENAMES),
    original=Original("nfs3", apart=DISK),
)
