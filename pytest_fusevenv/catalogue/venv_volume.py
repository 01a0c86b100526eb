"""A container with a volume at `.venv`, which keeps the host's environment out of it.

The directory can be emptied, and neither removed nor moved: "Resource busy". uv used to remove an
environment that it wanted to make anew: it had deleted everything in it when that failed.

Not carried: that the volume has a device number of its own.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Volumes

PROFILE = Profile(
    name="venv-volume",
    title="a project in a container, with a volume at .venv",
    family=Family.CONTAINERS,
    quirks=(Volumes((".venv",), because="a volume of the container is mounted at .venv"),),
    sources=(
        "https://github.com/astral-sh/uv/issues/16218",
        "https://github.com/astral-sh/uv/issues/14815",
        "https://github.com/astral-sh/uv/issues/9423",
        "https://docs.docker.com/engine/storage/volumes/",
    ),
)
