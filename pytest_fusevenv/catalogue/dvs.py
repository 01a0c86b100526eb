"""Homes of compute nodes by Cray's DVS, or NFS on Frontier: `flock` fails with a strange number.

The real answer is 524, a number of the kernel's own (ENOTSUPP) that no C library has a name for:
`Unknown error 524`. The kernel takes no such number from a FUSE server, so ENOLCK stands for it:
like it, it is no error that means "not supported", and a tool that goes on without locks only after
those stops here.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse

PROFILE = Profile(
    name="dvs",
    title="homes on compute nodes (DVS, NFS on Frontier), no locks; ENOLCK in place of 524",
    family=Family.NETWORK,
    quirks=(
        Refuse(
            Op.FLOCK,
            Errno.ENOLCK,
            because="DVS has no locks; its number 524 cannot be sent, and ENOLCK stands for it",
        ),
    ),
    sources=(
        "https://github.com/NERSC/interactEM/issues/532",
        "https://github.com/MFlowCode/MFC/issues/1630",
    ),
)
