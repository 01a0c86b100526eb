"""A user makes an environment and, the day after, makes it again."""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire import Scenario
from pytest_fusevenv.repertoire._checks import STARTS

_ANEW = "UV_VENV_CLEAR=1 uv venv"
"""As uv 0.10 and later ask for; those before 0.8 have no such setting, and make it anew anyway."""

_VENV = "python -m venv --without-pip {options} .venv"
_VIRTUALENV = "virtualenv --no-seed .venv"


def _made_by(command: str, again: str = "") -> Act:
    return Act(
        name="venv",
        commands=(command,),
        second=(again or command,),
        again=(again,) if again else (),
        checks=(STARTS,),
    )


SCENARIO = Scenario(
    name="venv",
    title="make an environment, twice",
    acts={
        "uv": _made_by("uv venv", again=_ANEW),
        "virtualenv": _made_by(_VIRTUALENV),
        "venv": _made_by(_VENV),
    },
    elsewhere=(Place.CACHE,),
)
