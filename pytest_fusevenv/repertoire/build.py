"""A user builds a project, whose backend is its own: a source distribution, and a wheel of it."""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire import Scenario
from pytest_fusevenv.repertoire._packed import BACKEND, PYPROJECT

SCENARIO = Scenario(
    name="build",
    title="build a project",
    acts={
        "uv": Act(
            name="build",
            files={"pyproject.toml": PYPROJECT, "backend.py": BACKEND},
            commands=("uv build",),
            second=("uv build",),
            checks=("python -m zipfile -t dist/fspure-1.0-py3-none-any.whl",),
        ),
    },
    elsewhere=(Place.CACHE, Place.TEMPORARY),
)
