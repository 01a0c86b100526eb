"""The documentation, taken at its word: its examples are run, its lists are complete."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

import pytest_fusevenv
from pytest_fusevenv.catalogue import shipped
from pytest_fusevenv.cli import main
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.forms import from_toml
from pytest_fusevenv.obstacles import obstacle
from pytest_fusevenv.scenarios import Verdict

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# ([\w-]+\.(?:py|toml))\n")
ELLIPSIS = "…"


class Block(NamedTuple):
    """One fenced block of a page. A program or profile whose first line says so is a file."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def file(self) -> str | None:
        named = FILE.match(self.text)
        return named[1] if named else None

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text()
    return [
        Block(page, text[: found.start()].count("\n") + 1, found[1], found[2])
        for found in FENCE.finditer(text)
    ]


BLOCKS = [block for page in PAGES for block in blocks_of(page)]


def in_language(language: str) -> list[Block]:
    return [block for block in BLOCKS if block.language == language]


@pytest.fixture
def can_mount() -> None:
    if found := obstacle(Engine.chosen()):
        pytest.skip(f"fusevenv: [{found.code}] {found}")


@pytest.fixture
def surroundings() -> dict[str, str]:
    """The environment of somebody who has just installed this, and types what the page says."""
    dropped = ("PYTEST_", "UV_", "COLUMNS", "FORCE_COLOR", "VIRTUAL_ENV", "FUSEVENV_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    bin_directory = str(Path(sys.executable).parent)
    path = os.pathsep.join((bin_directory, os.environ["PATH"]))
    typed = {"PATH": path, "SHELL": "/bin/bash", "NO_COLOR": "1"}
    return {**kept, **typed, "PYTEST_ADDOPTS": "-p no:randomly -p no:hypothesispytest"}


def write_files(block: Block, directory: Path) -> None:
    """The files that the page has shown up to a block."""
    for shown in blocks_of(block.page):
        if shown.file and shown.line < block.line:
            (directory / shown.file).write_text(shown.text)


class Step(NamedTuple):
    """One command of a console block, and what the page says it prints."""

    command: str
    promised: list[str]


def steps_of(block: Block) -> list[Step]:
    steps: list[Step] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            steps.append(Step(line[2:], []))
        else:
            steps[-1].promised.append(line)
    return steps


def keeps(promised: list[str], printed: list[str]) -> bool:
    """Whether the output is as promised: `…` stands for anything, alone on a line for any lines."""
    parts = [
        r"(?:.*\n)*?" if line.strip() == ELLIPSIS else _pattern(line) + r"[ ]*\n"
        for line in promised
    ]
    return re.fullmatch("".join(parts), "".join(f"{line}\n" for line in printed)) is not None


VARYING = {
    ELLIPSIS: r".*",
    r"=+": r"=+",
    r"\d+\.\d+s": r"\d+\.\d+s",
    r"pid \d+": r"pid \d+",
    r"libfuse \d\.\d+": r"libfuse \d\.\d+",
    r"of \d+ calls": r"of \d+ calls",
}
"""What differs from run to run in a line that a page shows, and what it may be."""


def _pattern(line: str) -> str:
    pieces = re.split("(" + "|".join(VARYING) + ")", line.rstrip())
    return "".join(_varying(piece) or re.escape(piece) for piece in pieces)


def _varying(piece: str) -> str | None:
    return next((may for shown, may in VARYING.items() if re.fullmatch(shown, piece)), None)


MARK = "---the command ended with "


def session(steps: list[Step]) -> str:
    """A script that runs the commands in one shell and marks where each ended, and how."""
    mark = f'status=$?; echo; echo "{MARK}$status"; (exit $status)'
    return "\n".join(f"{step.command}\n{mark}" for step in steps)


def outputs(printed: str) -> list[tuple[list[str], int]]:
    """What each command of a session printed, and its exit status."""
    *done, _ = re.split(rf"\n{MARK}(\d+)\n", printed)
    pairs = zip(done[::2], done[1::2], strict=True)
    return [(text.splitlines(), int(status)) for text, status in pairs]


@pytest.mark.parametrize("block", in_language("console"), ids=str)
def test_every_session_goes_as_the_page_shows_it(
    block: Block, tmp_path: Path, surroundings: dict[str, str], can_mount: None
) -> None:
    write_files(block, tmp_path)
    steps = steps_of(block)
    ran = subprocess.run(
        ["bash", "-c", session(steps)],
        cwd=tmp_path,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    ends = outputs(ran.stdout)
    assert len(ends) == len(steps), ran.stdout
    for number, (step, (printed, status)) in enumerate(zip(steps, ends, strict=True)):
        said = steps[number + 1].command if number + 1 < len(steps) else ""
        assert status == 0 or "$?" in said, f"{step.command}: {status}\n" + "\n".join(printed)
        assert keeps(step.promised, printed), f"$ {step.command}\n" + "\n".join(printed)


@pytest.mark.parametrize("block", in_language("python"), ids=str)
def test_every_program_is_a_file_that_a_session_uses_or_tests_itself(
    block: Block, tmp_path: Path, surroundings: dict[str, str], can_mount: None
) -> None:
    names = " ".join(other.text for other in in_language("console") if other.page == block.page)
    if block.file and block.file in names:
        ast.parse(block.text)
        return
    write_files(block, tmp_path)
    file = tmp_path / (block.file or "test_example.py")
    file.write_text(block.text)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0 or file.name == "conftest.py", ran.stdout + ran.stderr


@pytest.mark.parametrize("block", in_language("toml"), ids=str)
def test_every_profile_in_toml_is_one(block: Block) -> None:
    if "because" in block.text:
        assert from_toml(block.text).quirks


@pytest.mark.parametrize("block", in_language("sh"), ids=str)
def test_every_command_of_the_checkout_exists(block: Block) -> None:
    offered = (ROOT / "dev").read_text()
    for name in re.findall(r"^(?:\S+=\S+ )*\./dev (\w+)", block.text, re.MULTILINE):
        assert f"\n{name})" in offered, f"./dev {name}"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_taken_from_the_catalogue_is_up_to_date() -> None:
    stale = [p.name for p, text in generator().pages().items() if p.read_text() != text]
    assert stale == [], "run: python docs/generate.py"


def test_the_readme_has_every_profile_in_its_table() -> None:
    named = re.findall(
        r"`([\w.-]+)`", (ROOT / "README.md").read_text().split(generator().MARKS[0])[1]
    )
    assert sorted(set(shipped()) - set(named)) == []


def test_no_page_is_left_of_a_profile_that_is_gone() -> None:
    pages = {page.stem for page in (ROOT / "docs" / "profiles").glob("*.md")}
    assert sorted(pages - set(shipped())) == []


def test_the_design_has_a_line_for_every_room() -> None:
    package = Path(pytest_fusevenv.__file__).parent
    rooms = {path.name for path in package.glob("*.py") if not path.name.startswith("_")}
    rooms |= {f"{path.parent.name}/" for path in package.glob("*/__init__.py")}
    text = (ROOT / "docs" / "design.md").read_text().split("## Rooms")[1].split("\n## ")[0]
    described = {name for line in text.splitlines() for name in re.findall(r"`([\w.]+/?)`", line)}
    assert rooms - described == set()


def test_the_verdicts_are_all_explained() -> None:
    text = (ROOT / "docs" / "verdicts.md").read_text()
    assert re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE) == [v.value for v in Verdict]


@pytest.mark.parametrize("name", list(main.commands))
def test_a_command_is_described_with_all_its_options(name: str) -> None:
    told = (ROOT / "docs" / "cli.md").read_text()
    chapter = told.split(f"## fusevenv {name}\n")[1].split("\n## ")[0]
    options = [option for param in main.commands[name].params for option in param.opts]
    assert [o for o in options if o.startswith("--") and o not in chapter] == []


def test_the_options_and_fixtures_of_the_plugin_are_described(
    tmp_path: Path, surroundings: dict[str, str]
) -> None:
    helped = asked(["--help"], tmp_path, surroundings)
    listed = asked(["--fixtures"], tmp_path, surroundings)
    options = set(re.findall(r"--fusevenv-\w+", helped))
    names = set(re.findall(r"^(fusevenv\w*)", listed, re.MULTILINE))
    assert options
    assert names
    text = (ROOT / "docs" / "plugin.md").read_text()
    assert sorted(name for name in options | names if name not in text) == []


def asked(arguments: list[str], directory: Path, surroundings: dict[str, str]) -> str:
    """What pytest prints of itself."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    told = subprocess.run(
        command, cwd=directory, env=surroundings, capture_output=True, text=True, check=False
    )
    return told.stdout


@pytest.mark.parametrize(
    "page", [*PAGES, *sorted((ROOT / "docs" / "profiles").glob("*.md"))], ids=lambda page: page.name
)
def test_every_link_inside_the_checkout_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []
