"""The volumes and layers that one tree is made of, over a table."""

from __future__ import annotations

import pytest

from pytest_fusevenv.calls import Call, Op, RenameFlag
from pytest_fusevenv.imitations import Imitation
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, KeepLower, Volumes
from tests.in_memory import MNT, USER, WORLD, Entry, Table, directory, file

WHY = "a test wants it so"
TREE: dict[str, Entry] = {
    "/": directory(),
    "/p": directory(),
    "/p/f": file(),
    "/p/.venv": directory(),
    "/p/.venv/f": file(),
    "/p/.venv/bin": directory(),
    "/p/.venv/bin/f": file(),
    "/lower": directory(),
}
VENV = Volumes((".venv", ".venv/b?n"), because=WHY)


def told(quirk: Volumes | KeepLower, *calls: Call) -> list[int | None]:
    """The errors of some calls; what is not refused is taken to be carried out."""
    profile = Profile("made-here", "a profile of a test", (quirk,))
    served = Imitation(profile, Table(TREE), WORLD, backing=USER, guest=USER, mountpoint=MNT)
    errors: list[int | None] = []
    for call in calls:
        ruling = served.rule(call)
        errors.append(ruling.errno)
        if ruling.errno is None:
            served.done(ruling)
    return errors


@pytest.mark.parametrize("op", [Op.RENAME, Op.LINK])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/p/f", "/p/.venv/n"),
        ("/p/.venv/f", "/n"),
        ("/p/.venv/f", "/p/.venv/bin/n"),
        ("/p/.venv/bin/f", "/p/n"),
    ],
)
def test_no_name_leads_from_one_volume_to_another(op: Op, old: str, new: str) -> None:
    assert told(VENV, Call(op, old, new)) == [Errno.EXDEV.number]


@pytest.mark.parametrize(
    ("old", "new"),
    [("/p/f", "/n"), ("/p/.venv/f", "/p/.venv/n"), ("/p/.venv/bin/f", "/p/.venv/bin/n")],
)
def test_within_a_volume_names_are_free(old: str, new: str) -> None:
    assert told(VENV, Call(Op.RENAME, old, new), Call(Op.LINK, old, new)) == [None, None]


def test_a_root_is_neither_moved_nor_replaced_nor_removed() -> None:
    calls = (
        Call(Op.RENAME, "/p/.venv", "/p/n"),
        Call(Op.RENAME, "/p/f", "/p/.venv"),
        Call(Op.RMDIR, "/p/.venv/bin"),
    )
    assert told(VENV, *calls) == [Errno.EBUSY.number] * 3


def test_what_holds_a_root_can_be_moved() -> None:
    assert told(VENV, Call(Op.RENAME, "/p", "/n")) == [None]


def test_a_root_that_is_missing_can_be_put_there() -> None:
    away = Volumes(("missing",), because=WHY)
    assert told(away, Call(Op.RENAME, "/p/f", "/p/missing")) == [None]


def test_a_directory_of_a_lower_layer_is_not_moved() -> None:
    assert told(KeepLower(because=WHY), Call(Op.RENAME, "/lower", "/n")) == [Errno.EXDEV.number]


def test_a_file_of_a_lower_layer_is_moved() -> None:
    assert told(KeepLower(because=WHY), Call(Op.RENAME, "/p/f", "/n")) == [None]


def test_a_directory_that_was_made_since_is_moved() -> None:
    made = Call(Op.MKDIR, "/lower")  # as the table has it from the beginning
    assert told(KeepLower(because=WHY), made, Call(Op.RENAME, "/lower", "/n")) == [None, None]


def test_a_new_directory_that_was_removed_says_nothing_of_an_old_one() -> None:
    calls = (Call(Op.MKDIR, "/lower"), Call(Op.RMDIR, "/lower"), Call(Op.RENAME, "/lower", "/n"))
    assert told(KeepLower(because=WHY), *calls)[-1] == Errno.EXDEV.number


def test_what_is_below_a_new_directory_is_new_wherever_that_goes() -> None:
    calls = (
        Call(Op.MKDIR, "/was"),
        Call(Op.MKDIR, "/was/.venv"),
        Call(Op.RENAME, "/was", "/p"),
        Call(Op.RENAME, "/p/.venv", "/n"),
    )
    assert told(KeepLower(because=WHY), *calls) == [None] * 4


def test_an_old_directory_is_not_exchanged_for_a_new_one() -> None:
    swap = Call(Op.RENAME, "/p", "/lower", flags=RenameFlag.EXCHANGE)
    assert told(KeepLower(because=WHY), Call(Op.MKDIR, "/p"), swap) == [None, Errno.EXDEV.number]
