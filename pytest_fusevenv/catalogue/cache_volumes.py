"""A uv cache of which the unpacked wheels are on a volume of their own.

uv unpacks a wheel beside them and moves it into place with a rename, without a copy to fall back
on: what is kept apart for its size, or kept between runs of a container, can not be filled.

Not carried: that the volumes have device numbers of their own.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Volumes

PROFILE = Profile(
    name="cache-volumes",
    title="a uv cache whose unpacked wheels are on another volume",
    family=Family.CONTAINERS,
    quirks=(
        Volumes(("archive-v*",), because="the unpacked wheels are kept on a volume of their own"),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/6036",
        "https://docs.docker.com/engine/storage/volumes/",
    ),
)
