"""Generated sequences of operations tell the same on the real sshfs as on its imitation.

A short run with a fixed seed (`FUSEVENV_SEED`, 0), or a long one of `FUSEVENV_SEQUENCES` sequences
for each variant, whose figures are kept in `runs/`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.oracle.comparing import paired
from tests.oracle.judging import LONG, Judge
from tests.oracle.real import Real
from tests.oracle.sshfs import VARIANTS, Variant

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_the_imitation_tells_what_the_real_sshfs_tells(
    variant: Variant, available: Callable[[Real], Real]
) -> None:
    available(variant.real)
    with paired(variant) as pair:
        figures = Judge(pair).play()
    if LONG:
        figures.keep()
        never = [name for name, times in figures.explained.items() if not times]
        assert never == [], "explanations of differences that there are none of"


@pytest.mark.skipif(os.geteuid() != 0, reason="needs-root: the suite itself is run by a user")
def test_an_ordinary_user_is_told_the_same(available: Callable[[Real], Real]) -> None:
    available(VARIANTS["contain_symlinks"].real)
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-rs", "--no-header", "-p", "no:cacheprovider"),
        f"tests/oracle/{Path(__file__).name}",
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
    assert "passed" in done.stdout
