"""The transcripts of astral-sh/uv#15528, line by line, with the uv of its day.

The interpreter is one that only the guest has; the commands are those of the report.
"""

from __future__ import annotations

import grp
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from pytest_fusevenv.calls import Ids
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.hosts import HostWorld
from pytest_fusevenv.mount import mount
from pytest_fusevenv.tools import environment, find_python, find_uv
from tests.contract.asking import on_each_engine
from tests.contract.people import IS_ROOT, USER

AFFECTED = "multipass-1.16"
UNAFFECTED = ("multipass-1.13", "sshfs-3.7.5")
NOBODY = 65534

on_the_affected = pytest.mark.parametrize("project", [AFFECTED], indirect=True)
on_the_unaffected = pytest.mark.parametrize("project", UNAFFECTED, indirect=True)


class Guest(NamedTuple):
    """What the guest has beside the mount: its environment variables, with uv, and a Python."""

    variables: dict[str, str]
    python: Path


class Project:
    """A directory on a mount, and a guest's shell in it."""

    def __init__(self, path: Path, guest: Guest) -> None:
        self.path = path
        self.python = guest.python
        self._variables = guest.variables

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """A command, run in the project under the guest's umask."""
        return subprocess.run(
            words,
            cwd=self.path,
            env=self._variables,
            umask=0o002,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def uv_venv(self) -> subprocess.CompletedProcess[str]:
        """The first command of the report."""
        return self.run("uv", "venv", "--python", self.python)


@pytest.fixture(scope="module")
def guest(tmp_path_factory: pytest.TempPathFactory) -> Guest:
    """A guest with the uv of the report."""
    scratch = tmp_path_factory.mktemp("guest")
    uv = find_uv("0.8.13")
    return Guest(environment(scratch, uv), find_python(uv, scratch))


@pytest.fixture
def top() -> Iterator[Path]:
    """A directory that another user could reach too."""
    made = Path(tempfile.mkdtemp(prefix="fusevenv-contract-")).resolve()
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def project(
    request: pytest.FixtureRequest, top: Path, guest: Guest, engine: Engine
) -> Iterator[Project]:
    """The report's project, `~/multi-issue`, on the filesystem that the test names.

    Its path is no shorter than the report's: `activate` holds it, and is one byte over a block.
    """
    backing, state, at = top / "backing", top / "state", top / "home/ubuntu/multi-issue"
    for directory in (backing, state, at):
        directory.mkdir(parents=True)
    if IS_ROOT:
        os.chown(backing, *USER)
    backing.chmod(0o775)
    world = HostWorld(source="/h/mb/multi-issue")
    with mount(
        find(request.param), backing, at, state=state, world=world, guest=USER, engine=engine
    ) as served:
        yield Project(served.path, guest)
        assert served.complaints == ""


def _names(ids: Ids) -> str:
    """A user and a group as `ls` writes them."""
    try:
        user = pwd.getpwuid(ids.uid).pw_name
    except KeyError:
        user = str(ids.uid)
    try:
        group = grp.getgrgid(ids.gid).gr_name
    except KeyError:
        group = str(ids.gid)
    return f"{user} {group}"


def _listing(stdout: str) -> dict[str, tuple[str, str]]:
    """The lines of `ls -al` by name: (mode, links, owners; size)."""
    lines = {}
    for line in stdout.splitlines()[1:]:
        mode, links, user, group, size, _, _, _, name = line.split(maxsplit=8)
        lines[name] = (f"{mode} {links} {user} {group}", size)
    return lines


# --- the first transcript ----------------------------------------------------------------------


@on_each_engine
@on_the_affected
def test_uv_venv_says_success(project: Project) -> None:
    made = project.uv_venv()
    assert made.returncode == 0, made.stderr
    assert "Activate with: source .venv/bin/activate" in made.stderr


@on_each_engine
@on_the_affected
def test_ls_can_not_read_the_three_links(project: Project) -> None:
    project.uv_venv()
    listed = project.run("ls", "-altrh", ".venv/bin")
    links = sorted(
        path.name for path in (project.path / ".venv/bin").iterdir() if path.is_symlink()
    )
    assert len(links) == 3
    assert sorted(listed.stderr.splitlines()) == [
        f"ls: cannot read symbolic link '.venv/bin/{name}': Permission denied" for name in links
    ]


@on_each_engine
@on_the_affected
def test_ls_shows_the_links_as_nobodys_with_the_length_of_their_text(project: Project) -> None:
    project.uv_venv()
    lines = _listing(project.run("ls", "-altr", ".venv/bin").stdout)
    nobodys = f"lrwxrwxrwx 1 {_names(Ids(NOBODY, NOBODY))}"
    assert {name: line for name, line in lines.items() if line[0].startswith("l")} == {
        "python": (nobodys, str(len(str(project.python)))),
        "python3": (nobodys, "6"),
        _versioned(lines): (nobodys, "6"),
    }


def _versioned(lines: dict[str, tuple[str, str]]) -> str:
    return next(name for name in lines if re.fullmatch(r"python3\.\d+", name))


@on_each_engine
@on_the_affected
def test_ls_shows_every_other_line_of_the_report(project: Project) -> None:
    project.uv_venv()
    listed = project.run("ls", "-altrh", ".venv/bin")
    assert listed.stdout.splitlines()[0] == "total 64K"
    lines = _listing(listed.stdout)
    files = {name for name, line in lines.items() if line[0].startswith("-")}
    assert files == {
        *("activate", "activate.bat", "activate.csh", "activate.fish", "activate.nu"),
        *("activate.ps1", "activate_this.py", "deactivate.bat", "pydoc.bat"),
    }
    assert {lines[name][0] for name in files} == {f"-rw-r--r-- 1 {_names(USER)}"}
    assert {lines[name][0] for name in (".", "..")} == {f"drwxrwxr-x 1 {_names(USER)}"}


@on_each_engine
@on_the_affected
def test_ls_sorts_by_whole_seconds_and_then_by_name_backwards(project: Project) -> None:
    project.uv_venv()
    listed = list(_listing(project.run("ls", "-altr", ".venv/bin").stdout))
    times = {name: (project.path / ".venv/bin" / name).lstat().st_mtime_ns for name in listed}
    assert not any(time % 10**9 for time in times.values())
    by_name = sorted(listed, reverse=True)
    assert listed == sorted(by_name, key=times.__getitem__)


@on_each_engine
@on_the_affected
def test_uv_run_can_not_canonicalize_the_interpreter(project: Project) -> None:
    project.uv_venv()
    ran = project.run("uv", "run", "python", "-c", "print('ran')")
    assert ran.returncode == 2
    link = project.path / ".venv/bin/python3"
    assert f"failed to canonicalize path `{link}`: Permission denied (os error 13)" in ran.stderr, (
        ran.stderr
    )


@on_each_engine
@on_the_affected
def test_rm_can_not_remove_a_link(project: Project) -> None:
    project.uv_venv()
    removed = project.run("rm", "-f", ".venv/bin/python3")
    assert removed.returncode == 1
    assert removed.stderr == (
        "rm: cannot remove '.venv/bin/python3': Value too large for defined data type\n"
    )


@on_each_engine
@on_the_affected
def test_uv_venv_can_not_clear_what_it_made(project: Project) -> None:
    project.uv_venv()
    cleared = project.run("uv", "venv", "--clear", "--python", project.python)
    assert cleared.returncode == 2
    assert "failed to remove file `" in cleared.stderr
    assert "Value too large for defined data type (os error 75)" in cleared.stderr


# --- the second transcript ---------------------------------------------------------------------

_LINKS = {"python3": "python3.13", "python": "python3.13", "pydoc3": "pydoc3.13"}
_LINKS |= {"idle3": "idle3.13", "python3-config": "python3.13-config"}
INSTALLED = ".python/cpython-3.13.7-linux-x86_64-gnu/bin"


def _install(project: Project) -> Path:
    """The `bin` of a Python, put on the mount by the guest as uv does."""
    binaries = project.path / INSTALLED
    assert project.run("mkdir", "-p", INSTALLED).returncode == 0
    for link, target in _LINKS.items():
        (binaries / target).write_text("#!/bin/sh\necho ran\n")
        (binaries / target).chmod(0o755)
        (binaries / link).symlink_to(target)
    return binaries


@on_each_engine
@on_the_affected
def test_links_beside_an_interpreter_on_the_mount_are_nobodys_and_can_be_read(
    project: Project,
) -> None:
    _install(project)
    listed = project.run("ls", "-altrh", INSTALLED)
    assert listed.stderr == ""
    lines = _listing(listed.stdout)
    nobodys = f"lrwxrwxrwx 1 {_names(Ids(NOBODY, NOBODY))}"
    for link, target in _LINKS.items():
        assert lines[f"{link} -> {target}"] == (nobodys, str(len(target)))
        assert lines[target][0] == f"-rwxr-xr-x 1 {_names(USER)}"
    assert project.run(project.path / INSTALLED / "python").stdout == "ran\n"


@on_each_engine
@on_the_affected
def test_an_environment_of_that_interpreter_is_still_broken(project: Project) -> None:
    binaries = _install(project)
    link = project.path / "python"
    link.symlink_to(binaries / "python3.13")
    with pytest.raises(PermissionError):
        link.readlink()
    assert "Permission denied" in project.run("ls", "-l", "python").stderr


# --- elsewhere the same commands work ----------------------------------------------------------


@on_each_engine
@on_the_unaffected
def test_elsewhere_ls_reads_every_link(project: Project) -> None:
    assert project.uv_venv().returncode == 0
    listed = project.run("ls", "-altrh", ".venv/bin")
    assert listed.stderr == ""
    assert f"python -> {project.python}" in listed.stdout


@on_each_engine
@on_the_unaffected
def test_elsewhere_the_interpreter_runs(project: Project) -> None:
    project.uv_venv()
    ran = project.run("uv", "run", "python", "-c", "import sys; print(sys.prefix)")
    assert (ran.returncode, ran.stdout) == (0, f"{project.path / '.venv'}\n"), ran.stderr


@on_each_engine
@on_the_unaffected
def test_elsewhere_the_environment_can_be_cleared_and_removed(project: Project) -> None:
    project.uv_venv()
    cleared = project.run("uv", "venv", "--clear", "--python", project.python)
    assert cleared.returncode == 0, cleared.stderr
    assert project.run("rm", ".venv/bin/python3").returncode == 0
    assert project.run("rm", "-rf", ".venv").returncode == 0
    assert not (project.path / ".venv").exists()
