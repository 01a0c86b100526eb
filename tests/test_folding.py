"""Names that are one: which they are, and where a path then leads."""

from __future__ import annotations

from errno import ENOENT

import pytest

from pytest_fusevenv.calls import Call, Op
from pytest_fusevenv.folding import Alike, Fold, Spelling, folding
from pytest_fusevenv.imitations import Ruling
from tests.in_memory import imitation

W = "a test wants it so"


def carried(fold: Fold, call: Call) -> Call:
    ruling = imitation(fold).rule(call)
    assert ruling.errno is None
    return ruling.carried or call


def rule(fold: Fold, path: str) -> Ruling:
    return imitation(fold).rule(Call(Op.GETATTR, path))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Foo.PY", "foo.py", {Alike.ASCII, Alike.SIMPLE, Alike.FULL}),
        ("\u00c9", "\u00e9", {Alike.SIMPLE, Alike.FULL}),
        ("stra\u00dfe", "STRASSE", {Alike.FULL}),
        ("\u00e9", "e\u0301", {Alike.FULL}),
        ("\udcc9", "\udce9", set()),
        ("a-b", "a_b", set()),
    ],
)
def test_names_are_one_as_far_as_it_goes(one: str, other: str, alike: set[Alike]) -> None:
    assert {each for each in Alike if folding(each)(one) == folding(each)(other)} == alike


def test_a_path_is_carried_out_in_the_spelling_that_is_stored() -> None:
    fold = Fold(Alike.ASCII, because=W)
    assert carried(fold, Call(Op.GETATTR, "/D/E/CLIMBS")).path == "/d/e/climbs"


def test_what_is_not_there_keeps_the_spelling_it_is_given() -> None:
    fold = Fold(Alike.ASCII, because=W)
    assert carried(fold, Call(Op.MKDIR, "/D/E/New")).path == "/d/e/New"
    assert carried(fold, Call(Op.GETATTR, "/No/Such/Name")).path == "/No/Such/Name"


@pytest.mark.parametrize("op", [Op.RENAME, Op.LINK])
def test_both_paths_are_carried_out_as_stored(op: Op) -> None:
    call = carried(Fold(Alike.ASCII, because=W), Call(op, "/F", "/D/New"))
    assert (call.path, call.other) == ("/f", "/d/New")


def test_the_text_of_a_link_is_left_as_it_is() -> None:
    call = carried(Fold(Alike.ASCII, because=W), Call(Op.SYMLINK, "/D/new", "/D/E"))
    assert (call.path, call.other) == ("/d/new", "/D/E")


@pytest.mark.parametrize(("respells", "new"), [(False, "/f"), (True, "/F")])
def test_a_rename_in_case_alone_is_seen_only_if_it_respells(respells: bool, new: str) -> None:
    fold = Fold(Alike.ASCII, respells=respells, because=W)
    call = carried(fold, Call(Op.RENAME, "/f", "/F"))
    assert (call.path, call.other) == ("/f", new)


def test_a_name_is_stored_in_small_letters_where_they_are_one() -> None:
    fold = Fold(Alike.SIMPLE, spelling=Spelling.SMALL, because=W)
    made = carried(fold, Call(Op.MKDIR, "/NEW\u212b")).path
    assert made == "/new\u212b"  # the sign of the angstrom, which is no letter's capital


def test_a_name_is_stored_decomposed() -> None:
    fold = Fold(Alike.SIMPLE, spelling=Spelling.DECOMPOSED, because=W)
    assert carried(fold, Call(Op.MKDIR, "/\u00e9")).path == "/e\u0301"


def test_what_is_stripped_off_a_name_is_stripped_off_a_lookup() -> None:
    assert carried(Fold(Alike.ASCII, strips=".", because=W), Call(Op.OPEN, "/F..")).path == "/f"


@pytest.mark.parametrize("path", ["/...", "/d/ . ", "/d/.. ", "/d/. /f", "/.. /.. /x"])
def test_a_name_of_which_nothing_is_left_leads_nowhere(path: str) -> None:
    for strips in (" ", ".", " ."):
        ruling = rule(Fold(Alike.ASCII, strips=strips, because=W), path)
        parts = (ruling.carried or ruling.call).path.split("/")
        assert ruling.errno == ENOENT or not {".", ".."}.intersection(parts)
    assert rule(Fold(Alike.ASCII, strips=" .", because=W), path).errno == ENOENT
