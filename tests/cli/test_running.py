from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import Shell, all_end, descendants, interrupt, wait_for

WAITS = "import signal; print('ready', flush=True); signal.pause()"
"""A Python program that does nothing until a signal ends it."""


@pytest.mark.parametrize("code", [0, 1, 7])
def test_the_exit_code_is_the_commands(shell: Shell, code: int) -> None:
    assert shell.run("run", "plain", "--", "sh", "-c", f"exit {code}").returncode == code


def test_a_command_that_a_signal_ends_gives_128_and_the_signal(shell: Shell) -> None:
    assert shell.run("run", "plain", "--", "sh", "-c", "kill -9 $$").returncode == 137


def test_a_missing_command_is_named_and_gives_127(shell: Shell) -> None:
    done = shell.run("run", "plain", "--", "no-such-command")

    assert done.returncode == 127
    assert "error: no-such-command cannot be run: No such file or directory" in done.stderr


def test_a_command_that_may_not_be_executed_is_named_and_gives_126(shell: Shell) -> None:
    backing = shell.home / "backing"
    backing.mkdir()
    (backing / "script").write_text("#!/bin/sh\n")

    done = shell.run("run", "plain", "--backing", backing, "--", "./script")

    assert done.returncode == 126
    assert "error: ./script cannot be run: Permission denied" in done.stderr


def test_the_working_directory_is_the_mount(shell: Shell) -> None:
    backing = shell.home / "backing"
    backing.mkdir()
    script = 'test "$PWD" = "$(pwd -P)" && touch here'

    shell.run("run", "sshfs", "--backing", backing, "--", "sh", "-c", script)

    assert (backing / "here").exists()


def test_standard_input_is_the_commands(shell: Shell) -> None:
    assert shell.run("run", "plain", "--", "cat", stdin="hello").stdout == "hello"


def test_standard_output_holds_nothing_but_the_commands(shell: Shell) -> None:
    done = shell.run("run", "multipass-1.16", "--", "sh", "-c", "ln -s /nope l; cat l; echo done")

    assert done.stdout == "done\n"


def test_what_was_refused_is_told_with_its_reason(shell: Shell) -> None:
    done = shell.run("run", "multipass-1.16", "--", "sh", "-c", "ln -s /nope l; cat l; cat l")

    told = " ".join(done.stderr.split())
    assert "multipass-1.16: 2 of " in told
    assert "readlink -> EACCES: /l (x2), asked by cat" in told
    assert "the server follows the link on the host" in told
    assert told.count("the server follows the link") == 1


def test_that_nothing_was_refused_is_told(shell: Shell) -> None:
    assert "plain: none of " in shell.run("run", "plain", "--", "ls").stderr


def test_what_the_kernel_refuses_by_itself_is_explained(shell: Shell) -> None:
    done = shell.run("run", "multipass-1.16", "--", "sh", "-c", "ln -s /nope link; rm link")

    told = " ".join(done.stderr.split())
    assert "none of " in told
    assert "nobody owns link (the id -1)" in told
    assert "EOVERFLOW" in told


_ENVIRONMENT = (sys.executable, "-m", "venv", "--without-pip")


def test_an_environment_that_is_broken_though_the_command_exits_0_is_told(shell: Shell) -> None:
    done = shell.run("run", "sshfs-3.7.6", "--", *_ENVIRONMENT, "below/.venv")

    assert done.returncode == 0
    told = " ".join(done.stderr.split())
    assert "exit code 0, but below/.venv is broken: below/.venv/bin/python: Operation not" in told
    assert "readlink -> EPERM: /below/.venv/bin/" in told


def test_an_environment_that_works_is_no_news(shell: Shell) -> None:
    done = shell.run("run", "sshfs-3.7.5", "--", *_ENVIRONMENT, ".venv")

    assert done.returncode == 0
    assert done.stderr.count("\n") == 1


def test_an_environment_that_was_there_before_is_not_looked_at(shell: Shell) -> None:
    backing = shell.home / "backing"
    subprocess.run([*_ENVIRONMENT, backing / "old"], check=True)

    done = shell.run("run", "sshfs-3.7.6", "--backing", backing, "--", "true")

    assert "broken" not in done.stderr


def test_a_backing_that_is_given_is_kept(shell: Shell) -> None:
    backing = shell.home / "backing"
    backing.mkdir()

    shell.run("run", "sshfs", "--backing", backing, "--", "sh", "-c", "echo hello >file")

    assert (backing / "file").read_text() == "hello\n"


