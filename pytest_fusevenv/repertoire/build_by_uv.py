"""A user builds a project by uv's own backend: a source distribution, and a wheel of it."""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire import Scenario

_PYPROJECT = """\
[project]
name = "demo"
version = "1.0"
[build-system]
requires = ["uv_build>=0.5,<1"]
build-backend = "uv_build"
"""

SCENARIO = Scenario(
    name="build-by-uv",
    title="build a project by uv's own backend",
    acts={
        "uv": Act(
            name="build-by-uv",
            files={"pyproject.toml": _PYPROJECT, "src/demo/__init__.py": "", "README.md": ""},
            commands=("uv build",),
            second=("uv build",),
            checks=("python -m zipfile -t dist/demo-1.0-py3-none-any.whl",),
        ),
    },
    elsewhere=(Place.CACHE, Place.TEMPORARY),
    since={"uv": "0.7.19"},
)
