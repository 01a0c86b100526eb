"""A container in which an environment's `bin` and `lib` are two volumes: no name leads across.

uv unpacks a wheel below `lib` and used to move its scripts to `bin` from there: "Invalid
cross-device link". It copies them since 0.5.31.

Not carried: that the volumes have device numbers of their own.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Volumes

PROFILE = Profile(
    name="split-volumes",
    title="an environment whose bin and lib are two volumes",
    family=Family.CONTAINERS,
    quirks=(
        Volumes(
            (".venv/bin", ".venv/lib"),
            because="a volume of the container is mounted at each of them",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/11163",
        "https://docs.docker.com/engine/storage/volumes/",
    ),
)
