"""A user installs into an environment by symbolic links to the files of the cache."""

from pytest_fusevenv.repertoire import Scenario
from pytest_fusevenv.repertoire._pip_install import install_by

SCENARIO = Scenario(
    name="pip-install-symlink",
    title="install by symlink",
    acts={"uv": install_by("symlink")},
)
