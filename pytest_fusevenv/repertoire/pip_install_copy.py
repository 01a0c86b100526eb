"""A user installs into an environment by copies of the files of the cache."""

from pytest_fusevenv.repertoire import Scenario
from pytest_fusevenv.repertoire._pip_install import install_by

SCENARIO = Scenario(
    name="pip-install-copy",
    title="install by copy",
    acts={"uv": install_by("copy")},
)
