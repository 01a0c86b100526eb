from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_fusevenv.engine import Engine
from pytest_fusevenv.obstacles import obstacle
from tests.cli.shell import Shell


@pytest.fixture
def pure_shell(tmp_path: Path) -> Iterator[Shell]:
    """Runs commands that mount nothing."""
    shell = Shell(tmp_path)
    yield shell
    shell.close()


@pytest.fixture
def shell(pure_shell: Shell) -> Shell:
    """Runs commands that mount; whatever they do, nothing may be left in the end."""
    if found := obstacle(Engine.chosen()):
        pytest.skip(f"fusevenv: [{found.code}] {found.matter}")
    return pure_shell
