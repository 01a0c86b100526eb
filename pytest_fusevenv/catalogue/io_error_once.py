"""A disk or a network that fails once: the 25th write is an I/O error, all others work.

What matters comes afterwards: the same command is typed again, on a filesystem that is well. uv
takes a package whose files are half there for an installed one.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Fault

PROFILE = Profile(
    name="io-error-once",
    title="a filesystem with one I/O error, at the 25th write",
    family=Family.FAILING,
    quirks=(
        Fault(
            Op.WRITE,
            Errno.EIO,
            after=24,
            times=1,
            because="the disk fails once, and is well again",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/1525",
        "https://github.com/Comfy-Org/desktop/issues/954",
        "https://github.com/griptape-ai/griptape-nodes-engine/pull/5107",
    ),
)
