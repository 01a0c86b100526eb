"""The quirks by which an object is shown as something else, one by one."""

from __future__ import annotations

import stat

import pytest
from msgspec.structs import replace

from pytest_fusevenv.calls import Attributes
from pytest_fusevenv.quirks import Blocks, Clock, Directories, Modes, Own, Untyped
from tests.in_memory import host

WHY = "a test wants it so"
FILE = Attributes(mode=stat.S_IFREG | 0o4640, uid=1, gid=2, size=4097, nlink=3, blocks=8)
DIRECTORY = replace(FILE, mode=stat.S_IFDIR | 0o1750)
LINK = replace(FILE, mode=stat.S_IFLNK | 0o777)


def test_modes_are_fixed_by_kind() -> None:
    modes = Modes(file=0o644, directory=0o755, because=WHY)
    assert modes.show(FILE, host()).mode == stat.S_IFREG | 0o644
    assert modes.show(DIRECTORY, host()).mode == stat.S_IFDIR | 0o755


def test_modes_leave_links_and_kinds_that_are_not_told() -> None:
    modes = Modes(file=0o644, because=WHY)
    assert modes.show(LINK, host()) == LINK
    assert modes.show(DIRECTORY, host()) == DIRECTORY


@pytest.mark.parametrize(("stored", "shown"), [(0o644, 0o755), (0o444, 0o555), (0o000, 0o555)])
def test_modes_can_keep_that_a_file_is_read_only(stored: int, shown: int) -> None:
    modes = Modes(file=0o755, read_only_kept=True, because=WHY)
    assert modes.show(replace(FILE, mode=stat.S_IFREG | stored), host()).mode & 0o7777 == shown


def test_own_shows_the_owners_it_was_told() -> None:
    shown = Own(uid=65534, because=WHY).show(FILE, host())
    assert (shown.uid, shown.gid) == (65534, 2)


def test_own_can_be_of_links_only() -> None:
    own = Own(uid=5, gid=6, links_only=True, because=WHY)
    assert own.show(FILE, host()) == FILE
    assert (own.show(LINK, host()).uid, own.show(LINK, host()).gid) == (5, 6)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [(-1, 0), (1_123_456_789, 1_120_000_000), (3 * 10**18, (2**31 - 1) * 10**9)],
)
def test_a_clock_keeps_times_in_its_range_and_to_its_grain(stored: int, shown: int) -> None:
    clock = Clock(modification=10**7, earliest=0, latest=2**31 - 1, because=WHY)
    assert clock.show(replace(FILE, mtime=stored), host()).mtime == shown


def test_a_clock_has_a_grain_for_each_time() -> None:
    times = {"atime": 1_999_999_999, "mtime": 1_999_999_999, "ctime": 1_999_999_999}
    clock = Clock(access=2 * 10**9, modification=10**9, because=WHY)
    shown = clock.show(replace(FILE, **times), host())
    assert (shown.atime, shown.mtime, shown.ctime) == (0, 10**9, 1_999_999_999)


def test_blocks_are_whole_units() -> None:
    shown = Blocks(1024, 65536, because=WHY).show(FILE, host())
    assert (shown.blocks, shown.block_size) == (10, 65536)


def test_blocks_without_a_unit_leave_the_stored_ones() -> None:
    assert Blocks(io_size=1024, because=WHY).show(FILE, host()).blocks == FILE.blocks


def test_directories_show_what_they_are_told_and_files_do_not() -> None:
    fixed = Directories(nlink=1, size=0, because=WHY)
    shown = fixed.show(DIRECTORY, host())
    assert (shown.nlink, shown.size) == (1, 0)
    assert fixed.show(FILE, host()) == FILE


def test_untyped_lists_no_types() -> None:
    assert stat.S_IFMT(Untyped(because=WHY).listed(stat.S_IFDIR | 0o755)) == 0
