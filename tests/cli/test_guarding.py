"""`fusevenv guard` as its user has it: runs, their files, their ends, and going on after one."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import time
from pathlib import Path

import msgspec
import pytest

from pytest_fusevenv.guard.cells import Cell, Page, read
from pytest_fusevenv.guard.journals import entries_of
from pytest_fusevenv.records import Owner
from pytest_fusevenv.tools import cache_directory
from tests.cli.shell import Shell, all_end, descendants, interrupt, wait_for_a_mount

RUN = ("guard", "uv@0.8.13", "uv@0.13.9", "--scenario", "venv")
TWO = (*RUN, "--profile", "plain", "--profile", "multipass-1.16")
MANY = (
    *RUN,
    *(
        word
        for name in ("plain", "nfs4", "coarse-times", "ext4-i128")
        for word in ("--profile", name)
    ),
)


@pytest.fixture
def shell(shell: Shell) -> Shell:
    """A shell without the load of hypothesis, which every run of pytest would import."""
    shell.env["PYTEST_ADDOPTS"] = "-p no:hypothesispytest"
    return shell


def page(shell: Shell, name: str) -> Page:
    return read((shell.cwd / name).read_bytes(), name)


def without_times(shell: Shell, name: str) -> str:
    text = (shell.cwd / name).read_text()
    return re.sub(r'"(seconds|began)": [^,\n]*', r'"\1": 0', text)


def journal_of(pid: int) -> Path | None:
    """Where the run of a living process keeps its cells."""
    for file in (cache_directory().parent / "guard").glob("*/*/owner.json"):
        owner = msgspec.json.decode(file.read_bytes(), type=Owner)
        if owner.pid == pid and not owner.is_dead:
            return file.parent
    return None


def cells_in(journal: Path | None) -> set[Cell]:
    files = journal.glob("*.jsonl") if journal else ()
    return {entry.cell for file in files for entry in entries_of(file)}


# --- what comes of a run -------------------------------------------------------------------


def test_a_run_by_one_process_by_two_and_by_two_machines_comes_out_the_same(shell: Shell) -> None:
    one = shell.run(*TWO, "-n", "0", "--json", "one.json")
    two = shell.run(*TWO, "-n", "2", "--json", "two.json")
    shards = [
        shell.run(*TWO, "-n", "0", "--shard", f"{number}/2", "--json", f"{number}-of-2.json")
        for number in (1, 2)
    ]
    merged = shell.run("report", "merge", "1-of-2.json", "2-of-2.json", "-o", "all.json")

    assert one.returncode == two.returncode == 1, one.stderr
    assert {shard.returncode for shard in shards} <= {0, 1}
    assert merged.returncode in (0, 1), merged.stderr
    assert without_times(shell, "one.json") == without_times(shell, "two.json")
    assert without_times(shell, "one.json") == without_times(shell, "all.json")
    verdicts = {cell.key[:2]: cell.verdict for cell in page(shell, "one.json").cells}
    assert verdicts == {
        ("uv@0.8.13", "plain"): "works",
        ("uv@0.13.9", "plain"): "works",
        ("uv@0.8.13", "multipass-1.16"): "broken",
        ("uv@0.13.9", "multipass-1.16"): "broken",
    }


def test_a_finding_tells_the_cause_and_the_known_bug(shell: Shell) -> None:
    done = shell.run(*TWO, "-n", "0", "--json", "out.json", "--", "-k", "0.8.13 and multipass")

    (cell,) = page(shell, "out.json").cells
    assert done.returncode == 1
    assert cell.cause
    assert str(cell.cause) == "readlink /project/.venv/bin/python -> EACCES"
    assert "uv-15528" in cell.bugs
    assert "1 broken" in done.stdout
    assert "finding (1)\n  uv@0.8.13, venv on multipass-1.16: broken" in done.stdout


def test_what_is_accepted_is_no_news_and_what_is_otherwise_is(shell: Shell) -> None:
    accepted = shell.run(*TWO, "-n", "0", "--baseline", "guard.toml", "--accept")
    baseline = (shell.cwd / "guard.toml").read_text()
    again = shell.run(*TWO, "-n", "0", "--baseline", "guard.toml")
    (shell.cwd / "guard.toml").write_text(
        re.sub('"broken.*"', '"works"', baseline).replace('= "works"', '= "dirty: x"', 1)
    )
    other = shell.run(*TWO, "-n", "0", "--baseline", "guard.toml")

    assert accepted.returncode == 0, accepted.stderr
    assert "2 news accepted" in accepted.stderr
    assert (again.returncode, "expected" in again.stdout) == (0, False)
    assert other.returncode == 1
    assert re.search(r"new (failure|pass) \(\d\)", other.stdout)


def test_junit_and_the_options_of_pytest_are_at_hand(shell: Shell) -> None:
    done = shell.run(*TWO, "--junit", "junit.xml", "-n", "0", "-v", "--", "-k", "plain")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed, 2 deselected" in done.stdout
    assert 'property name="verdict" value="works"' in (shell.cwd / "junit.xml").read_text()


# --- mistakes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("guard", "uv@0.13.9", "--scenario", "synk"), "did you mean sync"),
        (("guard", "uv@0.13.9", "--profile", "nfs5"), "did you mean nfs"),
        (("guard", "uvx@1"), "uvx"),
        (("guard", "uv@0.13.9", "--accept"), "--baseline"),
        (("guard", "uv@0.13.9", "--shard", "3/2"), "give two numbers such as 2/5"),
        (("guard", "uv@0.13.9", "--html", "no/such/place.html"), "there is no directory"),
        (("guard", "venv", "--scenario", "sync"), "can be played: sync by pdm, poetry"),
        ((*TWO, "-n", "0", "--", "-k", "nothing-of-that-name"), "leaves no cell"),
        ((*TWO, "-n", "0", "--", "--no-such-option"), "--no-such-option"),
    ],
)
def test_a_mistake_is_one_clear_error(shell: Shell, arguments: tuple[str, ...], said: str) -> None:
    done = shell.run(*arguments)

    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_baseline_that_cannot_be_read_is_no_empty_one(shell: Shell) -> None:
    (shell.cwd / "guard.toml").write_text("version = 1\ntools = 3\n")
    done = shell.run(*TWO, "--baseline", "guard.toml", "--accept")

    assert done.returncode == 2
    assert "the baseline guard.toml cannot be used" in done.stderr
    assert (shell.cwd / "guard.toml").read_text() == "version = 1\ntools = 3\n"


# --- its end -------------------------------------------------------------------------------


def wait_for_cells(process: subprocess.Popen[str], number: int) -> Path:
    """Wait, by looking again, until a run has some cells on record; where they are."""
    deadline = time.monotonic() + 60
    while (journal := journal_of(process.pid)) is None or len(cells_in(journal)) < number:
        assert process.poll() is None
        assert time.monotonic() < deadline
        select.select([], [], [], 0.01)
    return journal


@pytest.mark.parametrize(
    "number", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.long)]
)
def test_an_interruption_loses_no_finished_cell(shell: Shell, number: signal.Signals) -> None:
    process = shell.start(*MANY, "-n", "2", "--json", "out.json")
    journal = wait_for_cells(process, 2)
    started = descendants(process.pid)
    os.killpg(process.pid, number)
    process.communicate(timeout=60)
    assert all_end(started)  # a uv may outlive its parents for a moment
    kept = cells_in(journal)
    on = shell.run(*MANY, "-n", "2", "--json", "out.json")

    assert on.returncode == 0, on.stderr
    assert 2 <= len(kept) < 8
    assert kept <= set(page(shell, "out.json").cells)  # with the seconds that they took then


def test_ctrl_c_leaves_no_mount_and_says_how_to_go_on(shell: Shell) -> None:
    process = shell.start(*MANY, "-n", "0", "--fresh")
    wait_for_a_mount(shell)
    interrupt(process)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 128 + signal.SIGINT
    assert "interrupted" in told
    assert shell.mounts == []
    assert Path(shell.cwd, "out.json").exists() is False


@pytest.mark.long
def test_a_second_run_begins_anew(shell: Shell) -> None:
    first = shell.run(*TWO, "-n", "0", "--json", "first.json")
    second = shell.run(*TWO, "-n", "0", "--json", "second.json")

    assert first.returncode == second.returncode
    assert page(shell, "first.json").cells != page(shell, "second.json").cells  # their seconds
