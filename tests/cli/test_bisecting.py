from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_fusevenv.guard.cells import (
    FORMAT,
    Cell,
    Page,
    ProfileEntry,
    ScenarioEntry,
    ToolEntry,
    as_json,
)
from pytest_fusevenv.scenarios import Verdict
from tests.cli.shell import Shell, interrupt, wait_for, wait_for_a_mount

PROFILE, SCENARIO = "lustre-noflock", "sync@cache"
WHERE = ("--profile", PROFILE, "--scenario", SCENARIO)
"""Since 0.12.9 nothing can be installed there."""


def test_the_release_that_changed_the_verdict_is_named_with_the_proof(shell: Shell) -> None:
    done = shell.run("bisect", "uv:0.12.5..0.12.9", *WHERE)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "sync@cache on lustre-noflock: works -> refused in uv@0.12.9\n"
    ), done.stdout
    for told in ("uv@0.12.8", "uv sync: flock ENOSYS", "Lustre has no flock", "run 4: half way"):
        assert told in done.stdout
    assert f"fusevenv guard uv@0.12.9 {' '.join(WHERE)} --reproducer DIR" in done.stdout
    assert "\n4 runs; at most 5 for each change among 5 releases" in done.stdout
    assert done.stderr.splitlines() == [
        "uv@0.12.5: an end of the range, at most 4 runs left: works",
        "uv@0.12.9: an end of the range, at most 3 runs left: refused",
        "uv@0.12.7: half way, at most 2 runs left: works",
        "uv@0.12.8: half way, the last run: works",
    ]


def test_a_missing_release_is_skipped_and_named_and_the_exit_code_tells_of_the_change(
    shell: Shell,
) -> None:
    tools = ("uv@0.12.8", "uv@0.12.9a1", "uv@0.12.9")  # there is no such pre-release
    done = shell.run("bisect", *tools, *WHERE, "--exit-code")

    assert done.returncode == 1, done.stderr
    assert (
        "works -> refused between uv@0.12.8 and uv@0.12.9; uv@0.12.9a1 could not be had\n"
        in done.stdout
    )


def page(cells: dict[str, Verdict]) -> str:
    """A page that knows how some releases came out."""
    known = tuple(Cell(tool, PROFILE, SCENARIO, verdict) for tool, verdict in cells.items())
    tools = tuple(ToolEntry(tool, "uv", tool.partition("@")[2]) for tool in cells)
    profiles = (ProfileEntry(PROFILE, "", ()),)
    scenarios = (ScenarioEntry(SCENARIO, "", ()),)
    return as_json(Page(FORMAT, "0", "mfusepy", "", 0, tools, profiles, scenarios, known))


def test_what_a_page_of_the_guard_knows_is_only_verified(shell: Shell) -> None:
    good, bad = Verdict.WORKS, Verdict.REFUSED
    known = {f"uv@0.12.{n}": good if n < 9 else bad for n in range(5, 21)}
    Path(shell.cwd, "guard.json").write_text(page(known))
    done = shell.run("bisect", "uv:0.12.5..0.12.20", *WHERE, "--known", "guard.json", "--json")

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [change["after"]["tool"] for change in told["changes"]] == ["uv@0.12.9"]
    assert (told["version"], told["runs"], told["finished"]) == (1, 2, True)
    verified = [entry["release"] for entry in told["entries"] if entry.get("run")]
    assert verified == ["uv@0.12.8", "uv@0.12.9"]


@pytest.mark.long
def test_every_release_can_be_asked(shell: Shell) -> None:
    done = shell.run("bisect", "uv@0.12.7", "uv@0.12.8", "uv@0.12.9", *WHERE, "--every", "--json")

    told = json.loads(done.stdout)
    assert [entry["cell"]["verdict"] for entry in told["entries"]] == ["works", "works", "refused"]
    assert told["unasked"] == []


def test_ctrl_c_leaves_nothing_and_prints_what_is_known(shell: Shell) -> None:
    process = shell.start("bisect", "uv@0.12.7", "uv@0.12.8", "uv@0.12.9", *WHERE)
    wait_for(process, "uv@0.12.8: half way")
    wait_for_a_mount(shell)
    interrupt(process)
    printed, complaints = process.communicate(timeout=60)

    assert process.returncode == 130, complaints
    assert "works -> refused between uv@0.12.7 and uv@0.12.9, 1 not asked yet" in printed
    assert "The search was interrupted" in printed
    assert "Traceback" not in complaints


@pytest.mark.parametrize(
    ("tools", "told"),
    [
        (("uv@PATH",), "is one release"),
        (("venv", "venv --copies"), ", not by venv, venv --copies"),
    ],
)
def test_what_cannot_be_compared_is_a_wrong_usage(
    pure_shell: Shell, tools: tuple[str, ...], told: str
) -> None:
    done = pure_shell.run("bisect", *tools, *WHERE)

    assert (done.returncode, told in done.stderr) == (2, True), done.stderr
