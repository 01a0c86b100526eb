"""A network filesystem that says of `flock` that the operation is not supported.

The kinder of the two words for it: EOPNOTSUPP, where Lustre says ENOSYS. Rust has one name for both
(`Unsupported`), Python's filelock knows only the other.

Not carried: locks by `fcntl`; here they are the kernel's own.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse

PROFILE = Profile(
    name="lock-eopnotsupp",
    title="a filesystem on which flock is not supported (EOPNOTSUPP)",
    family=Family.LACKING,
    quirks=(
        Refuse(
            Op.FLOCK,
            Errno.EOPNOTSUPP,
            because="the site has switched locks off, and the client says that they are missing",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/13626",
        "https://github.com/conda/conda/issues/14856",
    ),
)
