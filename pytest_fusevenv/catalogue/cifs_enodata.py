"""A share of a NAS (Synology) mounted by Linux: a symbolic link is refused as "no data available".

It is a `cifs` in all else. What the server says of a link, the client passes on as ENODATA, which
no tool takes for "not supported".
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._cifs import CIFS, CLIENT, LOCKS, MODES
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse

PROFILE = Profile(
    name="cifs-enodata",
    title="a share of a Synology NAS (cifs): symlinks are refused with ENODATA",
    family=Family.NETWORK,
    quirks=(
        *CLIENT,
        LOCKS,
        MODES,
        Refuse(
            Op.SYMLINK,
            Errno.ENODATA,
            because="the server of the NAS answers a reparse point with 'no data available'",
        ),
    ),
    sources=(CIFS, "https://github.com/python/cpython/issues/133951"),
)
