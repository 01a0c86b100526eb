from __future__ import annotations

import json
import os
import subprocess

import pytest

from tests.cli.shell import COMMAND, Shell

NEEDS = [
    "engine",
    "/dev/fuse",
    "permission",
    "new privileges",
    "libfuse",
    "test mount",
    "uv",
    "interpreter",
    "room",
    "leftovers",
]
WITHOUT_FUSE = """
mount --make-rprivate / && mount -t tmpfs none /dev || exit 99
mknod -m 666 /dev/null c 1 3; mknod -m 666 /dev/urandom c 1 9
exec "$@"
"""
"""A machine without /dev/fuse: a mount namespace with a /dev of its own."""

needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="fusevenv: [needs-root] only root makes a /dev of its own"
)


def without_fuse(shell: Shell, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What came of `fusevenv` on a machine without FUSE."""
    return subprocess.run(
        ["unshare", "-m", "sh", "-c", WITHOUT_FUSE, "sh", *COMMAND, *arguments],
        cwd=shell.cwd,
        env=shell.env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def healthy(shell: Shell, *options: str) -> subprocess.CompletedProcess[str]:
    """What `doctor` says while no test beside this one has killed a server, and so left a mount."""
    for _ in range(10):
        done = shell.run("doctor", *options)
        if "dead-mounts" not in done.stdout:
            break
    return done


def test_a_machine_that_can_mount_exits_0(shell: Shell) -> None:
    done = healthy(shell)

    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("\nThis machine can mount.\n")


def test_every_need_is_told_in_json(shell: Shell) -> None:
    page = json.loads(healthy(shell, "--json").stdout)

    assert page["can_mount"] is True
    assert [sign["need"] for sign in page["signs"]] == NEEDS
    assert {sign["matter"] for sign in page["signs"]} == {"fine"}


def test_lines_fit_a_terminal_of_80_columns(shell: Shell) -> None:
    longest = max(shell.run("doctor").stdout.splitlines(), key=len)

    assert len(longest) <= 80 or "/" in longest  # a path is never broken


@needs_root
def test_a_machine_without_fuse_exits_3_with_the_cure(pure_shell: Shell) -> None:
    done = without_fuse(pure_shell, "doctor")

    assert done.returncode == 3
    assert "[no-fuse-device]" in done.stdout
    assert "cure: `sudo modprobe fuse`" in done.stdout
    assert done.stdout.endswith("\nThis machine cannot mount.\n")


@needs_root
def test_a_machine_without_fuse_says_so_in_json(pure_shell: Shell) -> None:
    page = json.loads(without_fuse(pure_shell, "doctor", "--json").stdout)

    assert page["can_mount"] is False
    assert {sign["code"] for sign in page["signs"] if sign["matter"] == "cannot mount"} == {
        "no-fuse-device"
    }


@needs_root
@pytest.mark.parametrize(
    "command",
    [("run", "plain", "--", "true"), ("check", "plain"), ("reproduce",)],
    ids=lambda command: command[0],
)
def test_what_needs_a_mount_exits_3_with_the_cure(
    pure_shell: Shell, command: tuple[str, ...]
) -> None:
    done = without_fuse(pure_shell, *command)

    assert done.returncode == 3
    assert "error: /dev/fuse does not exist" in done.stderr
    assert "cure: `sudo modprobe fuse`" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_uv_is_a_finding_but_the_machine_can_mount(shell: Shell) -> None:
    hide = (
        "import sys; sys.modules['uv'] = None; sys.argv[0] = 'fusevenv';"
        "from pytest_fusevenv.cli import main; main()"
    )

    done = subprocess.run(
        [COMMAND[0], "-c", hide, "doctor", "--json"],
        env=shell.env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    page = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert page["can_mount"] is True
    assert {sign["need"]: sign["code"] for sign in page["signs"]}["uv"] == "no-uv"


def test_an_unknown_engine_is_wrong_usage(pure_shell: Shell) -> None:
    assert pure_shell.run("doctor", FUSEVENV_ENGINE="fuse9").returncode == 2