def test_the_mount_is_made_where_it_is_wanted(shell: Shell) -> None:
    at = shell.home / "at"
    at.mkdir()

    assert shell.run("run", "plain", "--at", at, "--", "pwd").stdout == f"{at}\n"
    assert at.is_dir()


def test_it_can_be_done_twice_in_a_row_in_the_same_place(shell: Shell) -> None:
    at, backing = shell.home / "at", shell.home / "backing"
    at.mkdir()
    backing.mkdir()
    command = ("run", "multipass", "--at", at, "--backing", backing, "--", "sh", "-c")

    shell.run(*command, "echo hello >file")

    assert shell.run(*command, "cat file").stdout == "hello\n"


def test_a_mountpoint_that_is_not_empty_is_refused(shell: Shell) -> None:
    (shell.home / "at").mkdir()
    (shell.home / "at" / "file").touch()

    done = shell.run("run", "plain", "--at", shell.home / "at", "--", "true")

    assert done.returncode == 2
    assert "at is not empty; give an empty directory" in done.stderr


def test_a_mountpoint_in_use_is_refused(shell: Shell) -> None:
    at = shell.home / "at"
    at.mkdir()
    first = shell.start("run", "plain", "--at", at, "--", sys.executable, "-c", WAITS)
    wait_for(first, "ready")

    done = shell.run("run", "plain", "--at", at, "--", "true")
    interrupt(first)
    first.wait(60)

    assert done.returncode == 2
    assert f"something is mounted on {at} already" in done.stderr


@pytest.mark.parametrize("option", ["--at", "--backing"])
def test_a_missing_directory_is_named(shell: Shell, option: str) -> None:
    done = shell.run("run", "plain", option, shell.home / "nowhere", "--", "true")

    assert done.returncode == 2
    assert str(shell.home / "nowhere") in done.stderr


def test_a_trace_holds_every_call_as_lines_of_json(shell: Shell) -> None:
    command = ("sh", "-c", "ln -s /nope l; cat l; mkdir d")
    shell.run("run", "multipass-1.16", "--trace", "calls.jsonl", "--", *command)

    lines = (shell.cwd / "calls.jsonl").read_text().splitlines()
    calls = [json.loads(line) for line in lines]
    assert [call["call"]["op"] for call in calls if call.get("errno") == 13] == ["readlink"]
    assert {"symlink", "mkdir", "getattr"} <= {call["call"]["op"] for call in calls}


def test_a_trace_that_cannot_be_written_stops_it_before_the_command(shell: Shell) -> None:
    done = shell.run("run", "plain", "--trace", "nowhere/calls", "--", "echo", "ran")

    assert (done.stdout, done.returncode) == ("", 2)
    assert "nowhere/calls: No such file or directory" in done.stderr


def test_a_toml_file_is_a_profile(shell: Shell) -> None:
    (shell.cwd / "my.toml").write_text(shell.run("show", "multipass-1.16", "--toml").stdout)

    done = shell.run("run", "./my.toml", "--", "sh", "-c", "ln -s /nope l && readlink l")

    assert done.returncode == 1
    assert "readlink -> EACCES" in done.stderr


def test_a_mistake_in_a_toml_file_is_named_with_its_place(pure_shell: Shell) -> None:
    toml = pure_shell.run("show", "sshfs", "--toml").stdout
    (pure_shell.cwd / "my.toml").write_text(toml.replace('errno = "EPERM"', 'errno = "EPREM"', 1))

    done = pure_shell.run("run", "my.toml", "--", "true")

    assert done.returncode == 2
    assert "my.toml: quirks[" in done.stderr
    assert "did you mean 'EPERM'" in done.stderr


def test_a_wrong_name_is_told_with_the_near_ones(pure_shell: Shell) -> None:
    done = pure_shell.run("run", "multipas", "--", "true")

    assert done.returncode == 2
    assert "error: no profile is called 'multipas'; did you mean multipass" in done.stderr


def test_no_command_is_wrong_usage(pure_shell: Shell) -> None:
    done = pure_shell.run("run", "plain")

    assert done.returncode == 2
    assert "Missing argument '-- CMD...'" in done.stderr


def test_an_option_of_the_command_without_dashes_before_is_explained(pure_shell: Shell) -> None:
    done = pure_shell.run("run", "plain", "ls", "--all")

    assert done.returncode == 2
    assert "put -- before that command" in done.stderr


def test_a_path_that_the_host_has_is_known_to_it(shell: Shell) -> None:
    command = ("--", "ln", "-s", "/usr/bin/env", "link")

    assert shell.run("run", "multipass-1.16", *command).returncode == 0
    done = shell.run("run", "multipass-1.16", "--host-path", "/usr/bin/env", *command)

    assert done.returncode == 1
    assert "symlink -> EACCES: /link" in done.stderr


