from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from pytest_fusevenv.mountpoints import detach
from tests.cli.shell import Shell, all_end, descendants, interrupt, wait_for


@pytest.fixture
def places(shell: Shell) -> tuple[Path, Path]:
    """A backing and a mountpoint."""
    backing, at = shell.home / "backing", shell.home / "at"
    backing.mkdir()
    at.mkdir()
    return backing, at


def started(
    shell: Shell, places: tuple[Path, Path], profile: str = "plain"
) -> subprocess.Popen[str]:
    """`fusevenv mount`, mounted."""
    process = shell.start("mount", profile, *places)
    wait_for(process, "unmounts it")
    return process


def test_it_mounts_and_ctrl_c_unmounts(shell: Shell, places: tuple[Path, Path]) -> None:
    process = started(shell, places)
    assert shell.mounts == [str(places[1])]
    (places[1] / "file").write_text("hello")

    interrupt(process)

    assert process.wait(60) == 0
    assert shell.mounts == []
    assert (places[0] / "file").read_text() == "hello"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_leave_unmounts(shell: Shell, places: tuple[Path, Path], number: int) -> None:
    process = started(shell, places)

    process.send_signal(number)

    assert process.wait(60) == 0
    assert shell.mounts == []


def test_it_ends_when_somebody_else_unmounts(shell: Shell, places: tuple[Path, Path]) -> None:
    process = started(shell, places)

    assert detach(str(places[1]))
    _, told = process.communicate(timeout=60)

    assert process.returncode == 0
    assert "it was unmounted" in told


def test_a_busy_mount_is_taken_away_too(shell: Shell, places: tuple[Path, Path]) -> None:
    process = started(shell, places)
    (places[1] / "file").write_text("hello")
    with (places[1] / "file").open() as user:
        interrupt(process)

        assert process.wait(60) == 0
        assert shell.mounts == []
        assert not user.closed


def test_it_can_be_done_twice_in_a_row(shell: Shell, places: tuple[Path, Path]) -> None:
    for number in range(2):
        process = started(shell, places, "multipass")
        (places[1] / str(number)).touch()
        interrupt(process)
        assert process.wait(60) == 0

    assert sorted(os.listdir(places[0])) == ["0", "1"]


def test_nothing_is_left_when_it_is_killed(shell: Shell, places: tuple[Path, Path]) -> None:
    process = started(shell, places, "sshfs")
    others = descendants(process.pid)

    process.kill()

    assert len(others) >= 2  # the waiting server and the mount's server
    assert all_end(others)
    assert shell.mounts == []


def test_a_mountpoint_in_use_is_refused(shell: Shell, places: tuple[Path, Path]) -> None:
    started(shell, places)

    done = shell.run("mount", "sshfs", *places)

    assert done.returncode == 2
    assert f"error: something is mounted on {places[1]} already" in done.stderr


def test_a_mountpoint_inside_the_backing_is_refused(
    shell: Shell, places: tuple[Path, Path]
) -> None:
    done = shell.run("mount", "sshfs", shell.home, places[1])

    assert done.returncode == 2
    assert "lie inside one another" in done.stderr


def test_a_mountpoint_that_is_a_file_is_refused(shell: Shell, places: tuple[Path, Path]) -> None:
    (shell.home / "file").touch()

    done = shell.run("mount", "sshfs", places[0], shell.home / "file")

    assert done.returncode == 2
    assert "file is not a directory" in done.stderr


def test_a_missing_mountpoint_is_wrong_usage(pure_shell: Shell) -> None:
    done = pure_shell.run("mount", "sshfs", pure_shell.home)

    assert done.returncode == 2
    assert "Missing argument 'MOUNTPOINT'" in done.stderr
