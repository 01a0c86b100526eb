"""A read-only mount: images of containers, the Nix store, a cache that is mounted to be read.

Everything that would change something is refused, by the kernel itself. A synced project runs from
it (uv 0.7.14 to 0.7.18 wrote a lock into `.venv` first); a populated cache is of no use on it, for
uv writes a lock file there.

Nothing can be made in the mount: what is to be seen in it must lie in the backing.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import MountFlag, MountWith

PROFILE = Profile(
    name="readonly",
    title="a read-only mount",
    family=Family.MOUNTED,
    quirks=(
        MountWith(
            (MountFlag.READ_ONLY,),
            because="it is mounted with -o ro, as images and stores are",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/12650",
        "https://github.com/astral-sh/uv/issues/14411",
        "https://github.com/astral-sh/uv/issues/15934",
    ),
)
