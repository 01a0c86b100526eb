"""Kits: what the commands of a tool find on PATH, and what changes its identity."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from pytest_fusevenv.fetches import UnknownTool
from pytest_fusevenv.kits import find_kit, find_kits
from pytest_fusevenv.tools import cache_directory, find_uv
from pytest_fusevenv.wheels import make_wheels

LINKED = """
[project]
name = "demo"
version = "1"
requires-python = ">=3.8"
dependencies = ["fspure"]
[[tool.pdm.source]]
name = "pypi"
type = "find_links"
url = "{wheels}"
"""
BY_PATH = """
[tool.poetry]
name = "demo"
version = "1"
description = ""
authors = []
[tool.poetry.dependencies]
python = ">=3.8"
fspure = {{ path = "{wheel}" }}
"""


def typed(command: str, cwd: Path, tool: str, scratch: Path) -> subprocess.CompletedProcess[str]:
    """A command, typed in a directory with a tool in reach."""
    env = find_kit(tool).environment(scratch)
    return subprocess.run(
        ["sh", "-c", command], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def test_a_venv_is_of_its_python(tmp_path: Path) -> None:
    kit = find_kit("venv")
    said = typed("python -c 'import sys; print(sys.version)'", tmp_path, "venv", tmp_path / "off")
    assert (kit.kind, kit.options) == ("venv", "")
    assert kit.version == said.stdout.split()[0]
    assert kit.version in kit.identity


def test_a_venv_of_copies_is_another_tool_by_its_option() -> None:
    plain, copies = find_kit("venv"), find_kit("venv --copies")
    assert (copies.kind, copies.options) == ("venv", "--copies")
    assert copies.python == plain.python
    assert copies.identity != plain.identity


def test_the_uv_beside_us_has_its_version_for_identity() -> None:
    kit = find_kit("uv")
    assert (kit.kind, kit.version) == ("uv", find_uv().version)
    assert kit.identity.startswith(f"uv {kit.version} with ")


def built(directory: Path, more: str = "") -> str:
    """A program that says it is a uv, as somebody may have built it; the tool."""
    program = directory / "uv"
    program.write_text(f"#!/bin/sh\necho uv 9.9.9\n{more}")
    program.chmod(0o755)
    return f"uv@{program}"


def test_a_uv_that_somebody_has_built_is_known_by_its_bytes(tmp_path: Path) -> None:
    tool = built(tmp_path)
    kit = find_kit(tool)
    assert kit.version == "9.9.9"
    assert hashlib.sha256((tmp_path / "uv").read_bytes()).hexdigest() in kit.identity


def test_a_uv_that_is_built_anew_is_another_one(tmp_path: Path) -> None:
    first = find_kit(built(tmp_path)).identity
    assert find_kit(built(tmp_path, "# changed\n")).identity != first


def test_the_uv_on_path_is_known_by_its_bytes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_path = find_kit(built(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert find_kit("uv@PATH").identity == by_path.identity


@pytest.mark.parametrize(
    "tool", ["", "uvv@1", "pip", "poetry", "venv --symlinks", "uv --copies", "uv@0.9.0..0.9.1"]
)
def test_a_name_that_means_no_single_tool_is_refused(tool: str) -> None:
    with pytest.raises(UnknownTool, match=r"no (tool|uv) is called '.*'; (there are|give) "):
        find_kit(tool)


def test_offline_all_that_is_missing_is_named_at_once_with_what_fetches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    monkeypatch.setenv("UV_OFFLINE", "1")
    with pytest.raises(UnknownTool) as error:
        find_kits(["venv", "uv@0.8.13", "pdm@2.28.0", "virtualenv@20.26.0"])
    (message,) = str(error.value).splitlines()
    assert "not in the cache are: uv@0.8.13, pdm@2.28.0, virtualenv@20.26.0." in message
    assert message.endswith(": UV_OFFLINE=0 fusevenv fetch uv@0.8.13 pdm@2.28.0 virtualenv@20.26.0")


def test_a_program_runs_with_its_own_packages_and_not_the_projects(tmp_path: Path) -> None:
    said = typed("virtualenv --version", tmp_path, "virtualenv@20.26.0", tmp_path / "off")
    assert said.stdout.startswith("virtualenv 20.26.0 ")
    (kept,) = (cache_directory().parent / "virtualenv").glob("20.26.0-*")
    assert str(kept) in said.stdout


@pytest.mark.long
@pytest.mark.parametrize(
    ("tool", "project", "command"),
    [
        ("poetry@2.5.1", BY_PATH, "poetry install --no-root"),
        ("poetry@1.8.5", BY_PATH, "poetry install --no-root"),
        ("pdm@2.28.0", LINKED, "pdm install --no-self"),
    ],
)
def test_a_project_is_installed_from_local_wheels(
    tmp_path: Path, tool: str, project: str, command: str
) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    make_wheels(wheels)
    wheel = wheels / "fspure-1.0-py3-none-any.whl"
    text = project.format(wheels=wheels.as_uri(), wheel=wheel)
    (tmp_path / "pyproject.toml").write_text(text)
    done = typed(f"{command} && .venv/bin/fspure", tmp_path, tool, tmp_path / "off")
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["of the environment"])
