from __future__ import annotations

import json

from tests.cli.shell import Shell


def test_every_bug_is_listed(pure_shell: Shell) -> None:
    done = pure_shell.run("bugs", "--json")

    bugs = json.loads(done.stdout)["bugs"]
    known = next(bug for bug in bugs if bug["name"] == "uv-15528")
    assert known["profile"] == "multipass-1.16"
    assert known["on_mount"] == ["the project"]
    assert known["shows"]["tool"] == "uv@0.8.13"


def test_the_list_is_a_table(pure_shell: Shell) -> None:
    done = pure_shell.run("bugs")

    assert (done.returncode, done.stderr) == (0, "")
    headings, _, *rows = done.stdout.splitlines()
    assert headings.split("  ")[0] == "bug"
    assert any(row.startswith("uv-15528 ") for row in rows)


def test_one_bug_is_explained(pure_shell: Shell) -> None:
    done = pure_shell.run("bugs", "uv-noreplace")

    assert done.stdout.startswith("uv-noreplace: no command works")
    assert "$ uv init sample" in done.stdout
    assert "uv@0.8.18: works" in done.stdout
    assert "still there in uv@0.13.9, since 0.8.19" in done.stdout
    assert "keep the cache off the mount: works" in done.stdout


def test_an_unknown_bug_is_told_what_is_on_offer(pure_shell: Shell) -> None:
    done = pure_shell.run("bugs", "uv-noreplce")

    assert (done.stdout, done.returncode) == ("", 2)
    assert "did you mean uv-noreplace" in done.stderr
