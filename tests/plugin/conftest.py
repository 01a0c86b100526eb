"""Runs of pytest inside pytest: with this user's caches, and without leaving a mount behind."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# A run in this process drops what it imports; with all of it loaded before, it uses our server.
import pytest_fusevenv.known
import pytest_fusevenv.marks
import pytest_fusevenv.stage  # noqa: F401
from pytest_fusevenv.catalogue import shipped
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.mountpoints import mounted
from pytest_fusevenv.obstacles import obstacle
from pytest_fusevenv.tools import cache_directory

shipped()
CACHE = cache_directory().parent.parent
PYTHONS = os.environ.get("UV_PYTHON_INSTALL_DIR", str(Path.home() / ".local/share/uv/python"))


@pytest.fixture(autouse=True)
def no_mount_is_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    base = str(tmp_path_factory.getbasetemp())
    yield
    assert [mount.path for mount in mounted() if mount.path.startswith(base)] == []


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A pytester that keeps what it gives a new home for: where uvs and Pythons are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(CACHE))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", PYTHONS)
    # Where hypothesis is installed, it would be imported by every run of its own for a second.
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest")
    return pytester


@pytest.fixture
def mounting(inner: pytest.Pytester, request: pytest.FixtureRequest) -> pytest.Pytester:
    """The same, for tests that can not be done where nothing can be mounted."""
    if found := obstacle(Engine.chosen()):
        if request.config.getoption("fusevenv_require"):
            pytest.fail(str(found), pytrace=False)
        pytest.skip(f"[{found.code}] {found}")
    return inner


@pytest.fixture
def without_fuse(inner: pytest.Pytester) -> Callable[..., pytest.RunResult]:
    """Run a command where /dev holds the usual devices, but no fuse: in a namespace of its own."""
    own_namespace = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Urm"]
    if subprocess.run([*own_namespace, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("this user may not have a mount namespace of its own")
    script = """
        set -e
        mount -t tmpfs fusevenv "$0"
        for name in null zero full random urandom; do
            touch "$0/$name"
            mount --bind "/dev/$name" "$0/$name"
        done
        mount --rbind "$0" /dev
        exec "$@"
    """
    devices = inner.mkdir("devices")

    def run(*command: str | Path) -> pytest.RunResult:
        return inner.run(*own_namespace, "sh", "-c", script, devices, *command)

    return run
