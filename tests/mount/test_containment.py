"""The server never leaves its backing, whatever stands in it and however it changes."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pytest_fusevenv.mount import Mount

ACTS: dict[str, Callable[[Path], object]] = {
    "read": lambda path: path.read_text(),
    "write": lambda path: path.write_text("overwritten"),
    "create": lambda path: (path.parent / "made").write_text("made"),
    "exclusive": lambda path: os.close(os.open(path.parent / "x", os.O_CREAT | os.O_EXCL)),
    "truncate": lambda path: os.truncate(path, 1),
    "chmod": lambda path: path.chmod(0o777),
    "chmod of the directory": lambda path: path.parent.chmod(0o777),
    "utime": lambda path: os.utime(path, (1, 1)),
    "utime of the directory": lambda path: os.utime(path.parent, (1, 1)),
    "unlink": lambda path: path.unlink(),
    "rename away": lambda path: path.rename(path.parent.parent / "taken"),
    "rename inside": lambda path: path.rename(path.parent / "renamed"),
    "rename into": lambda path: (path.parent.parent / "mine").rename(path.parent / "put"),
    "link from": lambda path: os.link(path, path.parent.parent / "linked"),
    "link into": lambda path: os.link(path.parent.parent / "mine", path.parent / "linked"),
    "symlink into": lambda path: (path.parent / "link").symlink_to("x"),
    "mkdir": lambda path: (path.parent / "directory").mkdir(),
    "rmdir": lambda path: (path.parent / "sub").rmdir(),
    "mkfifo": lambda path: os.mkfifo(path.parent / "fifo"),
    "setxattr": lambda path: os.setxattr(path, "user.x", b"1"),
    "list": lambda path: os.listdir(path.parent),
    "rmtree": lambda path: shutil.rmtree(path.parent),
}


def _seen(directory: Path) -> list[tuple[object, ...]]:
    """All there is to see of a tree."""
    found = []
    for path in sorted([directory, *directory.rglob("*")]):
        state = path.lstat()
        text = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        attributes = os.listxattr(path, follow_symlinks=False)
        found.append((path, state.st_mode, state.st_nlink, state.st_mtime_ns, text, attributes))
    return found


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Path]:
    """A directory beside the backing, which must be the same afterwards."""
    directory = tmp_path / "outside"
    (directory / "sub").mkdir(parents=True)
    (directory / "file").write_text("secret")
    before = _seen(directory)
    yield directory
    assert _seen(directory) == before


@pytest.fixture
def backing(tmp_path: Path) -> Path:
    """A directory like the one outside, to be mounted, and something of ours beside it."""
    directory = tmp_path / "backing"
    (directory / "d" / "sub").mkdir(parents=True)
    (directory / "d" / "file").write_text("inside")
    (directory / "mine").write_text("mine")
    return directory


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_a_directory_swapped_for_a_link_is_not_followed(
    mounting: Callable[..., Mount],
    backing: Path,
    outside: Path,
    act: Callable[[Path], object],
) -> None:
    top = mounting(backing=backing).path
    assert (top / "d" / "file").read_text() == "inside"  # the kernel knows the directory by now
    (backing / "d").rename(backing / "away")
    (backing / "d").symlink_to(outside)
    with contextlib.suppress(OSError):
        assert act(top / "d" / "file") not in ("secret", ["file", "sub"], ["sub", "file"])


@pytest.mark.parametrize("act", ["write", "truncate", "chmod", "utime", "setxattr"])
def test_a_file_swapped_for_a_link_is_not_followed(
    mounting: Callable[..., Mount], backing: Path, outside: Path, act: str
) -> None:
    top = mounting(backing=backing).path
    (top / "d" / "file").stat()
    (backing / "d" / "file").unlink()
    (backing / "d" / "file").symlink_to(outside / "file")
    with contextlib.suppress(OSError):
        ACTS[act](top / "d" / "file")


def test_links_that_lead_out_are_shown_and_not_followed_by_the_server(
    mounting: Callable[..., Mount], backing: Path, tmp_path: Path, outside: Path
) -> None:
    (backing / "absolute").symlink_to(outside / "file")
    (backing / "climbing").symlink_to("../outside/file")
    top = mounting(backing=backing).path
    assert os.readlink(top / "climbing") == "../outside/file"
    assert not (top / "climbing").exists()  # seen from the mountpoint, there is nothing
    assert (top / "absolute").read_text() == "secret"  # by the kernel, as everywhere


@pytest.mark.parametrize("name", ["absolute", "climbing"])
def test_what_is_done_to_a_link_is_not_done_to_its_target(
    mounting: Callable[..., Mount], backing: Path, outside: Path, name: str
) -> None:
    (backing / "absolute").symlink_to(outside / "file")
    (backing / "climbing").symlink_to("../outside/file")
    top = mounting(backing=backing).path
    subprocess.run(["touch", "-h", "-d", "@77", top / name], check=True, timeout=60)
    if os.geteuid() == 0:
        os.lchown(top / name, 1234, 2345)
        assert os.lstat(backing / name).st_uid == 1234
    assert os.lstat(top / name).st_mtime == 77
    (top / name).rename(top / "moved")
    (top / "moved").unlink()


def test_a_fifo_in_the_backing_does_not_hang_the_server(
    mounting: Callable[..., Mount], backing: Path
) -> None:
    os.mkfifo(backing / "fifo")
    top = mounting(backing=backing).path
    with subprocess.Popen(["cat", top / "fifo"]) as waiting:
        (top / "other").write_text("work goes on")
        assert (top / "other").read_text() == "work goes on"
        os.truncate(top / "other", 1)
        waiting.send_signal(signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.truncate(top / "fifo", 0)
    assert sorted(os.listdir(top)) == ["d", "fifo", "mine", "other"]


def test_a_file_swapped_for_a_fifo_does_not_hang_the_server(
    mounting: Callable[..., Mount], backing: Path
) -> None:
    top = mounting(backing=backing).path
    (top / "d" / "file").stat()
    (backing / "d" / "file").unlink()
    os.mkfifo(backing / "d" / "file")
    for flags in (os.O_RDONLY, os.O_WRONLY):
        with contextlib.suppress(OSError):
            os.close(os.open(top / "d" / "file", flags | os.O_NONBLOCK))
    assert (top / "mine").read_text() == "mine"
