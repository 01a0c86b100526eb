"""A share mounted by Linux for one user, used by another: `chmod` is refused, writing is not.

Whoever copies a file writes it, sets its mode, is told EPERM and takes the copy for failed, though
all of it is there. So it is on shares without `noperm` whose files are of the mounting user.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._cifs import CIFS, CLIENT, LOCKS, MODES
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse

PROFILE = Profile(
    name="cifs-chmod-refused",
    title="a Windows or Samba share (cifs) whose files are another's: chmod fails with EPERM",
    family=Family.NETWORK,
    quirks=(
        *CLIENT,
        LOCKS,
        MODES,
        Refuse(
            Op.CHMOD,
            Errno.EPERM,
            because="a file's mode is its owner's to set, and that is who mounted the share",
        ),
    ),
    sources=(
        CIFS,
        "https://github.com/nodejs/node/issues/31170",
        "https://github.com/pypa/pipenv/issues/4195",
    ),
)
