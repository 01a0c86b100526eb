"""`fusevenv guard --reproducer`: what it writes, and that it is enough."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pytest_fusevenv.forms import load
from tests.cli.shell import Shell

RUN = ("guard", "uv@0.8.13", "--scenario", "venv", "-n", "0", "--reproducer", "bug")
MULTIPASS = (*RUN, "--profile", "multipass-1.16")


def place(shell: Shell) -> Path:
    return shell.cwd / "bug" / "multipass-1.16-venv-uv@0.8.13"


def test_a_finding_is_reduced_to_the_quirk_behind_it_and_its_test_fails(shell: Shell) -> None:
    done = shell.run(*MULTIPASS)
    there = place(shell)
    test = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", there],
        cwd=there,
        env=shell.env,
        capture_output=True,
        text=True,
        check=False,
    )
    script = (there / "repro.sh").read_text()

    assert done.returncode == 1, done.stderr
    assert len(load(there / "profile.toml").quirks) <= 2
    assert "readlink /project/.venv/bin/python -> EACCES" in test.stdout
    assert "1 failed" in test.stdout
    assert len(script.splitlines()) <= 25
    assert "https://github.com/astral-sh/uv/issues/15528" in script
    subprocess.run(["sh", "-n", there / "repro.sh"], check=True)


def test_what_works_has_nothing_to_reproduce(shell: Shell) -> None:
    done = shell.run(*RUN, "--profile", "plain")

    assert done.returncode == 0, done.stderr
    assert "nothing to reproduce" in done.stderr
    assert not (shell.cwd / "bug").exists()


def test_a_directory_with_something_else_in_it_is_not_written_over(shell: Shell) -> None:
    place(shell).mkdir(parents=True)
    (place(shell) / "thesis.txt").write_text("mine")
    done = shell.run(*MULTIPASS)

    assert done.returncode == 2
    assert "thesis.txt" in done.stderr
    assert [file.name for file in place(shell).iterdir()] == ["thesis.txt"]
