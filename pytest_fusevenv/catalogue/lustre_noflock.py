"""Lustre mounted without `-o flock`: every `flock` is refused as not implemented.

Clusters mount it so by default. uv from 0.12.9 installs nothing there, because it locks each wheel;
0.8.13 to 0.12.8 went on without locks. Older releases of filelock, and so of virtualenv and tox,
asked again for ever.

Not carried: locks by `fcntl`, which Lustre refuses too; here they are the kernel's own.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse

PROFILE = Profile(
    name="lustre-noflock",
    title="Lustre mounted without -o flock",
    family=Family.NETWORK,
    quirks=(
        Refuse(
            Op.FLOCK,
            Errno.ENOSYS,
            because="Lustre has no flock unless its client is mounted with -o flock",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/13626",
        "https://github.com/astral-sh/uv/issues/9050",
        "https://github.com/pypa/virtualenv/issues/2177",
        "https://github.com/tox-dev/filelock/issues/67",
    ),
)
