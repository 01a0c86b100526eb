"""Slow metadata: whatever is asked by name takes 5 milliseconds, as over a busy network.

It can be laid over any profile, as in `nfs4+slow`. An environment has thousands of files, so an
install takes minutes, and looks as if it hung.

Not carried: the kernel's memory of names and attributes is not shortened, and one call is answered
after the other, so what is asked at the same time waits.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Delay

PROFILE = Profile(
    name="slow",
    title="slow metadata (5 ms)",
    family=Family.MODIFIERS,
    modifier=True,
    quirks=(
        Delay(
            (
                Op.GETATTR,
                Op.OPEN,
                Op.CREATE,
                Op.MKDIR,
                Op.SYMLINK,
                Op.READLINK,
                Op.LINK,
                Op.UNLINK,
                Op.RMDIR,
                Op.RENAME,
                Op.READDIR,
            ),
            milliseconds=5,
            because="every name is a journey over the network, there and back",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/17801",
        "https://github.com/microsoft/WSL/issues/4197",
        "https://github.com/goodfire-ai/spd/pull/880",
    ),
)
