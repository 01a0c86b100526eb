"""Renaming and removing, of what is open too."""

import ctypes
import errno
import os
import stat
from pathlib import Path

import pytest

from pytest_fusevenv.calls import RenameFlag
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.mount import Mount

_libc = ctypes.CDLL(None, use_errno=True)


def _renameat2(old: Path, new: Path, flags: int) -> int:
    """The error number of a rename with flags; 0 where it worked."""
    done = _libc.renameat2(-100, os.fsencode(old), -100, os.fsencode(new), flags)
    return 0 if done == 0 else ctypes.get_errno()


def test_noreplace_refuses_what_exists_and_moves_what_does_not(top: Path, engine: Engine) -> None:
    (top / "a").write_text("a")
    (top / "b").write_text("b")
    if engine is Engine.FUSEPY:  # libfuse 2 has no such operation
        assert _renameat2(top / "a", top / "c", RenameFlag.NOREPLACE) == errno.EINVAL
        return
    assert _renameat2(top / "a", top / "b", RenameFlag.NOREPLACE) == errno.EEXIST
    assert _renameat2(top / "a", top / "c", RenameFlag.NOREPLACE) == 0
    assert ((top / "b").read_text(), (top / "c").read_text()) == ("b", "a")


def test_exchange_swaps_a_file_and_a_directory(top: Path, engine: Engine) -> None:
    (top / "a").write_text("a")
    (top / "d" / "e").mkdir(parents=True)
    if engine is Engine.FUSEPY:
        assert _renameat2(top / "a", top / "d", RenameFlag.EXCHANGE) == errno.EINVAL
        return
    assert _renameat2(top / "a", top / "d", RenameFlag.EXCHANGE) == 0
    assert (top / "d").read_text() == "a"
    assert (top / "a" / "e").is_dir()


def test_a_rename_replaces_at_once(top: Path) -> None:
    (top / "old").write_text("old")
    (top / "new").write_text("new")
    (top / "new").rename(top / "old")
    assert (os.listdir(top), (top / "old").read_text()) == (["old"], "new")


def test_a_replaced_file_that_is_open_is_still_read_and_written(plain: Mount) -> None:
    top = plain.path
    (top / "old").write_text("old contents")
    with (top / "old").open("r+") as file:
        (top / "new").write_text("new")
        (top / "new").rename(top / "old")
        assert file.read() == "old contents"
        file.write(" go on")
        file.flush()
        assert os.fstat(file.fileno()).st_nlink == 0
        assert os.fstat(file.fileno()).st_size == 18
        assert os.listdir(top) == ["old"]
        assert os.listdir(plain.backing) == ["old"]
    assert (top / "old").read_text() == "new"


def test_a_renamed_file_that_is_open_is_still_the_same(top: Path) -> None:
    with (top / "a").open("w+") as file:
        (top / "a").rename(top / "b")
        file.write("after the move")
        file.flush()
        assert (top / "b").read_text() == "after the move"
        assert os.fstat(file.fileno()).st_ino == (top / "b").stat().st_ino


def test_a_directory_moves_with_its_open_files(top: Path) -> None:
    (top / "d" / "e").mkdir(parents=True)
    with (top / "d" / "e" / "file").open("w+") as file:
        file.write("one ")
        file.flush()
        (top / "d").rename(top / "moved")
        file.write("two")
        file.flush()
        os.fchmod(file.fileno(), 0o600)
        os.ftruncate(file.fileno(), 6)
    found = top / "moved" / "e" / "file"
    assert (found.read_text(), stat.S_IMODE(found.stat().st_mode)) == ("one tw", 0o600)


def test_an_unlinked_open_file_works_and_is_seen_by_nobody(plain: Mount) -> None:
    path = plain.path / "file"
    fd = os.open(path, os.O_CREAT | os.O_RDWR)
    os.write(fd, b"before ")
    path.unlink()
    os.write(fd, b"after")
    assert os.pread(fd, 99, 0) == b"before after"
    assert os.fstat(fd).st_nlink == 0
    assert os.fstat(fd).st_size == 12
    os.fchmod(fd, 0o640)
    os.ftruncate(fd, 6)
    assert (stat.S_IMODE(os.fstat(fd).st_mode), os.fstat(fd).st_size) == (0o640, 6)
    assert os.listdir(plain.path) == os.listdir(plain.backing) == []
    os.close(fd)
    assert os.listdir(plain.backing) == []


