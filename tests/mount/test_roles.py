"""Who is who on an imitated Multipass, whoever runs it: the host user, the server, and others."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_fusevenv.calls import Ids
from pytest_fusevenv.mount import Mount

NOBODY = 65534
GUEST = Ids(1234, 2345)

Mounting = Callable[..., Mount]


def _owner(path: Path) -> Ids:
    found = os.lstat(path)
    return Ids(found.st_uid, found.st_gid)


@pytest.fixture(params=["own", "another's"])
def backing(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A backing of whoever runs this or, where root does, of an ordinary user."""
    directory = tmp_path / "backing"
    directory.mkdir()
    if request.param == "another's":
        if os.geteuid() != 0:
            pytest.skip("needs-root: an ordinary user can not give directories away")
        os.chown(directory, 1000, 1000)
    return directory


@pytest.fixture
def top(mounting: Mounting, backing: Path) -> Path:
    return mounting("multipass-1.16", backing=backing, guest=GUEST).path


def test_files_and_directories_are_the_guests(top: Path) -> None:
    (top / "file").touch()
    (top / "directory").mkdir()
    assert {_owner(top), _owner(top / "file"), _owner(top / "directory")} == {GUEST}


def test_links_made_by_the_guest_are_nobodys(top: Path) -> None:
    (top / "file").touch()
    (top / "link").symlink_to("file")
    assert _owner(top / "link") == (NOBODY, NOBODY)


def test_links_made_by_the_host_are_the_guests(top: Path, backing: Path) -> None:
    (backing / "link").symlink_to("file")
    os.chown(backing / "link", backing.stat().st_uid, -1, follow_symlinks=False)
    os.chown(backing / "link", -1, backing.stat().st_gid, follow_symlinks=False)
    assert _owner(top / "link") == GUEST


@pytest.mark.parametrize("command", ["rm link", "mv link other", "mv file link", "rm -rf ."])
def test_the_kernel_lets_nobody_touch_what_is_nobodys(
    top: Path, backing: Path, command: str
) -> None:
    (top / "file").touch()
    (top / "link").symlink_to("file")
    command = command.replace("rm -rf .", 'rm -rf "$PWD"')
    done = subprocess.run(
        ["sh", "-c", command], cwd=top, capture_output=True, text=True, timeout=60
    )
    assert "Value too large for defined data type" in done.stderr
    assert os.readlink(backing / "link") == "file"


def test_a_link_stays_nobodys_when_its_directory_moves(top: Path) -> None:
    (top / "d").mkdir()
    (top / "d" / "file").touch()
    (top / "d" / "link").symlink_to("file")
    (top / "d").rename(top / "moved")
    assert _owner(top / "moved" / "link") == (NOBODY, NOBODY)


def test_a_link_stays_nobodys_when_the_host_renames_it(top: Path, backing: Path) -> None:
    (top / "link").symlink_to("nowhere")
    (backing / "link").rename(backing / "renamed")
    assert _owner(top / "renamed") == (NOBODY, NOBODY)


def test_what_was_a_link_is_forgotten_when_it_is_unlinked(
    mounting: Mounting, backing: Path
) -> None:
    top = mounting("multipass-1.13", backing=backing, guest=GUEST).path
    for _ in range(20):
        (top / "link").symlink_to("nowhere")
        assert _owner(top / "link") == (0, 0)
        (top / "link").unlink()
        (top / "file").touch()  # as likely as not with the inode of the link
        assert _owner(top / "file") == GUEST
        (top / "file").unlink()


def test_root_makes_links_that_are_roots_in_the_backing(
    mounting: Mounting, tmp_path: Path, needs_root: None
) -> None:
    backing = tmp_path / "backing"
    backing.mkdir()
    os.chown(backing, 1000, 1000)
    top = mounting("multipass-1.16", backing=backing, guest=GUEST).path
    (top / "link").symlink_to("nowhere")
    (top / "file").touch()
    assert _owner(backing / "link") == (0, 0)
    assert _owner(backing / "file") == (1000, 1000)


def test_an_environment_made_by_links_can_be_listed_and_neither_read_nor_removed(
    top: Path,
) -> None:
    """What uv 0.8.13 leaves on such a mount (astral-sh/uv#15528), without uv."""
    script = (
        "mkdir -p .venv/bin && cd .venv/bin && "
        "ln -s /home/guest/.local/bin/python3.11 python && ln -s python python3 && "
        "ls -la; rm python3"
    )
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=top, capture_output=True, text=True, timeout=60, env={**os.environ, "LC_ALL": "C"},
    )  # fmt: skip
    errors = done.stderr.splitlines()
    refused = [line for line in errors if "cannot read symbolic link" in line]
    assert len(refused) == 2
    assert all(line.endswith("Permission denied") for line in refused)
    assert errors[-1] == "rm: cannot remove 'python3': Value too large for defined data type"
    listed = [line.split() for line in done.stdout.splitlines() if line.startswith("l")]
    assert [(line[1], line[4], line[-1]) for line in listed] == [
        ("1", "33", "python"),
        ("1", "6", "python3"),
    ]
