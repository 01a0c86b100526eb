"""A user runs Python, and a script, in a project that nobody has synced yet."""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire import Scenario
from pytest_fusevenv.repertoire._checks import IMPORTS, RUNS

_RUN = ("uv run python -c 'import fsall.a'", "uv run fsall")

SCENARIO = Scenario(
    name="run",
    title="run in a project that is not synced",
    acts={
        "uv": Act(
            name="run",
            dependencies=("fsall",),
            commands=_RUN,
            second=_RUN,
            checks=(IMPORTS, RUNS),
        ),
    },
    elsewhere=(Place.CACHE, Place.TEMPORARY),
)
