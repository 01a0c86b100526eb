"""The verbs and the circumstances, one by one, over a table instead of a directory."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import typing
from typing import Any

import pytest

from pytest_fusevenv.calls import (
    INVALID_ID,
    Attributes,
    Call,
    Caller,
    Capacity,
    Ids,
    Moment,
    Op,
    RenameFlag,
)
from pytest_fusevenv.circumstances import holds
from pytest_fusevenv.hosts import Host
from pytest_fusevenv.memories import Opened
from pytest_fusevenv.quirks import (
    AnyQuirk,
    Blocks,
    Cache,
    CheckedByKernel,
    Clock,
    CoarseTimes,
    CopyOver,
    Delay,
    Directories,
    Duplicate,
    Errno,
    Fault,
    Fold,
    Follow,
    Forbid,
    HandOver,
    KeepLower,
    KeepOut,
    KeepPath,
    Lack,
    Limit,
    Linger,
    ListAsOpened,
    ListOnce,
    MapIds,
    Mask,
    Modes,
    MountAs,
    MountFlag,
    MountWith,
    OmitDots,
    OmitUnseen,
    Own,
    Pretend,
    Refuse,
    Report,
    Rewrite,
    Room,
    Serve,
    SideCar,
    Soon,
    StandIn,
    Tell,
    Text,
    Translate,
    Umask,
    Untyped,
    Volumes,
    When,
    Who,
)
from pytest_fusevenv.texts import rewritten
from tests.in_memory import MNT, SRC, USER, host

WHY = "a test wants it so"


def _call(op: Op, path: str = "/f", **fields: Any) -> Call:
    return Call(op, path, **fields)


BUSY = "/d/e/busy"
"""What a process has open for writing."""

# --- circumstances -----------------------------------------------------------------------------

HOLDS: dict[When, list[Call]] = {
    When.ALWAYS: [_call(Op.STATFS, "/")],
    When.FOREIGN: [
        _call(Op.READLINK, path) for path in ("/dangling", "/to_root", "/loop", "/rootf")
    ],
    When.EXISTS_FOREIGN: [_call(Op.UNLINK, path) for path in ("/to_root", "/rootf", "/outside")],
    When.PARENT_FOREIGN: [_call(Op.CREATE, path) for path in ("/rootd/n", "/no/n")],
    When.DESTINATION_FOREIGN: [
        _call(Op.RENAME, other="/rootf"),
        _call(Op.RENAME, other="/to_root"),
    ],
    When.DESTINATION_DIRECTORY: [_call(Op.RENAME, other="/d")],
    When.READ_ONLY: [_call(Op.UNLINK, "/guarded")],
    When.DESTINATION_READ_ONLY: [_call(Op.RENAME, other="/guarded")],
    When.ANOTHER_DIRECTORY: [_call(Op.LINK, other="/d/n"), _call(Op.LINK, "/d/f", other="/n")],
    When.TARGET_FOREIGN: [
        _call(Op.SYMLINK, "/n", other=text) for text in ("config", "/usr/bin/env", ".", "..")
    ],
    When.TARGET_OUTSIDE: [
        _call(Op.SYMLINK, "/n", other=text) for text in ("/usr/bin/env", f"{SRC}/../x", "/nowhere")
    ],
    When.TARGET_ABSOLUTE_OR_CLIMBS: [
        _call(Op.READLINK, other=text) for text in ("/f", "../f", "d/../f", "..")
    ],
    When.LEADS_OUTSIDE: [_call(Op.OPEN, path) for path in ("/outside", "/beside", "/dangling")],
    When.OWNER_UNKNOWN: [_call(Op.CHOWN, owner=(1000, 1000)), _call(Op.CHOWN, owner=(0, 0))],
    When.NAME_UNDECODABLE: [_call(Op.OPEN, "/caf\udce9")],
    When.NOT_EXECUTABLE: [_call(Op.ACCESS, path, mode=1) for path in ("/f", "/good")],
    When.SPECIAL_FILE: [_call(Op.MKNOD, mode=stat.S_IFIFO), _call(Op.MKNOD, mode=stat.S_IFCHR)],
    When.RENAME_FLAGS: [_call(Op.RENAME, other="/n", flags=flag) for flag in RenameFlag],
    When.EXCHANGE: [_call(Op.RENAME, other="/x", flags=RenameFlag.EXCHANGE)],
    When.TARGET_UNDECODABLE: [_call(Op.SYMLINK, "/n", other="caf\udce9")],
    When.SPECIAL_BITS: [_call(Op.CHMOD, mode=mode) for mode in (0o4755, 0o2755, 0o1777)],
    When.OWNER_CHANGES: [_call(Op.CHOWN, owner=owner) for owner in ((1, None), (None, 1))],
    When.PUNCHES: [_call(Op.FALLOCATE, mode=3)],
    When.SAME_SIZE: [_call(Op.TRUNCATE, size=0)],
    When.DIRECT: [_call(Op.OPEN, flags=os.O_RDWR | os.O_DIRECT)],
    When.BUSY_BELOW: [_call(Op.RENAME, path) for path in ("/d", "/d/e")],
    When.IS_DIRECTORY: [_call(Op.RENAME, "/d")],
    When.LOCK_BEYOND_ACCESS: [
        _call(Op.FLOCK, mode=os.O_RDONLY, flags=fcntl.LOCK_EX | fcntl.LOCK_NB),
        _call(Op.FLOCK, mode=os.O_WRONLY, flags=fcntl.LOCK_SH),
    ],
    When.OUT_OF_ORDER: [_call(Op.WRITE, offset=1)],
    When.TO_BE_CHANGED: [_call(Op.OPEN, flags=flag) for flag in (os.O_WRONLY, os.O_RDWR)],
    When.COMMITTED: [_call(Op.CHMOD, path) for path in ("/f", "/nope", "/d/e")],
    When.BEING_WRITTEN: [_call(Op.UNLINK, BUSY)],
    When.ELSEWHERE_UNLESS_THERE: [
        _call(Op.RENAME, other="/d/n", flags=RenameFlag.NOREPLACE),
    ],
    When.GUARDED: [_call(Op.LINK, "/rootf", caller=Caller(1, 500, 500))],
    When.USER_ATTRIBUTE: [_call(Op.SETXATTR, other="user.a")],
    When.TRUSTED_ATTRIBUTE: [_call(Op.GETXATTR, other="trusted.a")],
    When.SECURITY_ATTRIBUTE: [_call(Op.GETXATTR, other="security.capability")],
    When.SYSTEM_ATTRIBUTE: [_call(Op.SETXATTR, other="system.posix_acl_access")],
}

DOES_NOT_HOLD: dict[When, list[Call]] = {
    When.ALWAYS: [],
    When.FOREIGN: [_call(Op.READLINK, path) for path in ("/good", "/f", "/strangers", "/nope")],
    When.EXISTS_FOREIGN: [_call(Op.UNLINK, path) for path in ("/good", "/dangling", "/nope")],
    When.PARENT_FOREIGN: [_call(Op.CREATE, path) for path in ("/n", "/d/n")],
    When.DESTINATION_FOREIGN: [_call(Op.RENAME, other=path) for path in ("/n", "/x", "/dangling")],
    When.DESTINATION_DIRECTORY: [_call(Op.RENAME, other=path) for path in ("/x", "/n", "/d/back")],
    When.READ_ONLY: [_call(Op.UNLINK, path) for path in ("/f", "/nope", "/d")],
    When.DESTINATION_READ_ONLY: [_call(Op.RENAME, "/guarded", other=path) for path in ("/f", "/n")],
    When.ANOTHER_DIRECTORY: [_call(Op.LINK, other="/n")],
    When.TARGET_FOREIGN: [
        _call(Op.SYMLINK, "/n", other=text) for text in ("lib", "/nowhere", f"{SRC}/f")
    ],
    When.TARGET_OUTSIDE: [
        _call(Op.SYMLINK, "/n", other=text) for text in (f"{SRC}/f", f"{SRC}/nope", f"{SRC}/d/../f")
    ],
    When.TARGET_ABSOLUTE_OR_CLIMBS: [
        _call(Op.READLINK, other=text) for text in ("f", "./f", "d//e", "..f", "f..")
    ],
    When.LEADS_OUTSIDE: [_call(Op.OPEN, path) for path in ("/f", "/chain", "/rootf", "/nope")],
    When.OWNER_UNKNOWN: [_call(Op.CHOWN, owner=(500, None)), _call(Op.CHOWN, owner=(None, 0))],
    When.NAME_UNDECODABLE: [_call(Op.OPEN, "/café")],
    When.NOT_EXECUTABLE: [
        _call(Op.ACCESS, "/f", mode=6),
        *(_call(Op.ACCESS, path, mode=1) for path in ("/x", "/d", "/dangling")),
    ],
    When.SPECIAL_FILE: [_call(Op.MKNOD, mode=stat.S_IFREG | 0o644)],
    When.RENAME_FLAGS: [_call(Op.RENAME, other="/n")],
    When.EXCHANGE: [_call(Op.RENAME, other="/x", flags=RenameFlag.NOREPLACE)],
    When.TARGET_UNDECODABLE: [_call(Op.SYMLINK, "/caf\udce9", other="café")],
    When.SPECIAL_BITS: [_call(Op.CHMOD, mode=0o777)],
    When.OWNER_CHANGES: [
        *(_call(Op.CHOWN, owner=owner) for owner in ((1000, None), (None, 1000), (None, None))),
        _call(Op.CHOWN, "/nope", owner=(1, 1)),
    ],
    When.PUNCHES: [_call(Op.FALLOCATE, mode=1)],
    When.SAME_SIZE: [_call(Op.TRUNCATE, size=1), _call(Op.TRUNCATE, "/nope", size=0)],
    When.DIRECT: [_call(Op.OPEN, flags=os.O_RDWR)],
    When.BUSY_BELOW: [_call(Op.RENAME, path) for path in (BUSY, "/rootd", "/f")],
    When.IS_DIRECTORY: [_call(Op.RENAME, path) for path in ("/f", "/d/back", "/nope")],
    When.LOCK_BEYOND_ACCESS: [
        _call(Op.FLOCK, mode=os.O_RDONLY, flags=fcntl.LOCK_SH),
        _call(Op.FLOCK, mode=os.O_RDWR, flags=fcntl.LOCK_EX),
        _call(Op.FLOCK, mode=os.O_RDONLY, flags=fcntl.LOCK_UN),
    ],
    When.OUT_OF_ORDER: [_call(Op.WRITE), _call(Op.WRITE, "/nope", offset=1)],
    When.TO_BE_CHANGED: [_call(Op.OPEN), _call(Op.OPEN, flags=os.O_WRONLY | os.O_TRUNC)],
    When.COMMITTED: [_call(Op.CHMOD, BUSY)],
    When.BEING_WRITTEN: [_call(Op.UNLINK), _call(Op.UNLINK, "/x")],
    When.ELSEWHERE_UNLESS_THERE: [
        _call(Op.RENAME, other="/n", flags=RenameFlag.NOREPLACE),
        _call(Op.RENAME, other="/d/n"),
    ],
    When.GUARDED: [
        _call(Op.LINK, "/rootf", caller=Caller(1, 0, 0)),
        _call(Op.LINK, "/f", caller=Caller(1, *USER)),
        _call(Op.LINK, "/nope", caller=Caller(1, 500, 500)),
    ],
    When.USER_ATTRIBUTE: [_call(Op.SETXATTR, other="trusted.user.a")],
    When.TRUSTED_ATTRIBUTE: [_call(Op.SETXATTR, other="user.trusted")],
    When.SECURITY_ATTRIBUTE: [_call(Op.LISTXATTR)],
    When.SYSTEM_ATTRIBUTE: [_call(Op.SETXATTR, other="user.system")],
}


def _asked(table: dict[When, list[Call]]) -> list[object]:
    return [
        pytest.param(when, call, id=f"{when.name}-{call.path}-{number}")
        for when, calls in table.items()
        for number, call in enumerate(calls)
    ]


def _busy_host() -> Host:
    there = host()
    there.memory.opened[3] = Opened(BUSY, os.O_WRONLY)
    there.memory.opened[4] = Opened("/x", os.O_RDONLY)
    return there


def test_every_circumstance_is_tried() -> None:
    assert set(HOLDS) == set(DOES_NOT_HOLD) == set(When)


@pytest.mark.parametrize(("when", "call"), _asked(HOLDS))
def test_holds(when: When, call: Call) -> None:
    assert holds(when, call, _busy_host())


@pytest.mark.parametrize(("when", "call"), _asked(DOES_NOT_HOLD))
def test_does_not_hold(when: When, call: Call) -> None:
    assert not holds(when, call, _busy_host())


@pytest.mark.parametrize("when", When, ids=lambda when: when.name)
def test_a_circumstance_finishes_the_sentence_when(when: When) -> None:
    assert when.value[0].islower()
    assert not when.value.endswith(".")


# --- texts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "how", "path", "becomes"),
    [
        ("f", Text.NORMALISED, "/l", f"{SRC}/f"),
        ("d/../f", Text.NORMALISED, "/l", f"{SRC}/f"),
        ("d//e/", Text.NORMALISED, "/l", f"{SRC}/d/e"),
        ("../beside", Text.NORMALISED, "/l", "/h/beside"),
        ("/usr//bin/./env", Text.NORMALISED, "/l", "/usr/bin/env"),
        (f"{SRC}/f", Text.RELATIVISED, "/l", "f"),
        (f"{SRC}/f", Text.RELATIVISED, "/d/e/l", "../../f"),
        (f"{SRC}/d", Text.RELATIVISED, "/d/e/l", "../"),
        (f"{SRC}/d", Text.RELATIVISED, "/d/l", "."),
        (f"{SRC}/", Text.RELATIVISED, "/l", "."),
        (SRC, Text.RELATIVISED, "/l", SRC),
        (f"{SRC}2/q", Text.RELATIVISED, "/l", f"{SRC}2/q"),
        ("../x", Text.RELATIVISED, "/l", "../x"),
        ("python", Text.ANCHORED, "/bin/python3", f"{SRC}/python"),
        ("/usr/bin/env", Text.ANCHORED, "/l", "/usr/bin/env"),
        ("good", Text.GUEST_ABSOLUTE, "/chain", f"{MNT}/f"),
        ("..", Text.GUEST_ABSOLUTE, "/d/back", MNT),
        ("/usr/bin/env", Text.GUEST_ABSOLUTE, "/outside", MNT),
    ],
)
def test_a_text_is_rewritten(text: str, how: Text, path: str, becomes: str) -> None:
    assert rewritten(text, how, path, host()) == becomes


# --- verbs -------------------------------------------------------------------------------------


def test_refuse_answers_with_an_error_when_its_circumstance_is_given() -> None:
    refuse = Refuse(Op.READLINK, Errno.EACCES, When.FOREIGN, because=WHY)
    assert refuse.affects == (Op.READLINK,)
    assert refuse.amend(_call(Op.READLINK, "/dangling"), host()) is Errno.EACCES
    assert refuse.amend(_call(Op.READLINK, "/good"), host()) == _call(Op.READLINK, "/good")


def test_translate_has_a_word_for_every_error() -> None:
    translate = Translate(Op.OPEN, Errno.EPERM, {Errno.ENOENT: Errno.EIO}, because=WHY)
    assert translate.translate(Op.OPEN, errno.ENOENT) == errno.EIO
    assert translate.translate(Op.OPEN, errno.EBUSY) == errno.EPERM
    assert translate.translate(Op.OPEN, 12345) == errno.EPERM


def test_rewrite_changes_the_text_of_a_link() -> None:
    rewrite = Rewrite(Op.SYMLINK, Text.ANCHORED, because=WHY)
    amended = rewrite.amend(_call(Op.SYMLINK, "/l", other="f"), host())
    assert amended == _call(Op.SYMLINK, "/l", other=f"{SRC}/f")


def test_follow_leads_to_the_end_of_a_link() -> None:
    follow = Follow(Op.CHMOD, because=WHY)
    assert follow.amend(_call(Op.CHMOD, "/chain"), host()) == _call(Op.CHMOD, "/f")
    assert follow.amend(_call(Op.CHMOD, "/dangling"), host()) is Errno.ENOENT
    assert follow.amend(_call(Op.CHMOD, "/outside"), host()) is Errno.EACCES


def test_follow_makes_a_file_where_a_dangling_link_leads_unless_it_must_be_new() -> None:
    follow = Follow(Op.CREATE, on_the_way=True, because=WHY)
    made = follow.amend(_call(Op.CREATE, "/d/back/dangling", flags=os.O_CREAT), host())
    assert made == _call(Op.CREATE, "/nope", flags=os.O_CREAT)
    new = _call(Op.CREATE, "/dangling", flags=os.O_CREAT | os.O_EXCL)
    assert follow.amend(new, host()) == new


def test_follow_on_the_way_leaves_the_last_name_of_other_operations() -> None:
    follow = Follow(Op.OPEN, on_the_way=True, because=WHY)
    assert follow.amend(_call(Op.UNLINK, "/d/back/good"), host()) == _call(Op.UNLINK, "/good")
    renamed = follow.amend(_call(Op.RENAME, "/d/back/f", other="/d/back/n"), host())
    assert renamed == _call(Op.RENAME, "/f", other="/n")


def test_follow_lists_a_link_as_of_unknown_type() -> None:
    assert Follow(Op.OPEN, on_the_way=True, because=WHY).listed(stat.S_IFLNK) == 0
    assert Follow(Op.OPEN, because=WHY).listed(stat.S_IFLNK) == stat.S_IFLNK


def test_follow_hides_links_where_they_are_looked_through() -> None:
    assert Follow((Op.GETATTR, Op.OPEN), because=WHY).hides_links
    assert not Follow(Op.OPEN, because=WHY).hides_links


def test_umask_takes_bits_away() -> None:
    umask = Umask(Op.MKDIR, 0o022, because=WHY)
    assert umask.amend(_call(Op.MKDIR, mode=0o775), host()) == _call(Op.MKDIR, mode=0o755)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ((5, 10**9 + 7), (Moment.NOW, 10**9)),
        ((3 * 10**9, Moment.OMIT), (3 * 10**9, Moment.NOW)),
        ((Moment.NOW, Moment.NOW), (Moment.NOW, Moment.NOW)),
        (None, (Moment.NOW, Moment.NOW)),
        ((-5 * 10**9, (2**32 + 7) * 10**9), ((2**32 - 5) * 10**9, 7 * 10**9)),
        ((2**32 * 10**9, 10**9), (0, 10**9)),
    ],
)
def test_coarse_times_are_whole_seconds_or_now(
    asked: tuple[int, int] | None, told: tuple[int, int]
) -> None:
    amended = CoarseTimes(because=WHY).amend(_call(Op.UTIMENS, times=asked), host())
    assert amended == _call(Op.UTIMENS, times=told)


SEEN = Attributes(
    mode=stat.S_IFREG | 0o4755,
    uid=1,
    gid=2,
    size=4097,
    nlink=3,
    rdev=9,
    atime=1_500_000_000,
    mtime=2_500_000_000,
    ctime=3_500_000_000,
)


def test_mask_shows_what_it_was_told_to() -> None:
    mask = Mask(
        nlink=1,
        block_size=4096,
        whole_seconds=True,
        change_time=False,
        device_numbers=False,
        permissions=0o777,
        because=WHY,
    )
    shown = mask.show(SEEN, host())
    assert shown.mode == stat.S_IFREG | 0o755
    assert (shown.nlink, shown.blocks, shown.block_size) == (1, 16, 4096)
    assert (shown.atime, shown.mtime, shown.ctime) == (10**9, 2 * 10**9, 2 * 10**9)
    assert (shown.size, shown.uid, shown.gid, shown.rdev) == (4097, 1, 2, 0)


def test_mask_leaves_what_it_was_not_told_of() -> None:
    shown = Mask(because=WHY).show(SEEN, host())
    assert shown == SEEN


def test_mask_hides_the_type_of_special_files_only() -> None:
    mask = Mask(special_types=False, because=WHY)
    assert mask.listed(stat.S_IFIFO | 0o644) == 0o644
    assert mask.listed(stat.S_IFLNK | 0o777) == stat.S_IFLNK | 0o777


def test_map_ids_shows_nobody_for_root_unless_root_is_mapped() -> None:
    rooted = Attributes(mode=stat.S_IFLNK, uid=0, gid=0)
    hidden = MapIds(hide_unmapped=True, because=WHY)
    both = MapIds(hide_unmapped=True, root_too=True, because=WHY)
    guest = Ids(500, 500)
    assert hidden.show(rooted, host(hidden.map(USER, guest))).uid == INVALID_ID
    assert both.show(rooted, host(both.map(USER, guest))).uid == 0


def test_map_ids_stores_the_hosts_owner() -> None:
    explicit = MapIds(hide_unmapped=True, root_too=True, because=WHY)
    asked = _call(Op.CHOWN, owner=(500, None))
    amended = explicit.amend(asked, host(explicit.map(USER, Ids(500, 500))))
    assert amended == _call(Op.CHOWN, owner=(1000, None))


def test_lack_names_what_is_not_there() -> None:
    assert Lack((Op.GETXATTR, Op.LINK), because=WHY).lacking == (Op.GETXATTR, Op.LINK)


PLAIN_FACTS: list[AnyQuirk] = [
    Serve(Who.ROOT, because=WHY),
    CopyOver(because=WHY),
    OmitDots(because=WHY),
    OmitUnseen(because=WHY),
    Report(Capacity(1, 2, 3, 4, 5, 6, 7), because=WHY),
    Cache(1.0, because=WHY),
    Linger(because=WHY),
    ListAsOpened(because=WHY),
    ListOnce(because=WHY),
    CheckedByKernel(because=WHY),
    MountAs("sshfs", because=WHY),
    MountWith((MountFlag.NOEXEC,), because=WHY),
    KeepOut(because=WHY),
    Tell(files=0, because=WHY),
]


@pytest.mark.parametrize("quirk", PLAIN_FACTS, ids=lambda quirk: type(quirk).__name__)
def test_a_fact_of_the_whole_mount_changes_no_call(quirk: AnyQuirk) -> None:
    call = _call(Op.READLINK, "/good")
    assert quirk.affects == ()
    assert quirk.amend(call, host()) == call
    assert quirk.show(SEEN, host()) == SEEN
    assert quirk.translate(Op.READLINK, errno.EIO) == errno.EIO
    assert quirk.listed(stat.S_IFLNK) == stat.S_IFLNK


def test_pretend_says_done_where_its_circumstance_is_given() -> None:
    pretended = Pretend(Op.CHMOD, When.SPECIAL_BITS, because=WHY)
    assert pretended.amend(_call(Op.CHMOD, mode=0o4755), host()) is None
    asked = _call(Op.CHMOD, mode=0o755)
    assert pretended.amend(asked, host()) == asked


def test_what_has_an_answer_cannot_be_pretended() -> None:
    with pytest.raises(ValueError, match=r"^readlink cannot be pretended"):
        Pretend((Op.CHMOD, Op.READLINK), because=WHY)


def test_translate_leaves_what_it_was_not_told_of_where_there_is_no_other_word() -> None:
    told = Translate(Op.RENAME, errnos={Errno.ENOTEMPTY: Errno.EEXIST}, because=WHY)
    assert told.translate(Op.RENAME, errno.ENOTEMPTY) == errno.EEXIST
    assert told.translate(Op.RENAME, errno.EXDEV) == errno.EXDEV


def test_tell_counts_blocks_in_its_own_size() -> None:
    told = Tell(block_size=1024, files=0, because=WHY).told(Capacity(4096, 2, 1, 1, 50, 40, 255))
    assert told == Capacity(1024, 8, 4, 4, 0, 40, 255)


KEPT = KeepPath(Errno.EPERM, because=WHY)


@pytest.mark.parametrize("op", [Op.GETATTR, Op.TRUNCATE], ids=str)
def test_keep_path_goes_where_a_file_was_opened(op: Op) -> None:
    asked = _call(op, "/moved", other="/good")
    assert KEPT.amend(asked, host()) == _call(op, "/good")


@pytest.mark.parametrize("path", ["/nope", "/dangling"])
def test_keep_path_fails_where_nothing_is_left_of_that(path: str) -> None:
    assert KEPT.amend(_call(Op.GETATTR, other=path), host()) is Errno.EIO
    assert KEPT.amend(_call(Op.TRUNCATE, other=path), host()) is Errno.EPERM


def test_keep_path_tells_of_a_directory_as_of_nothing() -> None:
    assert KEPT.amend(_call(Op.GETATTR, other="/"), host()) is Errno.EIO


def test_keep_path_leaves_what_is_asked_by_name() -> None:
    assert KEPT.amend(_call(Op.TRUNCATE, "/nope"), host()) == _call(Op.TRUNCATE, "/nope")


def test_hand_over_sees_what_is_made() -> None:
    assert HandOver((Op.MKDIR, Op.CREATE), because=WHY).affects == (Op.MKDIR, Op.CREATE)


def test_every_verb_is_in_the_closed_set() -> None:
    tried = {*map(type, PLAIN_FACTS), Refuse, Translate, Rewrite, Follow, Umask, CoarseTimes}
    tried |= {Mask, MapIds, HandOver, Lack, KeepPath}
    tried |= {Delay, Fault, Fold, Room, Soon}  # in test_layers, _faults, _folding, _rooms
    tried |= {Duplicate, KeepLower, SideCar, Volumes}  # in test_sidecars, test_volumes
    tried |= {StandIn}
    tried |= {Pretend, Limit, Forbid, Modes, Own, Clock, Blocks, Directories, Untyped}
    assert tried == set(typing.get_args(AnyQuirk))


@pytest.mark.parametrize("name", Errno, ids=lambda name: name.value)
def test_every_error_has_this_machines_number(name: Errno) -> None:
    assert getattr(errno, name.value) == name.number


def test_a_stand_in_is_left_beside_what_is_linked_and_can_not_be_linked() -> None:
    quirk = StandIn(prefix=".l2s.", because=WHY)
    assert quirk.beside("/d/f") == "/d/.l2s.f0001"
    assert quirk.amend(_call(Op.LINK, "/d/.l2s.f0001"), host()) is Errno.EPERM
    for call in (_call(Op.LINK, "/d/f"), _call(Op.GETATTR, "/d/.l2s.f0001")):
        assert quirk.amend(call, host()) is call
