"""A user installs into an environment by clones of the files of the cache.

Clones share their blocks, where the filesystem can do that.
"""

from pytest_fusevenv.repertoire import Scenario
from pytest_fusevenv.repertoire._pip_install import install_by

SCENARIO = Scenario(
    name="pip-install-clone",
    title="install by clone",
    acts={"uv": install_by("clone")},
    since={"uv": "0.10.5"},  # warned before, where it had to copy
)
