"""A user makes an environment and installs into it, in the way that the release takes by itself."""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire import Scenario
from pytest_fusevenv.repertoire._checks import INSTALLED
from pytest_fusevenv.repertoire._pip_install import BOTH

_INSTALL = "uv pip install --python .venv fsall"
_BY_PIP = "pip --python .venv install fsall"

SCENARIO = Scenario(
    name="pip-install",
    title="make an environment and install into it",
    acts={
        "uv": Act(
            name="pip-install",
            on_mount=BOTH,
            commands=("uv venv", _INSTALL),
            second=(_INSTALL,),
            checks=INSTALLED,
            env={"UV_VENV_CLEAR": "1"},  # for where `uv venv` fails and is typed again
        ),
        "pip": Act(
            name="pip-install",
            on_mount=BOTH,
            commands=("python -m venv --without-pip .venv", _BY_PIP),
            second=(_BY_PIP,),
            checks=INSTALLED,
        ),
    },
    elsewhere=(Place.TEMPORARY,),
    since={"pip": "22.3"},  # has no --python before
)