def test_a_wrong_host_path_is_refused(pure_shell: Shell) -> None:
    done = pure_shell.run("run", "plain", "--host-path", "env:x", "--", "true")

    assert done.returncode == 2
    assert "'env:x' is not an absolute PATH, PATH:UID or PATH:UID:GID" in done.stderr


def test_an_unknown_engine_is_refused(pure_shell: Shell) -> None:
    done = pure_shell.run("run", "plain", "--", "true", FUSEVENV_ENGINE="fuse9")

    assert done.returncode == 2
    assert "FUSEVENV_ENGINE=fuse9: no such engine" in done.stderr


# --- signals -------------------------------------------------------------------------------


def test_ctrl_c_ends_the_command_and_the_mount(shell: Shell) -> None:
    process = shell.start("run", "plain", "--", "sh", "-c", "echo ready; read line")
    wait_for(process, "ready")

    interrupt(process)

    assert process.wait(60) == 128 + signal.SIGINT
    assert shell.mounts == []
    assert shell.scratch == []


def test_a_command_that_handles_ctrl_c_is_waited_for(shell: Shell) -> None:
    script = (
        "import signal, sys; signal.signal(signal.SIGINT, lambda *_: sys.exit(5));"
        "print('ready', flush=True); signal.pause()"
    )
    process = shell.start("run", "plain", "--", sys.executable, "-c", script)
    wait_for(process, "ready")

    interrupt(process)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 5
    assert "calls refused" in told


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_leave_is_passed_on_to_the_command(shell: Shell, number: int) -> None:
    process = shell.start("run", "plain", "--", sys.executable, "-c", WAITS)
    wait_for(process, "ready")

    process.send_signal(number)

    assert process.wait(60) == 128 + number
    assert shell.mounts == []
    assert shell.scratch == []


def test_nothing_is_left_when_it_is_killed(shell: Shell) -> None:
    process = shell.start("run", "multipass", "--", sys.executable, "-c", WAITS)
    wait_for(process, "ready")
    others = descendants(process.pid)

    process.kill()

    assert len(others) >= 3  # the command, the waiting server, the mount's server
    assert all_end(others)
    assert shell.mounts == []
    assert shell.scratch == []


def test_a_process_that_the_command_leaves_behind_does_not_keep_the_mount(shell: Shell) -> None:
    fifo = shell.home / "fifo"
    os.mkfifo(fifo)

    done = shell.run("run", "plain", "--", "sh", "-c", f"cat {fifo} >/dev/null 2>&1 &")

    assert done.returncode == 0
    assert shell.mounts == []
    Path(fifo).write_text("")  # lets it go


# --- both engines --------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["mfusepy", "fusepy"])
def test_each_engine_serves(shell: Shell, engine: str) -> None:
    if engine == "fusepy":
        pytest.importorskip("fuse", reason="fusevenv: [engine-missing] fusepy is not installed")

    done = shell.run("run", "sshfs", "--", "sh", "-c", "echo a >f; cat f", FUSEVENV_ENGINE=engine)

    assert (done.stdout, done.returncode) == ("a\n", 0)


BY_CHANCE = """
name = "chancy"
title = "a profile of a test"

[[quirks]]
verb = "Fault"
ops = "mkdir"
errno = "EIO"
share = 0.5
because = "a test wants it so"
"""
MANY = ("sh", "-c", "for name in $(seq 24); do mkdir $name && echo $name; done; true")


def test_a_seed_gives_the_same_chances_again_and_is_told(shell: Shell) -> None:
    (shell.cwd / "chancy.toml").write_text(BY_CHANCE)
    first, second, other = (
        shell.run("run", "chancy.toml", *given, "--", *MANY, FUSEVENV_SEED=seed)
        for given, seed in ((("--seed", "7"), "1"), ((), "7"), (("--seed", "8"), "7"))
    )
    assert "seed 7; FUSEVENV_SEED=7 gives the same again" in first.stderr
    assert first.stdout == second.stdout != other.stdout


def test_no_seed_is_told_where_nothing_is_left_to_chance(shell: Shell) -> None:
    assert "seed" not in shell.run("run", "plain", "--seed", "7", "--", "true").stderr


def test_a_seed_that_is_no_number_is_wrong_usage(pure_shell: Shell) -> None:
    done = pure_shell.run("run", "plain", "--", "true", FUSEVENV_SEED="often")
    assert done.returncode == 2
    assert "FUSEVENV_SEED='often' is no whole number; give one, such as 7" in done.stderr
