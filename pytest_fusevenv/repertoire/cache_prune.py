"""A user prunes a cache that has something in it, and installs from what is left."""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire import Scenario

_FILL = "uv pip install --target {off} --reinstall fsall"

SCENARIO = Scenario(
    name="cache-prune",
    title="prune the cache",
    acts={
        "uv": Act(
            name="cache-prune",
            on_mount=(Place.CACHE,),
            before=(_FILL,),
            commands=("uv cache prune",),
            second=("uv cache prune",),
            checks=(_FILL,),
        ),
    },
)
