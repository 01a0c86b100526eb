from __future__ import annotations

import json
import os
import select
import signal
from pathlib import Path

import pytest

from pytest_fusevenv.catalogue import find
from pytest_fusevenv.fingerprints import load
from pytest_fusevenv.mount import mount
from tests import fingerprinting
from tests.cli.shell import Shell, interrupt

OLDER = {"symlink.create": "E:EPERM", "lock": {"fcntl": "ok", "flock_sh_sh": ["ok", "ok"]}}
"""A fingerprint as the first throw-away probe wrote it."""


@pytest.fixture
def odd(pure_shell: Shell) -> Path:
    """A directory on a filesystem without peculiarities, empty but for one file."""
    directory = pure_shell.home / "odd"
    directory.mkdir()
    (directory / "mine").touch()
    return directory


def test_a_probe_says_what_differs_from_a_plain_filesystem(shell: Shell, odd: Path) -> None:
    with mount(find("sshfs-3.7.6"), odd) as mounted:
        done = shell.run("probe", mounted.path)

    assert done.returncode == 0
    assert "asked" in done.stdout.splitlines()[0]
    assert "symlink.readlink" in done.stdout
    assert "answers differ from plain" in done.stdout


def test_a_probe_leaves_nothing_behind(pure_shell: Shell, odd: Path) -> None:
    pure_shell.run("probe", odd)

    assert [path.name for path in odd.iterdir()] == ["mine"]


def test_the_written_fingerprint_is_read_again(pure_shell: Shell, odd: Path) -> None:
    done = pure_shell.run("probe", odd, "-o", "mine.json")

    assert "mine.json is written" in done.stderr
    assert load(pure_shell.cwd / "mine.json").answers["symlink.create"] == "ok"


def test_the_fingerprint_names_no_path(pure_shell: Shell, odd: Path) -> None:
    printed = pure_shell.run("probe", odd, "--json").stdout

    assert str(odd) not in printed
    assert json.loads(printed)["questions"] == 1


def test_the_written_profile_can_be_shown_and_run(shell: Shell, odd: Path) -> None:
    with mount(find("sshfs-3.7.6"), odd) as mounted:
        shell.run("probe", mounted.path, "--profile", "theirs.toml", "-o", "theirs.json")

    assert shell.run("show", "./theirs.toml").stdout.startswith("theirs: ")
    for theirs in ("./theirs.toml", "theirs.json"):
        done = shell.run("run", theirs, "--", "sh", "-c", "ln -s /etc l && readlink l")
        assert done.returncode == 1
        assert "readlink -> EPERM" in done.stderr


@pytest.mark.parametrize("name", ["multipass-1.16", "sshfs-3.7.6", "plain"])
def test_the_nearest_profile_to_a_mounted_profile_is_itself(
    shell: Shell, odd: Path, name: str
) -> None:
    with mount(find(name), odd) as mounted:
        shown = shell.run("probe", mounted.path, "--nearest").stdout

    assert shown.split("nearest profiles:")[1].split()[0] == f"{name}:"


def test_every_answer_can_be_printed(pure_shell: Shell, odd: Path) -> None:
    shown = pure_shell.run("probe", odd, "--all").stdout

    assert "\nsymlink\n" in shown
    assert "  can a symbolic link be made? ok\n" in shown


def test_a_directory_that_is_not_there_is_named(pure_shell: Shell) -> None:
    done = pure_shell.run("probe", "nowhere")

    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere cannot be probed" in done.stderr
    assert "'No such file or directory'" in done.stderr


def test_a_file_that_cannot_be_written_is_said_before_anything_is_asked(
    pure_shell: Shell, odd: Path
) -> None:
    done = pure_shell.run("probe", odd, "-o", "no/where.json")

    assert (done.returncode, done.stdout) == (2, "")
    assert "no/where.json" in done.stderr


def test_a_filesystem_that_hangs_does_not_hang_the_command(shell: Shell, odd: Path) -> None:
    with mount(find("plain"), odd) as mounted:
        os.kill(mounted.pid, signal.SIGSTOP)
        try:
            process = shell.start("probe", mounted.path, "--patience", "2")
            ended = select.poll()
            ended.register(os.pidfd_open(process.pid), select.POLLIN)
            in_time = bool(ended.poll(60_000))
        finally:
            os.kill(mounted.pid, signal.SIGCONT)
        told = process.communicate()[1]

    assert in_time
    assert "does not answer" in told


