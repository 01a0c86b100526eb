"""A user runs Python with a package, for which uv makes an environment in its cache."""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire import Scenario

_RUN = "uv run --no-project --with fsdata python -c 'import fsdata'"

SCENARIO = Scenario(
    name="run-with",
    title="run with a package",
    acts={
        "uv": Act(
            name="run-with",
            on_mount=(Place.CACHE,),
            commands=(_RUN,),
            second=(_RUN,),
        ),
    },
    elsewhere=(Place.TEMPORARY,),
    fills=Place.CACHE,
)
