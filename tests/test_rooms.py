"""The disk that is full, over a table in which every file is empty."""

from __future__ import annotations

from pytest_fusevenv.calls import Call, Capacity, Op
from pytest_fusevenv.hosts import Host
from pytest_fusevenv.quirks import Errno, Room
from tests.in_memory import host

WHY = "a test wants it so"
REAL = Capacity(512, 1000, 900, 800, 70, 60, 255)


def taken(room: Room, there: Host, call: Call) -> bool:
    """Whether there is room for a call, which then is taken to be carried out."""
    if isinstance(room.amend(call, there), Errno):
        return False
    room.done(call, there)
    return True


def write(size: int, path: str = "/f") -> Call:
    return Call(Op.WRITE, path, size=size)


def make(path: str, op: Op = Op.CREATE) -> Call:
    return Call(op, path)


def test_as_many_bytes_as_there_are_can_be_written() -> None:
    room, there = Room(bytes=100, because=WHY), host()
    assert taken(room, there, write(100))
    assert not taken(room, there, write(1, "/x"))


def test_what_does_not_fit_takes_no_room() -> None:
    room, there = Room(bytes=100, because=WHY), host()
    assert not taken(room, there, write(101))
    assert taken(room, there, write(100))


def test_an_offset_counts_and_truncating_makes_a_file_longer_too() -> None:
    room, there = Room(bytes=100, because=WHY), host()
    assert not taken(room, there, Call(Op.WRITE, "/f", size=1, offset=100))
    assert not taken(room, there, Call(Op.TRUNCATE, "/f", size=101))
    assert not taken(room, there, Call(Op.FALLOCATE, "/f", size=51, offset=50))


def test_every_kind_of_object_takes_one_place() -> None:
    for op in (Op.CREATE, Op.MKNOD, Op.MKDIR, Op.SYMLINK):
        room, there = Room(objects=1, because=WHY), host()
        assert taken(room, there, make("/one", op))
        assert not taken(room, there, make("/two", op))


def test_a_further_name_of_a_file_takes_no_place() -> None:
    room, there = Room(objects=0, because=WHY), host()
    assert taken(room, there, Call(Op.LINK, "/f", "/n"))


def test_what_is_removed_or_renamed_over_makes_room_again() -> None:
    for call in (Call(Op.UNLINK, "/f"), Call(Op.RMDIR, "/d"), Call(Op.RENAME, "/x", "/f")):
        room, there = Room(objects=1, because=WHY), host()
        assert taken(room, there, make("/one"))
        assert taken(room, there, call)
        assert taken(room, there, make("/two"))


def test_a_full_disk_can_still_be_cleaned() -> None:
    room, there = Room(bytes=0, objects=0, because=WHY), host()
    assert not taken(room, there, make("/n"))
    assert taken(room, there, Call(Op.UNLINK, "/f"))


def test_says_so_by_the_wished_error() -> None:
    room = Room(bytes=0, errno=Errno.EDQUOT, because=WHY)
    assert room.amend(write(1), host()) is Errno.EDQUOT


def test_tells_what_is_left() -> None:
    room, there = Room(bytes=3 * 4096, objects=5, because=WHY), host()
    assert taken(room, there, write(4097))
    assert taken(room, there, make("/n"))
    told = room.told(REAL, there)
    assert (told.block_size, told.blocks, told.blocks_free) == (4096, 3, 1)
    assert (told.files, told.files_free) == (5, 4)


def test_tells_the_truth_of_what_is_not_limited() -> None:
    told = Room(objects=5, because=WHY).told(REAL, host())
    assert (told.block_size, told.blocks, told.blocks_free) == (512, 1000, 900)
