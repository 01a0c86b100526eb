"""A user makes an environment that has a pip, and installs by that; it takes ten seconds."""

from pytest_fusevenv.acts import Act
from pytest_fusevenv.repertoire import Scenario
from pytest_fusevenv.repertoire._checks import INSTALLED
from pytest_fusevenv.repertoire._pip_install import BOTH

_INSTALL = ".venv/bin/python -m pip install fsall"


def _made_by(command: str) -> Act:
    return Act(
        name="pip-install-inside",
        on_mount=BOTH,
        commands=(command, _INSTALL),
        second=(_INSTALL,),
        checks=INSTALLED,
    )


SCENARIO = Scenario(
    name="pip-install-inside",
    title="install by the environment's own pip",
    acts={
        "virtualenv": _made_by("virtualenv .venv"),
        "venv": _made_by("python -m venv {options} .venv"),
    },
)
