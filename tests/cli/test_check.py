from __future__ import annotations

import json
import os
import re
import signal
import subprocess

import pytest

from pytest_fusevenv.catalogue import shipped
from tests.cli.shell import COMMAND, Shell, descendants, interrupt, wait_for_a_mount

UV_15528 = {
    "kind": "verdict",
    "profile": "multipass-1.16",
    "uv": "0.8.13",
    "commands": [["uv", "venv"]],
    "verdict": "broken",
    "exit_code": 0,
    "check": "the interpreter does not start: .venv/bin/python: Permission denied",
    "server": "",
}


def cells(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    page = json.loads(done.stdout)
    assert page["version"] == 1
    found: list[dict[str, object]] = page["cells"]
    return found


def test_what_works_exits_0(shell: Shell) -> None:
    done = shell.run("check", "plain", "multipass-1.13", "sshfs-3.7.5")

    assert (done.returncode, done.stderr) == (0, "")
    assert len(re.findall("✓ works", done.stdout)) == 3


def test_what_does_not_work_exits_1_and_says_why(shell: Shell) -> None:
    done = shell.run("check", "multipass-1.16", "--uv", "0.8.13")

    assert done.returncode == 1
    assert "✗ broken" in done.stdout
    assert "readlink /.venv/bin/python" in done.stdout


def test_every_profile_is_checked_if_none_is_named(shell: Shell) -> None:
    found = cells(shell.run("check", "--json"))

    assert [cell["profile"] for cell in found] == list(shipped())


def test_json_tells_all_of_a_verdict(shell: Shell) -> None:
    (cell,) = cells(shell.run("check", "multipass-1.16", "--uv", "0.8.13", "--json"))

    assert {name: cell[name] for name in UV_15528} == UV_15528
    cause = cell["cause"]
    assert isinstance(cause, dict)
    assert (cause["op"], cause["path"], cause["errno"]) == (
        "readlink",
        "/.venv/bin/python",
        "EACCES",
    )
    assert "follows the link on the host" in cause["because"]


def test_json_is_in_the_order_that_was_asked_for(shell: Shell) -> None:
    asked = ("sshfs", "plain", "--uv", "0.13.9", "--uv", "0.8.13")

    found = cells(shell.run("check", *asked, "--json"))

    assert [(cell["profile"], cell["uv"]) for cell in found] == [
        ("sshfs-3.7.6", "0.13.9"),
        ("sshfs-3.7.6", "0.8.13"),
        ("plain", "0.13.9"),
        ("plain", "0.8.13"),
    ]


def test_one_job_at_a_time_comes_to_the_same(shell: Shell) -> None:
    asked = ("check", "plain", "multipass-1.16", "sshfs", "--json", "--jobs")
    changing = ("calls", "account")

    one, many = (cells(shell.run(*asked, jobs)) for jobs in ("1", "3"))

    for cell in (*one, *many):
        for name in changing:
            cell.pop(name)
    assert one == many


def test_no_name_of_a_scratch_directory_is_in_the_output(shell: Shell) -> None:
    done = shell.run("check", "multipass", "sshfs-follow-symlinks", "--uv", "0.8.13", "--json")

    assert str(shell.temporary) not in done.stdout


def test_the_story_of_what_does_not_work_is_told_if_asked_for(shell: Shell) -> None:
    done = shell.run("check", "plain", "multipass-1.16", "--uv", "0.8.13", "--explain")

    account = done.stdout.split("multipass-1.16, uv 0.8.13\n")[1]
    assert account.startswith("error: the interpreter does not start: .venv/bin/python: Permission")
    assert "\ncause: readlink /.venv/bin/python -> EACCES (" in account
    assert "\nhint:  `uv venv` itself exited 0; " in account
    assert "plain, uv" not in done.stdout


def test_releases_that_come_out_alike_share_a_line(shell: Shell) -> None:
    releases = [word for uv in ("0.8.0", "0.8.13", "0.12.24") for word in ("--uv", uv)]

    done = shell.run("check", "multipass-1.16", *releases)

    assert "0.8.0 to 0.8.13 (2)" in done.stdout
    assert len(re.findall("multipass-1.16", done.stdout)) == 1


def test_a_narrow_terminal_loses_nothing(shell: Shell) -> None:
    done = shell.run("check", "multipass-1.16", "--uv", "0.8.13", COLUMNS="50")

    assert max(map(len, done.stdout.splitlines())) <= 50
    assert "".join(re.findall(r"\S+", done.stdout)).endswith("EACCES")
    assert "broken" in done.stdout


def test_nothing_is_coloured_where_no_terminal_is(shell: Shell) -> None:
    assert "\x1b" not in shell.run("check", "plain", "multipass-1.16", "--uv", "0.8.13").stdout


def test_a_terminal_has_colours_unless_they_are_not_wanted(shell: Shell) -> None:
    coloured, plain = (_in_terminal(shell, env) for env in ({}, {"NO_COLOR": "1"}))

    assert "\x1b[32m" in coloured
    assert "\x1b[32m" not in plain


def _in_terminal(shell: Shell, env: dict[str, str]) -> str:
    """What `fusevenv check plain` prints on a terminal."""
    main, other = os.openpty()
    with open(other, "wb") as terminal:
        subprocess.run(
            [*COMMAND, "check", "plain"],
            stdout=terminal,
            stderr=subprocess.DEVNULL,
            env={**shell.env, "TERM": "xterm", **env},
            timeout=60,
            check=True,
        )
        said = os.read(main, 65536).decode()
    os.close(main)
    return said


def test_a_uv_that_does_not_exist_is_named(pure_shell: Shell) -> None:
    done = pure_shell.run("check", "plain", "--uv", "/nowhere/uv")

    assert done.returncode == 2
    assert done.stderr.startswith("error: no uv at /nowhere/uv: No such file or directory; give")


def test_a_word_that_is_no_version_is_refused(pure_shell: Shell) -> None:
    done = pure_shell.run("check", "plain", "--uv", "newest")

    assert done.returncode == 2
    assert "error: no uv is called 'newest'; give a version such as" in done.stderr


def test_the_python_that_is_asked_for_is_used(shell: Shell) -> None:
    done = shell.run("check", "plain", "--python", "/nowhere/python", "--json")

    (cell,) = cells(done)
    assert done.returncode == 1
    assert "/nowhere/python" in str(cell["stderr"])


def test_ctrl_c_ends_it_with_nothing_left(shell: Shell) -> None:
    process = shell.start("check")
    wait_for_a_mount(shell)

    interrupt(process)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 128 + signal.SIGINT
    assert told == "error: interrupted; nothing is left behind\n"
    assert shell.mounts == []
    assert shell.scratch == []


def test_nothing_is_left_when_it_is_killed(shell: Shell) -> None:
    from tests.cli.shell import all_end

    process = shell.start("check", "plain", "sshfs")
    wait_for_a_mount(shell)
    others = descendants(process.pid)

    process.kill()

    assert all_end(others)
    assert shell.mounts == []


def test_steps_show_what_each_command_comes_to(shell: Shell) -> None:
    done = shell.run("check", "plain", "multipass-1.16", "--uv", "0.8.13", "--steps")

    assert done.returncode == 1
    rows = {tuple(line.split("  ")[0].split()): line.split() for line in done.stdout.splitlines()}
    assert rows["uv", "run", "python"][3:] == ["0", "2", "EACCES"]
    assert rows["rm", "-rf", ".venv"][3:] == ["0", "1", "EOVERFLOW"]


@pytest.mark.parametrize("release", ["0.5.0", "0.8.13", "0.13.9"])
def test_steps_on_a_plain_filesystem_are_all_as_expected(shell: Shell, release: str) -> None:
    assert shell.run("check", "plain", "--steps", "--uv", release).returncode == 0


def test_steps_tell_the_reason_of_each_failure(shell: Shell) -> None:
    (cell,) = cells(shell.run("check", "multipass-1.16", "--uv", "0.8.13", "--steps", "--json"))

    steps = cell["steps"]
    assert isinstance(steps, list)
    said = {step["name"]: step["stderr"] for step in steps}
    assert said["uv run python"].endswith(
        "failed to canonicalize path `…/project/.venv/bin/python3`: Permission denied (os error 13)"
    )
    assert said["uv venv --clear"].endswith(
        "/.venv/lib64`: Value too large for defined data type (os error 75)"
    )


@pytest.mark.parametrize("wrong", [("--jobs", "0"), ("--uv",), ("nowhere",)])
def test_wrong_usage_exits_2(pure_shell: Shell, wrong: tuple[str, ...]) -> None:
    done = pure_shell.run("check", *wrong)

    assert (done.stdout, done.returncode) == ("", 2)
