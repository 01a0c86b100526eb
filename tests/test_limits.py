"""The quirks by which something is too long, too many or not allowed, one by one."""

from __future__ import annotations

import os

import pytest

from pytest_fusevenv.calls import Call, Op
from pytest_fusevenv.memories import Opened
from pytest_fusevenv.quirks import Errno, Forbid, Limit, Measure
from tests.in_memory import SRC, host

WHY = "a test wants it so"

FITS_AND_IS_TOO_MUCH = {
    Measure.NAME_BYTES: (4, Call(Op.MKDIR, "/dir/éé"), Call(Op.MKDIR, "/ééé")),
    Measure.NAME_UTF16: (3, Call(Op.GETATTR, "/日本語"), Call(Op.GETATTR, "/\U0001f600\U0001f600")),
    Measure.PATH_BYTES: (5, Call(Op.OPEN, "/d/é"), Call(Op.OPEN, "/d/e/f")),
    Measure.HOST_PATH_BYTES: (
        len(SRC) + 2,
        Call(Op.OPEN, "/f"),
        Call(Op.OPEN, "/dd"),
    ),
    Measure.TEXT_BYTES: (3, Call(Op.SYMLINK, "/long", "abc"), Call(Op.SYMLINK, "/l", "éé")),
    Measure.LINKS: (2, Call(Op.LINK, "/f", "/n"), Call(Op.LINK, "/f", "/n")),
    Measure.VALUE_BYTES: (
        9,
        Call(Op.SETXATTR, "/f", "user.a", size=9),
        Call(Op.SETXATTR, "/f", "user.a", size=10),
    ),
    Measure.WRITERS: (2, Call(Op.WRITE, "/f"), Call(Op.WRITE, "/f")),
}


@pytest.mark.parametrize("what", Measure, ids=lambda what: what.name)
def test_what_fits_is_carried_out(what: Measure) -> None:
    most, fits, _ = FITS_AND_IS_TOO_MUCH[what]
    limit = Limit(what, most, because=WHY)
    assert fits.op in limit.affects
    assert limit.amend(fits, host()) == fits


@pytest.mark.parametrize("what", Measure, ids=lambda what: what.name)
def test_what_is_too_much_is_refused(what: Measure) -> None:
    most, _, too_much = FITS_AND_IS_TOO_MUCH[what]
    most = 1 if what is Measure.LINKS else most
    there = host()
    for number, flags in enumerate((os.O_WRONLY, os.O_RDWR, os.O_RDWR)):
        there.memory.opened[number] = Opened("/f", flags)
    assert Limit(what, most, Errno.EMLINK, because=WHY).amend(too_much, there) is Errno.EMLINK


def test_a_file_that_is_only_read_has_no_writer() -> None:
    there = host()
    there.memory.opened[3] = Opened("/f", os.O_RDONLY)
    call = Call(Op.WRITE, "/f")
    assert Limit(Measure.WRITERS, 0, Errno.ENOMEM, because=WHY).amend(call, there) == call


@pytest.mark.parametrize("op", [Op.RENAME, Op.LINK])
def test_the_new_name_is_measured_too(op: Op) -> None:
    limit = Limit(Measure.NAME_BYTES, 3, because=WHY)
    assert limit.amend(Call(op, "/f", "/long"), host()) is Errno.ENAMETOOLONG


def test_bytes_that_are_no_utf8_are_measured_one_by_one() -> None:
    limit = Limit(Measure.NAME_BYTES, 2, because=WHY)
    assert limit.amend(Call(Op.OPEN, "/\udcff\udcfe"), host()) == Call(Op.OPEN, "/\udcff\udcfe")


@pytest.mark.parametrize("name", ["a:b", "a*", "b "])
def test_a_forbidden_name_is_given_to_nothing(name: str) -> None:
    forbid = Forbid(r"[:*]|[ .]\Z", because=WHY)
    assert forbid.amend(Call(Op.MKDIR, f"/d/{name}"), host()) is Errno.EINVAL
    assert forbid.amend(Call(Op.RENAME, "/f", f"/d/{name}"), host()) is Errno.EINVAL


def test_what_bears_a_forbidden_name_can_be_renamed() -> None:
    renamed = Call(Op.RENAME, "/a:b", "/ab")
    assert Forbid(":", because=WHY).amend(renamed, host()) == renamed


def test_only_the_last_name_of_a_path_is_looked_at() -> None:
    made = Call(Op.MKDIR, "/a:b/c")
    assert Forbid(":", because=WHY).amend(made, host()) == made


def test_what_is_no_regular_expression_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'\[' is no regular expression"):
        Forbid("[", because=WHY)
