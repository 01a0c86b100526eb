"""The verbs and the circumstances, one by one, over a table instead of a directory."""

from __future__ import annotations

import errno
import stat
import typing
from typing import Any

import pytest

from pytest_fusevenv.calls import (
    INVALID_ID,
    Attributes,
    Call,
    Capacity,
    Ids,
    Moment,
    Op,
    RenameFlag,
)
from pytest_fusevenv.circumstances import holds
from pytest_fusevenv.quirks import (
    AnyQuirk,
    Cache,
    CheckedByKernel,
    CoarseTimes,
    CopyOver,
    Errno,
    Follow,
    HandOver,
    Lack,
    Linger,
    MapIds,
    Mask,
    MountAs,
    OmitDots,
    Refuse,
    Report,
    Rewrite,
    Serve,
    Text,
    Translate,
    Umask,
    When,
    Who,
)
from pytest_fusevenv.texts import rewritten
from tests.in_memory import MNT, SRC, USER, host

WHY = "a test wants it so"


def _call(op: Op, path: str = "/f", **fields: Any) -> Call:
    return Call(op, path, **fields)


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
}

DOES_NOT_HOLD: dict[When, list[Call]] = {
    When.ALWAYS: [],
    When.FOREIGN: [_call(Op.READLINK, path) for path in ("/good", "/f", "/strangers", "/nope")],
    When.EXISTS_FOREIGN: [_call(Op.UNLINK, path) for path in ("/good", "/dangling", "/nope")],
    When.PARENT_FOREIGN: [_call(Op.CREATE, path) for path in ("/n", "/d/n")],
    When.DESTINATION_FOREIGN: [_call(Op.RENAME, other=path) for path in ("/n", "/x", "/dangling")],
    When.DESTINATION_DIRECTORY: [_call(Op.RENAME, other=path) for path in ("/x", "/n", "/d/back")],
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
}


def _asked(table: dict[When, list[Call]]) -> list[object]:
    return [
        pytest.param(when, call, id=f"{when.name}-{call.path}-{number}")
        for when, calls in table.items()
        for number, call in enumerate(calls)
    ]


def test_every_circumstance_is_tried() -> None:
    assert set(HOLDS) == set(DOES_NOT_HOLD) == set(When)


@pytest.mark.parametrize(("when", "call"), _asked(HOLDS))
def test_holds(when: When, call: Call) -> None:
    assert holds(when, call, host())


@pytest.mark.parametrize(("when", "call"), _asked(DOES_NOT_HOLD))
def test_does_not_hold(when: When, call: Call) -> None:
    assert not holds(when, call, host())


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
        permissions=0o777,
        because=WHY,
    )
    shown = mask.show(SEEN, host())
    assert shown.mode == stat.S_IFREG | 0o755
    assert (shown.nlink, shown.blocks, shown.block_size) == (1, 16, 4096)
    assert (shown.atime, shown.mtime, shown.ctime) == (10**9, 2 * 10**9, 2 * 10**9)
    assert (shown.size, shown.uid, shown.gid) == (4097, 1, 2)


def test_mask_leaves_what_it_was_not_told_of() -> None:
    shown = Mask(because=WHY).show(SEEN, host())
    assert (shown.mode, shown.nlink, shown.ctime) == (SEEN.mode, 3, SEEN.ctime)


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
    Report(Capacity(1, 2, 3, 4, 5, 6, 7), because=WHY),
    Cache(1.0, because=WHY),
    Linger(because=WHY),
    CheckedByKernel(because=WHY),
    MountAs("sshfs", because=WHY),
]


@pytest.mark.parametrize("quirk", PLAIN_FACTS, ids=lambda quirk: type(quirk).__name__)
def test_a_fact_of_the_whole_mount_changes_no_call(quirk: AnyQuirk) -> None:
    call = _call(Op.READLINK, "/good")
    assert quirk.affects == ()
    assert quirk.amend(call, host()) == call
    assert quirk.show(SEEN, host()) == SEEN
    assert quirk.translate(Op.READLINK, errno.EIO) == errno.EIO
    assert quirk.listed(stat.S_IFLNK) == stat.S_IFLNK


def test_hand_over_sees_what_is_made() -> None:
    assert HandOver((Op.MKDIR, Op.CREATE), because=WHY).affects == (Op.MKDIR, Op.CREATE)


def test_every_verb_is_in_the_closed_set() -> None:
    tried = {*map(type, PLAIN_FACTS), Refuse, Translate, Rewrite, Follow, Umask, CoarseTimes}
    tried |= {Mask, MapIds, HandOver, Lack}
    assert tried == set(typing.get_args(AnyQuirk))


@pytest.mark.parametrize("name", Errno, ids=lambda name: name.value)
def test_every_error_has_this_machines_number(name: Errno) -> None:
    assert getattr(errno, name.value) == name.number
