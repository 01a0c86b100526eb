"""The life of a mount, and the roles, as an ordinary user who mounts by setuid fusermount3.

Where the whole suite is run by such a user, these tests have been run already.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.skipif(os.geteuid() != 0, reason="needs-root: the suite itself is run by a user")
@pytest.mark.parametrize(
    ("modules", "without"),
    [
        (["test_lifecycle.py"], "200 or 50 or hanging or hangs or busy"),
        (["test_roles.py", "test_moving.py", "test_names_and_links.py"], "50_000"),
        (["test_containment.py", "test_refusals.py"], "module or environment or blocks"),
    ],
    ids=["life", "roles and names", "containment and refusals"],
)
def test_an_ordinary_user_is_served_as_well(modules: list[str], without: str) -> None:
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-rs", "--no-header", "-p", "no:cacheprovider"),
        *("-k", f"not ({without})"),
        *(f"tests/mount/{module}" for module in modules),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.ordinary", *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "fuse-device-denied" not in done.stdout
