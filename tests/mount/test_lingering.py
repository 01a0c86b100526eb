"""An open file that is unlinked and stays to be seen, as the users of a mount meet it."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pytest_fusevenv.mount import Mount
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Linger

NFS = Profile("made-here", "a profile of a test", (Linger(name=".nfs", because="a test wants it"),))


@pytest.fixture
def top(mounting: Callable[..., Mount]) -> Path:
    return mounting(NFS).path


@contextmanager
def left_over(directory: Path) -> Iterator[tuple[int, Path]]:
    """The descriptor of a file that was unlinked, and what is listed instead."""
    directory.mkdir()
    file = directory / "f"
    file.write_text("data")
    descriptor = os.open(file, os.O_RDWR)
    try:
        file.unlink()
        (name,) = os.listdir(directory)
        yield descriptor, directory / name
    finally:
        os.close(descriptor)


def errno_of(act: Callable[[], object]) -> int | None:
    try:
        act()
    except OSError as error:
        return error.errno
    return None


def test_it_is_listed_by_its_inode_and_a_count(top: Path) -> None:
    with left_over(top / "d") as (descriptor, shown):
        assert re.fullmatch(r"\.nfs[0-9a-f]{24}", shown.name)
        assert int(shown.name[4:20], 16) == os.fstat(descriptor).st_ino


def test_it_is_read_written_and_changed_by_those_who_have_it_open(top: Path) -> None:
    with left_over(top / "d") as (descriptor, shown):
        os.write(descriptor, b"DA")
        os.fchmod(descriptor, 0o600)
        os.ftruncate(descriptor, 3)
        assert (shown.read_text(), shown.stat().st_mode & 0o777) == ("DAt", 0o600)


def test_it_goes_when_it_is_closed(top: Path) -> None:
    with left_over(top / "d") as (_, shown):
        assert shown.exists()
    assert not shown.exists()
    (top / "d").rmdir()


def test_its_directory_is_not_empty_meanwhile(top: Path) -> None:
    with left_over(top / "d"):
        assert errno_of((top / "d").rmdir) == errno.ENOTEMPTY


def test_what_is_left_is_busy(top: Path) -> None:
    with left_over(top / "d") as (_, shown):
        assert errno_of(shown.unlink) == errno.EBUSY
        assert errno_of(lambda: shown.rename(top / "other")) == errno.EBUSY


def test_what_is_left_is_busy_for_who_has_opened_it_by_its_new_name(top: Path) -> None:
    with left_over(top / "d") as (_, shown), shown.open():
        assert errno_of(shown.unlink) == errno.EBUSY


def test_it_goes_with_its_directory_when_that_is_renamed(top: Path) -> None:
    with left_over(top / "d") as (descriptor, shown):
        (top / "d").rename(top / "e")
        assert os.fstat(descriptor).st_size == len("data")
        assert os.listdir(top / "e") == [shown.name]
    assert os.listdir(top / "e") == []


def test_a_file_that_is_replaced_while_it_is_open_is_left_too(top: Path) -> None:
    (top / "f").touch()
    (top / "new").touch()
    with (top / "f").open():
        (top / "new").rename(top / "f")
        assert len(os.listdir(top)) == len(("f", ".nfs…"))
    assert os.listdir(top) == ["f"]


def test_two_that_are_left_have_two_names(top: Path) -> None:
    with left_over(top / "d") as (_, one):
        (top / "d" / "g").touch()
        with (top / "d" / "g").open():
            (top / "d" / "g").unlink()
            assert len({one.name, *os.listdir(top / "d")}) == len(("one", "other"))