def test_a_probe_that_fails_leaves_no_file(pure_shell: Shell) -> None:
    pure_shell.run("probe", "nowhere", "-o", "mine.json")

    assert list(pure_shell.cwd.iterdir()) == []


def test_a_full_filesystem_is_called_full(pure_shell: Shell) -> None:
    answers = {"io.open": {str(number): "E:ENOSPC" for number in range(20)}}
    (pure_shell.cwd / "full.json").write_text(json.dumps(answers))

    done = pure_shell.run("probe", "full.json")

    assert "note: the filesystem is full: 20 answers say no more than that" in done.stderr


def test_ctrl_c_leaves_nothing(pure_shell: Shell, odd: Path) -> None:
    process = pure_shell.start("diff", f"{odd}/", f"{odd}/")
    interrupt(process)

    assert process.wait(60) != 0
    assert [path.name for path in odd.iterdir()] == ["mine"]


# --- diff ----------------------------------------------------------------------------------


def test_two_profiles_differ_where_they_do(pure_shell: Shell) -> None:
    done = pure_shell.run("diff", "sshfs-3.7.5", "sshfs-3.7.6")

    assert done.returncode == 1
    assert "symlink.readlink" in done.stdout
    assert "EPERM" in done.stdout


@pytest.mark.parametrize("name", fingerprinting.ASKED)
def test_a_profile_does_not_differ_from_itself(pure_shell: Shell, name: str) -> None:
    done = pure_shell.run("diff", name, name)

    assert done.returncode == 0
    assert done.stdout.startswith("0 of ")


def test_a_directory_is_compared_with_a_fingerprint_of_the_older_form(
    pure_shell: Shell, odd: Path
) -> None:
    (pure_shell.cwd / "old.json").write_text(json.dumps(OLDER))

    done = pure_shell.run("diff", "old.json", odd, "--json")

    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["differences"]["symlink.create"] == {"first": "E:EPERM", "second": "ok"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON"),
        ('["\udcff"]', "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is no fingerprint"),
        ('{"answers": 3}', "is no fingerprint"),
        ('{"questions": 99, "origin": {}, "answers": {}}', "answers version 99 of the questions"),
    ],
)
def test_a_file_that_is_no_fingerprint_is_named(pure_shell: Shell, text: str, said: str) -> None:
    (pure_shell.cwd / "bad.json").write_text(text, errors="surrogateescape")

    done = pure_shell.run("diff", "bad.json", "plain")

    assert (done.returncode, done.stdout) == (2, "")
    assert f"bad.json {said}" in done.stderr


@pytest.mark.parametrize("command", [("diff", "odd.json", "plain"), ("probe", "odd.json", "--all")])
def test_what_a_fingerprint_says_does_not_steer_the_terminal(
    pure_shell: Shell, command: tuple[str, ...]
) -> None:
    answers = {"symlink.create": "\x1b[2Jgone", "ids.getcwd": "[/markup]", "\x07": 1}
    told = {"questions": 1, "origin": {"type": "\x1b[31m"}, "answers": answers}
    (pure_shell.cwd / "odd.json").write_text(json.dumps(told))

    done = pure_shell.run(*command)

    assert done.stdout.replace("\n", "").isprintable()
    assert r"\x1b[2Jgone" in done.stdout
    assert "[/markup]" in done.stdout


def test_what_was_asked_nothing_in_common_is_not_compared(pure_shell: Shell) -> None:
    (pure_shell.cwd / "other.json").write_text('{"another": {"question": "ok"}}')

    done = pure_shell.run("diff", "other.json", "plain")

    assert done.returncode == 2
    assert "not asked a single question in common" in done.stderr


def test_a_name_that_is_nothing_lists_what_there_is(pure_shell: Shell) -> None:
    done = pure_shell.run("diff", "plan", "plain")

    assert done.returncode == 2
    assert "did you mean plain" in done.stderr
