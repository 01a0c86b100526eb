"""A user empties a cache that has something in it, and fills it again."""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire import Scenario

_FILL = "uv pip install --target {off} --reinstall fsall"

SCENARIO = Scenario(
    name="cache-clean",
    title="empty the cache",
    acts={
        "uv": Act(
            name="cache-clean",
            on_mount=(Place.CACHE,),
            before=(_FILL,),
            commands=("uv cache clean",),
            second=("uv cache clean",),
            checks=("! find $UV_CACHE_DIR -name 'fsall*' | grep .", _FILL),
        ),
    },
)
