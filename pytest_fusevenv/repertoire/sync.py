"""A user syncs a project; the day after, once more."""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire import Scenario
from pytest_fusevenv.repertoire._checks import INSTALLED

_BY_PATH = """\
[project]
name = "demo"
version = "1"
requires-python = ">=3.8"
dependencies = ["fsall @ file://{wheels}/fsall-1.0-py3-none-any.whl"]
[tool.pdm]
distribution = false
[tool.poetry]
package-mode = false
"""
"""For those that know of no directory of wheels."""


def _by_path(command: str) -> Act:
    return Act(
        name="sync",
        files={"pyproject.toml": _BY_PATH},
        commands=(command,),
        second=(command,),
        checks=INSTALLED,
    )


SCENARIO = Scenario(
    name="sync",
    title="sync a project, twice",
    acts={
        "uv": Act(
            name="sync",
            dependencies=("fsall",),
            commands=("uv sync",),
            second=("uv sync",),
            checks=INSTALLED,
        ),
        "poetry": _by_path("poetry install"),
        "pdm": _by_path("pdm install --quiet"),
    },
    elsewhere=(Place.CACHE, Place.TEMPORARY),
    since={"poetry": "2.0"},  # reads no [project] before
)
