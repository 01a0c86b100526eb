"""Faults in mounts: the kernel's memory neither hides nor repeats them."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_fusevenv.calls import Op
from pytest_fusevenv.mount import Mount
from pytest_fusevenv.quirks import AnyQuirk, Delay, Errno, Fault, Room, When
from tests.mount.test_verbs import W, errno_of, of

Mounting = Callable[..., Mount]


NAMED = When.NAME_UNDECODABLE
"""What tells one file from all else, such as the root, at which the kernel looks by itself."""


def listed(path: Path) -> None:
    os.listdir(path)


def read_once(path: Path) -> None:
    with path.open("rb", buffering=0) as file:
        file.read(4)


@pytest.mark.parametrize(
    ("op", "act"),
    [
        (Op.OPEN, Path.read_text),
        (Op.READ, read_once),
        (Op.OPENDIR, lambda path: listed(path.parent)),
        (Op.READDIR, lambda path: listed(path.parent)),
        (Op.READLINK, lambda path: os.readlink(path.parent / "link")),
    ],
    ids=lambda given: given.value if isinstance(given, Op) else "",
)
def test_every_other_call_is_refused_whatever_was_asked_before(
    mounting: Mounting, op: Op, act: Callable[[Path], object]
) -> None:
    made = mounting(of(Fault(op, Errno.EIO, after=1, every=2, because=W)))
    (made.backing / "d").mkdir()
    (made.backing / "d" / "f").write_text("text")
    (made.backing / "d" / "link").symlink_to("f")
    answers = [errno_of(lambda: act(made.path / "d" / "f")) for _ in range(6)]
    assert answers == [None, Errno.EIO.number] * 3


def test_an_object_that_could_not_be_looked_at_once_can_be_the_next_time(
    mounting: Mounting,
) -> None:
    # One `lstat` is a LOOKUP, and a GETATTR because nothing of it is remembered. Where a LOOKUP of
    # a name that it knows fails, Linux tries once more by itself (fuse_dentry_revalidate).
    fault = Fault(Op.GETATTR, Errno.EIO, NAMED, after=2, times=2, because=W)
    made = mounting(of(fault))
    (made.backing / "caf\udce9").touch()
    answers = [errno_of((made.path / "caf\udce9").lstat) for _ in range(3)]
    assert answers == [None, Errno.EIO.number, None]


def test_a_name_that_was_missing_once_is_found_the_next_time(mounting: Mounting) -> None:
    made = mounting(of(Fault(Op.GETATTR, Errno.ENOENT, NAMED, times=1, because=W)))
    (made.backing / "caf\udce9").touch()
    answers = [errno_of((made.path / "caf\udce9").lstat) for _ in range(3)]
    assert answers == [Errno.ENOENT.number, None, None]


def test_a_call_that_was_not_implemented_once_is_the_next_time(mounting: Mounting) -> None:
    made = mounting(of(Fault(Op.SYMLINK, Errno.ENOSYS, times=1, because=W)))
    answers = [errno_of(lambda: os.symlink("text", made.path / "l")) for _ in range(2)]
    assert answers == [Errno.ENOSYS.number, None]


def test_the_fifth_link_is_refused_and_the_others_are_there(mounting: Mounting) -> None:
    top = mounting("hardlink-nth").path
    (top / "f").touch()
    answers = [errno_of(lambda n=n: os.link(top / "f", top / str(n))) for n in range(6)]  # type: ignore[misc]
    assert answers == [None] * 4 + [Errno.EPERM.number] * 2
    assert (top / "f").stat().st_nlink == 5


def test_a_write_fails_once_and_the_next_one_goes_on(mounting: Mounting) -> None:
    made = mounting(of(Fault(Op.WRITE, Errno.ENOSPC, after=1, times=1, because=W)))
    with (made.path / "f").open("wb", buffering=0) as file:
        answers = [errno_of(lambda: file.write(b"x")) for _ in range(3)]
    assert answers == [None, Errno.ENOSPC.number, None]
    assert (made.backing / "f").read_bytes() == b"xx"


def test_chance_is_the_same_by_the_same_seed(mounting: Mounting) -> None:
    profile = of(Fault(Op.MKDIR, Errno.EIO, share=0.5, because=W))

    def answers(seed: int) -> list[int | None]:
        top = mounting(profile, seed=seed).path
        return [errno_of((top / str(number)).mkdir) for number in range(32)]

    assert answers(7) == answers(7)
    assert answers(7) != answers(8)


def test_a_full_disk_has_room_again_when_something_is_removed(mounting: Mounting) -> None:
    top = mounting(of(Room(bytes=8192, because=W))).path
    (top / "f").write_bytes(b"x" * 8192)
    assert errno_of(lambda: (top / "g").write_bytes(b"x")) == Errno.ENOSPC.number
    assert os.statvfs(top).f_bavail == 0
    (top / "f").unlink()
    (top / "g").write_bytes(b"x" * 8192)


def test_a_full_disk_tells_what_is_left_of_its_objects(mounting: Mounting) -> None:
    top = mounting(of(Room(objects=2, because=W))).path
    (top / "one").mkdir()
    assert os.statvfs(top).f_ffree == 1
    (top / "two").symlink_to("one")
    assert errno_of((top / "three").touch) == Errno.ENOSPC.number


def test_a_delay_is_waited_for(mounting: Mounting) -> None:
    top = mounting(of(Delay(Op.MKDIR, milliseconds=100, because=W))).path
    began = time.monotonic()
    (top / "d").mkdir()
    assert time.monotonic() - began >= 0.1


@pytest.mark.parametrize(
    "quirk",
    [
        Fault(Op.GETATTR, Errno.EIO, When.IS_DIRECTORY, after=10**6, because=W),
        Delay(Op.GETATTR, milliseconds=1, because=W),
    ],
    ids=["fault", "delay"],
)
def test_a_tree_is_made_and_removed_where_looking_is_watched(
    mounting: Mounting, quirk: AnyQuirk
) -> None:
    top = mounting(of(quirk)).path
    (top / "a" / "b").mkdir(parents=True)
    (top / "a" / "b" / "f").write_text("text")
    assert [len(names) for _, _, names in os.walk(top)] == [0, 0, 1]


def test_a_link_by_proot_leaves_a_name_that_can_not_be_linked(mounting: Mounting) -> None:
    top = mounting("proot-l2s").path
    (top / "f").write_text("text")
    os.link(top / "f", top / "g")
    assert sorted(os.listdir(top)) == [".l2s.f0001", "f", "g"]
    assert errno_of(lambda: os.link(top / ".l2s.f0001", top / "h")) == Errno.EPERM.number


def test_a_file_that_is_written_again_takes_its_room_once(mounting: Mounting) -> None:
    top = mounting(of(Room(bytes=8192, because=W))).path
    for _ in range(3):
        (top / "f").write_bytes(b"x" * 8192)
    assert os.statvfs(top).f_bavail == 0


def test_a_further_name_neither_takes_nor_makes_room(mounting: Mounting) -> None:
    top = mounting(of(Room(objects=1, because=W))).path
    (top / "f").touch()
    os.link(top / "f", top / "g")
    (top / "g").unlink()
    assert errno_of((top / "h").touch) == Errno.ENOSPC.number


def test_a_link_that_proot_can_not_make_leaves_no_name(mounting: Mounting) -> None:
    top = mounting("proot-l2s").path
    (top / ("f" * 250)).touch()
    assert errno_of(lambda: os.link(top / ("f" * 250), top / "g")) == errno.ENAMETOOLONG
    assert os.listdir(top) == ["f" * 250]
