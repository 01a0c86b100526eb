from __future__ import annotations

import json
import re
import signal

from tests.cli.shell import Shell, interrupt, wait_for_a_mount


def test_uv_15528_is_reproduced(shell: Shell) -> None:
    done = shell.run("reproduce")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Reproduced: all came out as it is on record.\n")


def test_the_transcript_is_the_reported_one(shell: Shell) -> None:
    said = shell.run("reproduce", "uv-15528").stdout

    commands = re.findall(r"^\$ (.*?)(?:  # must work now)?$", said, re.MULTILINE)
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

    assert "Verdict: broken, as expected" in said
    assert "cause: readlink /project/.venv/bin/python" in said
    assert "https://github.com/astral-sh/uv/issues/15528" in said
    assert "guest: the virtual machine" in said


def test_what_works_around_it_is_shown_at_work(shell: Shell) -> None:
    around = shell.run("reproduce").stdout.split("Works around it", 1)[1]

    assert len(re.findall(r"^hello from the environment$", around, re.MULTILINE)) == 3
    assert around.count("Verdict: works, as expected") == 2


def test_a_release_that_behaves_otherwise_exits_1_and_says_how(shell: Shell) -> None:
    done = shell.run("reproduce", "--uv", "0.12.24")

    assert done.returncode == 1
    assert "Not as it is on record:\n  uv-15528, uv@0.12.24: the verdict is dirty" in done.stdout


def test_several_bugs_are_recorded_for_programs(shell: Shell) -> None:
    done = shell.run("reproduce", "uv-noreplace", "uv-15528", "--json")

    record = json.loads(done.stdout)
    assert (done.returncode, record["version"]) == (0, 1)
    performed = [(each["bug"], each["side"], each["verdict"]) for each in record["performances"]]
    assert performed[:2] == [
        ("uv-noreplace", "shows", "refused"),
        ("uv-noreplace", "gone", "works"),
    ]
    assert performed[4] == ("uv-15528", "shows", "broken")
    assert record["performances"][0]["cause"]["errno"] == "EPERM"


def test_all_of_them_cannot_be_asked_for_with_one_by_name(pure_shell: Shell) -> None:
    done = pure_shell.run("reproduce", "--all", "uv-15528")

    assert done.returncode == 2
    assert "--all performs every bug as it is on record" in done.stderr


def test_an_unknown_bug_is_told_what_is_on_offer(pure_shell: Shell) -> None:
    done = pure_shell.run("reproduce", "uv-15258")

    assert (done.stdout, done.returncode) == ("", 2)
    assert "no bug is called 'uv-15258'; did you mean uv-15528" in done.stderr


def test_ctrl_c_leaves_nothing_behind(shell: Shell) -> None:
    process = shell.start("reproduce", "--json", "uv-15528", "uv-noreplace")
    wait_for_a_mount(shell)

    interrupt(process)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 128 + signal.SIGINT
    assert told == "error: interrupted; nothing is left behind\n"
    assert shell.mounts == []
    assert shell.scratch == []
