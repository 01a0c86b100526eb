"""`fusevenv report` as its user has it: parts joined, runs shown again, and mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from pytest_fusevenv.cli import main
from pytest_fusevenv.guard.cells import Cell, News, as_json, read
from pytest_fusevenv.scenarios import Verdict
from tests.cli.shell import Shell
from tests.guard.paging import page_of

GOOD = Cell("uv@0.10.2", "nfs4", "sync", Verdict.WORKS)
BAD = Cell("uv@0.10.3", "nfs4", "sync", Verdict.REFUSED, "uv sync: flock EBADF")
FAILURE = News(*BAD.key, "new failure", "works", BAD.came)
WHOLE = replace(page_of(GOOD, BAD), news=(FAILURE,))


@pytest.fixture
def shell(pure_shell: Shell) -> Shell:
    """A shell with a run of two parts: in the second one something is news."""
    parts = (replace(WHOLE, cells=(GOOD,), news=()), replace(WHOLE, cells=(BAD,)))
    for number, part in enumerate(parts, start=1):
        (pure_shell.cwd / f"{number}.json").write_text(as_json(part))
    (pure_shell.cwd / "all.json").write_text(as_json(WHOLE))
    return pure_shell


def test_merge_joins_the_parts_writes_every_form_and_exits_as_the_whole_run(shell: Shell) -> None:
    done = shell.run(
        *("report", "merge", "2.json", "1.json", "-o", "out.json"),
        *("--html", "out.html", "--markdown", "out.md"),
    )

    assert done.returncode == 1, done.stderr
    assert read((shell.cwd / "out.json").read_bytes(), "out.json") == WHOLE
    assert (shell.cwd / "out.html").read_text().startswith("<!doctype html>")
    assert "New failures" in (shell.cwd / "out.md").read_text()
    assert done.stderr.splitlines() == [f"written: out.{end}" for end in ("json", "html", "md")]


def test_merge_exits_0_where_nothing_is_news(shell: Shell) -> None:
    done = shell.run("report", "merge", "1.json", "-o", "-")

    assert done.returncode == 0, done.stderr
    assert read(done.stdout.encode(), "out").cells == (GOOD,)


def test_a_flake_alone_does_not_make_merge_exit_1(shell: Shell) -> None:
    flake = News(*GOOD.key, "flake", "works", "works")
    (shell.cwd / "1.json").write_text(as_json(replace(WHOLE, cells=(GOOD,), news=(flake,))))

    assert shell.run("report", "merge", "1.json", "-o", "out.json").returncode == 0


def test_markdown_is_printed_or_written(shell: Shell) -> None:
    printed = shell.run("report", "markdown", "all.json")
    written = shell.run("report", "markdown", "all.json", "-o", "summary.md")

    assert (printed.returncode, written.returncode) == (0, 0), printed.stderr + written.stderr
    assert "`refused: uv sync: flock EBADF`" in printed.stdout
    assert (shell.cwd / "summary.md").read_text() == printed.stdout


def test_html_and_the_terminal_show_the_same_run(shell: Shell) -> None:
    html = shell.run("report", "html", "all.json", "-o", "-")
    shown = shell.run("report", "show", "all.json")

    assert (html.returncode, shown.returncode) == (0, 0), html.stderr + shown.stderr
    assert "flock EBADF" in html.stdout
    assert "uv@0.10.3, sync on nfs4: refused: uv sync: flock EBADF; expected: works" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "none.json"), "none.json: No such file or directory"),
        (("show", "."), ".: Is a directory"),
        (("show", "bad.json"), "bad.json is no JSON of `fusevenv guard`"),
        (("show", "new.json"), "new.json is of version 2 of the form; this fusevenv reads 1"),
        (("html", "all.json"), "Missing option '-o'"),
        (("html", "all.json", "-o", "no/out.html"), "there is no directory no"),
        (("markdown", "all.json", "-o", "."), "'.' is a directory"),
        (("merge", "all.json"), "Missing option '-o'"),
        (("merge", "-o", "out.json"), "Missing argument"),
        (("merge", "all.json", "1.json", "-o", "out.json"), "a cell is in more than one of them"),
        (("merge", "1.json", "other.json", "-o", "out.json"), "not parts of one run"),
        (("merg", "all.json"), "No such command 'merg'"),
    ],
)
def test_a_mistake_is_one_clear_error(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    write_bad_files(shell.cwd)
    monkeypatch.chdir(shell.cwd)
    done = CliRunner().invoke(main, ["report", *arguments])

    assert done.exit_code == 2, done.output
    assert said in done.output
    assert not (shell.cwd / "out.json").exists()


def write_bad_files(directory: Path) -> None:
    """What is no page, a page of another version, and one of another run."""
    (directory / "bad.json").write_text("{")
    (directory / "new.json").write_text('{"version": 2}')
    (directory / "other.json").write_text(as_json(replace(WHOLE, cells=(BAD,), seed=7)))
