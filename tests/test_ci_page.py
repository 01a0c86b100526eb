"""The workflows of docs/ci.md: they parse, ask for little, are pinned, and their commands exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from pytest_fusevenv import __version__
from pytest_fusevenv.cli import main

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "ci.md").read_text()
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SHELL = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
IN_LINES = re.findall(r"`(fusevenv guard [^`]+)`", PAGE)
VARIABLES = {"$PART": "1", "$CI_NODE_INDEX": "1", "$CI_NODE_TOTAL": "5", "$PROFILE": "nfs4"}


def first_line(text: str) -> str:
    return text.partition("\n")[0]


def workflows() -> list[str]:
    return [text for text in BLOCKS if "actions/" in text or "workflows" in text]


def scripts(tree: object) -> Iterator[str]:
    """Every script in a workflow, wherever it stands."""
    match tree:
        case dict():
            for key, value in tree.items():
                if key in ("run", "script", "before_script"):
                    yield from [value] if isinstance(value, str) else value
                else:
                    yield from scripts(value)
        case list():
            for value in tree:
                yield from scripts(value)


def commands() -> list[str]:
    """Every line of the page that calls `fusevenv`, as a shell would read it."""
    texts = [*SHELL, *IN_LINES]
    texts += [script for block in BLOCKS for script in scripts(yaml.safe_load(block))]
    lines = "\n".join(texts).replace("\\\n", " ").splitlines()
    return [line for line in lines if re.search(r"(^| )fusevenv (?!==)", line)]


def parsed(line: str) -> click.Context:
    """What click makes of a line. Raises what the user would see."""
    for name, value in VARIABLES.items():
        line = line.replace(name, value)
    words = shlex.split(line.partition(" || ")[0], comments=True)
    arguments = words[words.index("fusevenv") + 1 :]
    group: click.Group = main
    while isinstance(command := group.commands[arguments.pop(0)], click.Group):
        group = command
    return command.make_context("fusevenv", arguments)


@pytest.mark.parametrize("line", commands())
def test_every_command_is_one_that_there_is(line: str) -> None:
    assert parsed(line).command.name in {"guard", "run", "doctor", "merge"}


@pytest.mark.parametrize("text", workflows(), ids=first_line)
def test_every_action_is_pinned_by_its_commit_and_says_its_version(text: str) -> None:
    uses = re.findall(r"uses: (.*)", text)
    pin = re.compile(
        r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\./\.github/workflows/[\w-]+\.yml"
    )
    assert uses
    assert [use for use in uses if not pin.fullmatch(use)] == []


@pytest.mark.parametrize("text", workflows(), ids=first_line)
def test_a_workflow_may_only_read_the_repository_and_keeps_no_credentials(text: str) -> None:
    tree = yaml.safe_load(text)
    jobs = tree["jobs"].values()
    rights = [job.get("permissions", tree.get("permissions")) for job in jobs]
    assert [one for one in rights if one not in ({}, {"contents": "read"})] == []
    checkouts = [
        step["with"]
        for job in jobs
        for step in job.get("steps", [])
        if "checkout" in step.get("uses", "")
    ]
    assert all(one["persist-credentials"] is False for one in checkouts)


def test_what_is_pinned_is_this_version() -> None:
    assert set(re.findall(r"pytest-fusevenv==(\S+)", PAGE)) == {__version__}


def test_no_expression_is_written_into_a_script() -> None:
    for text in BLOCKS:
        assert [one for one in scripts(yaml.safe_load(text)) if "${{" in one] == []
