from __future__ import annotations

import re

from tests.cli.shell import Shell


def test_uv_15528_is_reproduced(shell: Shell) -> None:
    done = shell.run("reproduce")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Reproduced: all came out as reported with uv 0.8.13.\n")


def test_the_transcript_is_the_reported_one(shell: Shell) -> None:
    said = shell.run("reproduce", "uv-15528").stdout

    commands = re.findall(r"^\$ (.*)", said, re.MULTILINE)
    assert commands[:5] == [
        "uv venv",
        "ls -altrh .venv/bin",
        "uv run python -c 'print(\"hello from the environment\")'",
        "rm .venv/bin/python",
        "uv venv --clear",
    ]
    listing = said.split("$ ls")[1].split("$ uv run")[0]
    assert len(re.findall(r"ls: cannot read symbolic link .*: Permission denied", listing)) == 3
    assert len(re.findall(r"^l\S+ 1 nobody +nogroup +", listing, re.MULTILINE)) == 3
    assert len(re.findall(r"^[-d]\S+ 1 (?!nobody)\S+ ", listing, re.MULTILINE)) == 11


def test_the_verdict_the_cause_and_the_mechanism_are_told(shell: Shell) -> None:
    said = shell.run("reproduce").stdout

    assert "Verdict on uv venv: broken" in said
    assert "cause: readlink /.venv/bin/python -> EACCES (" in said
    assert "https://github.com/astral-sh/uv/issues/15528" in said
    assert "guest: the virtual machine" in said


def test_what_works_instead_is_shown_at_work(shell: Shell) -> None:
    instead = shell.run("reproduce").stdout.split("What works instead", 1)[1]

    assert len(re.findall(r"^hello from the environment$", instead, re.MULTILINE)) == 2


def test_a_release_that_behaves_otherwise_exits_1_and_says_how(shell: Shell) -> None:
    done = shell.run("reproduce", "--uv", "0.12.24")

    assert done.returncode == 1
    assert "Not reproduced as reported with uv 0.12.24:\n  `uv venv` exited 2, not 0" in done.stdout


def test_an_unknown_bug_is_told_what_is_on_offer(pure_shell: Shell) -> None:
    done = pure_shell.run("reproduce", "uv-15258")

    assert (done.stdout, done.returncode) == ("", 2)
    assert "there is no bug 'uv-15258' to reproduce; did you mean uv-15528?" in done.stderr
