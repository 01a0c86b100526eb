"""A user runs a tool without installing it, as `uvx` does."""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire import Scenario

_RUN = "uv tool run --from fspure fspure"

SCENARIO = Scenario(
    name="tool-run",
    title="run a tool by uvx",
    acts={
        "uv": Act(
            name="tool-run",
            on_mount=(Place.CACHE,),
            commands=(_RUN,),
            second=(_RUN,),
        ),
    },
    elsewhere=(Place.TOOLS, Place.TEMPORARY),
    fills=Place.CACHE,
)
