"""Two spellings are one name to a mount that folds them, and to a fake: whichever is used."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from errno import EEXIST, ENOENT

import pytest

from pytest_fusevenv.catalogue import shipped
from pytest_fusevenv.fake.world import Fake
from pytest_fusevenv.mount import mount
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Alike, Fold, Spelling

KEEPS = Fold(Alike.ASCII, because="a test wants it so")
RESPELLS = Fold(Alike.ASCII, respells=True, because="a test wants it so")
STRIPS = Fold(Alike.ASCII, strips=".", because="a test wants it so")
DECOMPOSES = Fold(Alike.SIMPLE, spelling=Spelling.DECOMPOSED, because="a test wants it so")

shipped()  # before a fake disk hides where they are

Folding = Callable[..., str]


@pytest.fixture(params=["mount", "fake"])
def folding(request: pytest.FixtureRequest) -> Iterator[Folding]:
    """Makes a mount, or a fake one, with one quirk, and gives its path."""
    with ExitStack() as stack:

        def make(quirk: Fold = KEEPS) -> str:
            profile = Profile("made-here", "a profile of a test", (quirk,))
            if request.param == "fake":
                filesystem = request.getfixturevalue("fs")
                return str(stack.enter_context(Fake(profile, filesystem)).path)
            return str(stack.enter_context(mount(profile)).path)

        yield make


def write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def read(path: str) -> str:
    with open(path) as file:
        return file.read()


def error_of(act: Callable[..., object], *arguments: object) -> int | None:
    try:
        act(*arguments)
    except OSError as error:
        return error.errno
    return None


def test_what_is_written_by_one_spelling_is_read_by_the_other(folding: Folding) -> None:
    top = folding()
    write(f"{top}/Foo", "one")
    assert read(f"{top}/FOO") == "one"
    write(f"{top}/fOO", "two, longer")
    assert (read(f"{top}/Foo"), read(f"{top}/FOO")) == ("two, longer", "two, longer")
    assert os.listdir(top) == ["Foo"]


def test_what_is_there_in_one_spelling_can_not_be_made_in_another(folding: Folding) -> None:
    top = folding()
    write(f"{top}/Foo", "")
    os.mkdir(f"{top}/Dir")
    exclusively = os.O_CREAT | os.O_EXCL | os.O_WRONLY
    assert error_of(os.open, f"{top}/FOO", exclusively) == EEXIST
    assert error_of(os.mkdir, f"{top}/DIR") == EEXIST
    assert error_of(os.symlink, "x", f"{top}/foo") == EEXIST
    assert error_of(os.link, f"{top}/Foo", f"{top}/fOO") == EEXIST
    assert sorted(os.listdir(top)) == ["Dir", "Foo"]


def test_what_goes_by_one_spelling_is_gone_by_the_other(folding: Folding) -> None:
    top = folding()
    write(f"{top}/Foo", "")
    os.mkdir(f"{top}/Dir")
    os.stat(f"{top}/foo"), os.stat(f"{top}/dir")
    os.unlink(f"{top}/FOO")
    os.rmdir(f"{top}/DIR")
    for name in ("Foo", "foo", "FOO", "Dir", "dir", "DIR"):
        assert error_of(os.stat, f"{top}/{name}") == ENOENT
    assert os.listdir(top) == []


def test_what_moves_by_one_spelling_has_moved_by_the_other(folding: Folding) -> None:
    top = folding()
    os.makedirs(f"{top}/Dir/Sub")
    write(f"{top}/DIR/sub/Foo", "here")
    os.stat(f"{top}/Dir/Sub/Foo")
    os.rename(f"{top}/dir/SUB/FOO", f"{top}/DIR/bar")
    assert error_of(os.stat, f"{top}/Dir/Sub/Foo") == ENOENT
    assert read(f"{top}/Dir/Bar") == "here"
    os.rename(f"{top}/DIR", f"{top}/elsewhere")
    assert error_of(os.stat, f"{top}/Dir/bar") == ENOENT
    assert read(f"{top}/ELSEWHERE/BAR") == "here"


def test_what_is_moved_onto_another_spelling_takes_its_place(folding: Folding) -> None:
    top = folding()
    write(f"{top}/Foo", "old")
    write(f"{top}/new", "new")
    os.replace(f"{top}/new", f"{top}/FOO")
    assert os.listdir(top) == ["Foo"]
    assert read(f"{top}/foo") == "new"


def test_two_hard_links_are_linked_by_any_spelling(folding: Folding) -> None:
    top = folding()
    write(f"{top}/Foo", "x")
    os.link(f"{top}/FOO", f"{top}/Bar")
    assert os.stat(f"{top}/bar").st_nlink == 2
    assert sorted(os.listdir(top)) == ["Bar", "Foo"]


@pytest.mark.parametrize(("quirk", "listed"), [(KEEPS, "Case"), (RESPELLS, "case")])
def test_a_rename_in_case_alone_is_listed_only_if_it_respells(
    folding: Folding, quirk: Fold, listed: str
) -> None:
    top = folding(quirk)
    os.mkdir(f"{top}/Case")
    write(f"{top}/Case/file", "kept")
    os.rename(f"{top}/Case", f"{top}/case")
    assert os.listdir(top) == [listed]
    assert read(f"{top}/CASE/FILE") == "kept"


def test_dots_at_the_end_of_a_name_are_dropped(folding: Folding) -> None:
    top = folding(STRIPS)
    write(f"{top}/a..", "x")
    assert os.listdir(top) == ["a"]
    assert read(f"{top}/A.") == "x"
    assert error_of(write, f"{top}/...", "x") == ENOENT


def test_an_accent_is_listed_as_a_character_of_its_own(folding: Folding) -> None:
    top = folding(DECOMPOSES)
    write(f"{top}/\u00c9", "x")
    assert os.listdir(top) == ["E\u0301"]
    assert [read(f"{top}/{name}") for name in ("\u00c9", "\u00e9", "e\u0301")] == ["x"] * 3


def test_an_open_file_is_read_after_it_is_unlinked_by_the_spelling_it_was_opened_by(
    folding: Folding,
) -> None:
    top = folding()
    os.mkdir(f"{top}/Dir")
    write(f"{top}/Dir/Foo", "still here")
    with open(f"{top}/DIR/FOO") as opened:
        os.unlink(f"{top}/DIR/FOO")
        assert os.listdir(f"{top}/Dir") == []
        assert opened.read() == "still here"
    os.rmdir(f"{top}/dir")
