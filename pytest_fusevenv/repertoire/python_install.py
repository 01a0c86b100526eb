"""A user installs a Python from a mirror, and makes an environment of it."""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire import Scenario
from pytest_fusevenv.repertoire._checks import STARTS

SCENARIO = Scenario(
    name="python-install",
    title="install a Python",
    acts={
        "uv": Act(
            name="python-install",
            on_mount=(Place.PYTHONS,),
            commands=("uv python install {version}",),
            second=("uv python install {version}",),
            checks=("uv venv", STARTS),
            env={
                "UV_PYTHON": "{version}",
                "UV_PYTHON_DOWNLOADS": "automatic",
                "UV_PYTHON_DOWNLOADS_JSON_URL": "{mirror}",
                "UV_PYTHON_INSTALL_BIN": "0",
                "UV_PYTHON_PREFERENCE": "only-managed",
            },
        ),
    },
    elsewhere=(Place.CACHE, Place.TEMPORARY, Place.PROJECT),
    since={"uv": "0.6.13"},  # has no index of one's own before
)
