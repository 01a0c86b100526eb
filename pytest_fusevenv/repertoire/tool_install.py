"""A user installs a tool, lists those that are there, and runs it."""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire import Scenario

_INSTALL = "uv tool install fspure"

SCENARIO = Scenario(
    name="tool-install",
    title="install a tool and run it",
    acts={
        "uv": Act(
            name="tool-install",
            on_mount=(Place.TOOLS,),
            commands=(_INSTALL, "uv tool list"),
            second=(_INSTALL,),
            checks=("$UV_TOOL_BIN_DIR/fspure",),
        ),
    },
    elsewhere=(Place.CACHE, Place.TEMPORARY),
    fills=Place.TOOLS,
)
