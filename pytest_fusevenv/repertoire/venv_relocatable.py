"""A user makes an environment that can be moved, and installs into it.

Its scripts look for their interpreter by `dirname` and `realpath`, and not by a path.
"""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire import Scenario
from pytest_fusevenv.repertoire._checks import RUNS, STARTS

_INSTALL = "uv pip install --python .venv fsall"

SCENARIO = Scenario(
    name="venv-relocatable",
    title="make a relocatable environment and install into it",
    acts={
        "uv": Act(
            name="venv-relocatable",
            commands=("uv venv --relocatable", _INSTALL),
            second=(_INSTALL,),
            checks=(STARTS, RUNS),
            env={"UV_VENV_CLEAR": "1"},  # for where `uv venv` fails and is typed again
        ),
    },
    elsewhere=(Place.CACHE,),
)
