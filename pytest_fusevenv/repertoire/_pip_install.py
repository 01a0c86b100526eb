"""What the scenarios have in common that install by `uv pip install`, in one link mode each."""

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.repertoire._checks import INSTALLED

BOTH = (Place.PROJECT, Place.CACHE)
"""Cache and environment in one filesystem: else there is nothing to link."""


def install_by(mode: str) -> Act:
    """The act of installing in a link mode."""
    install = f"uv pip install --python .venv --link-mode {mode} fsall"
    return Act(
        name=f"pip-install-{mode}",
        on_mount=BOTH,
        commands=("uv venv", install),
        second=(install,),
        checks=INSTALLED,
        env={"UV_VENV_CLEAR": "1"},  # for where `uv venv` fails and is typed again
    )