def test_the_name_of_an_unlinked_open_file_is_free_again(top: Path) -> None:
    with (top / "file").open("w+") as old:
        old.write("old")
        old.flush()
        (top / "file").unlink()
        (top / "file").write_text("new")
        old.seek(0)
        assert old.read() == "old"
        assert (top / "file").read_text() == "new"


def test_one_of_two_names_of_an_open_file_can_go(top: Path) -> None:
    (top / "one").write_text("data")
    os.link(top / "one", top / "two")
    with (top / "one").open() as file:
        (top / "one").unlink()
        assert os.fstat(file.fileno()).st_nlink == 1
        assert file.read() == "data"
    assert (top / "two").read_text() == "data"


def test_a_directory_emptied_of_open_files_can_be_removed_and_no_data_is_lost(
    plain: Mount,
) -> None:
    top = plain.path
    (top / "d").mkdir()
    fd = os.open(top / "d" / "file", os.O_CREAT | os.O_RDWR)
    os.write(fd, b"kept")
    (top / "d" / "file").unlink()
    (top / "d").rmdir()
    os.pwrite(fd, b" on", 4)
    os.fsync(fd)
    assert os.pread(fd, 99, 0) == b"kept on"
    os.ftruncate(fd, 4)
    assert os.pread(fd, 99, 0) == b"kept"
    os.close(fd)
    assert os.listdir(plain.backing) == []


def test_an_unlinked_open_file_survives_the_move_of_its_directory(plain: Mount) -> None:
    top = plain.path
    (top / "d").mkdir()
    fd = os.open(top / "d" / "file", os.O_CREAT | os.O_RDWR)
    os.write(fd, b"kept")
    (top / "d" / "file").unlink()
    (top / "d").rename(top / "moved")
    assert os.fstat(fd).st_nlink == 0
    assert os.pread(fd, 99, 0) == b"kept"
    os.close(fd)
    (top / "moved").rmdir()


def test_a_file_unlinked_while_open_often_leaves_no_descriptor_in_the_server(plain: Mount) -> None:
    (server,) = (p for p in _servers_of(plain))
    before = len(os.listdir(f"/proc/{server}/fd"))
    for _ in range(20):
        (plain.path / "d").mkdir()
        with (plain.path / "d" / "file").open("w"):
            (plain.path / "d" / "file").unlink()
            (plain.path / "d").rmdir()
        with (plain.path / "file").open("w"):
            (plain.path / "file").unlink()
    os.statvfs(plain.path)
    assert len(os.listdir(f"/proc/{server}/fd")) <= before


def _servers_of(mount: Mount) -> list[int]:
    """The processes that hold the trace of a mount open for writing: its server."""
    return [
        int(pid)
        for pid in os.listdir("/proc")
        if pid.isdigit() and _holds(int(pid), mount.state / "trace.jsonl")
    ]


def _holds(pid: int, path: Path) -> bool:
    try:
        links = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
    except OSError:
        return False
    return str(path) in links


def test_a_full_directory_is_not_removed_and_not_replaced(top: Path) -> None:
    (top / "full" / "x").mkdir(parents=True)
    (top / "empty").mkdir()
    for act in (lambda: (top / "full").rmdir(), lambda: (top / "empty").rename(top / "full")):
        with pytest.raises(OSError) as refused:  # noqa: PT011
            act()
        assert refused.value.errno == errno.ENOTEMPTY


def test_a_directory_replaces_an_empty_one_but_not_its_own_child(top: Path) -> None:
    (top / "a" / "b").mkdir(parents=True)
    (top / "empty").mkdir()
    with pytest.raises(OSError) as refused:  # noqa: PT011
        (top / "a").rename(top / "a" / "b" / "c")
    assert refused.value.errno == errno.EINVAL
    (top / "a").rename(top / "empty")
    assert (top / "empty" / "b").is_dir()
