"""BeeGFS: no hard links.

`git clone` of a local repository links its packs, so `uv add git+https://…` failed there until
0.5.31. An install from a cache that lies on it copies, after a warning.

Not carried: BeeGFS makes links within one directory where the administrator allows it.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse

PROFILE = Profile(
    name="beegfs",
    title="BeeGFS, without hard links",
    family=Family.NETWORK,
    quirks=(
        Refuse(
            Op.LINK,
            Errno.EPERM,
            because="BeeGFS keeps a file's attributes with its one name, so it has no second",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/11420",
        "https://github.com/NixOS/nix/issues/8614",
    ),
)
