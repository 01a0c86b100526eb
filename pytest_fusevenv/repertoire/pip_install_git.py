"""A user installs from a git repository, for which uv takes a lock and makes a checkout."""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire import Scenario
from pytest_fusevenv.repertoire._packed import BACKEND, PYPROJECT

_INSTALL = "uv pip install --python .venv git+file://{project}/fspure"

SCENARIO = Scenario(
    name="pip-install-git",
    title="install from a git repository",
    acts={
        "uv": Act(
            name="pip-install-git",
            on_mount=(Place.CACHE,),
            files={"fspure/pyproject.toml": PYPROJECT, "fspure/backend.py": BACKEND},
            before=(
                "git init -q fspure && git -C fspure add .",
                "git -C fspure -c user.name=u -c user.email=u@localhost commit -q -m first",
                "uv venv",
            ),
            commands=(_INSTALL,),
            second=(_INSTALL,),
            checks=(".venv/bin/fspure",),
        ),
    },
    elsewhere=(Place.PROJECT, Place.TEMPORARY),
)
