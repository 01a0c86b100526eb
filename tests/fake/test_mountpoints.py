"""Where a fake is mounted, and what can not be done with that place."""

import errno
import os
import pathlib
from collections.abc import Callable

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem

from pytest_fusevenv.catalogue import find
from pytest_fusevenv.fake.world import Fake
from pytest_fusevenv.obstacles import BadDirectory

PLAIN = find("plain")


def number(act: Callable[..., object], *arguments: object) -> int | None:
    try:
        act(*arguments)
    except OSError as error:
        return error.errno
    return None


@pytest.mark.parametrize("at", [pathlib.PurePosixPath("/at"), "/at/", "at", "/link/at"])
def test_its_place_may_be_spelled_in_any_way(
    faking: Callable[..., Fake], fs: FakeFilesystem, at: str
) -> None:
    fs.create_symlink("/link", "/")
    fake = faking(backing=pathlib.PurePosixPath("/export"), at=at)
    (pathlib.Path(at) / "file").write_text("text")
    assert str(fake.path) == "/at"
    assert pathlib.Path("/export/file").read_text() == "text"


@pytest.mark.parametrize(
    ("backing", "at", "message"),
    [
        ("/export", "/export/below", "lie inside one another"),
        ("/export", "/full", "is not empty"),
        ("/export", "/full/file", "is not a directory"),
        ("/full/file", "/at", "is not a directory"),
        ("/export", "/served", "lies in a fake mount already"),
        ("/served", "/at", "lies in a fake mount already"),
    ],
)
def test_a_place_that_will_not_do_is_refused(
    faking: Callable[..., Fake], fs: FakeFilesystem, backing: str, at: str, message: str
) -> None:
    fs.create_file("/full/file")
    faking(backing="/behind", at="/served")
    with pytest.raises(BadDirectory, match=message):
        Fake(PLAIN, fs, backing, at)


def test_a_refused_place_leaves_the_filesystem_as_it_was(fs: FakeFilesystem) -> None:
    kind = type(fs)
    with pytest.raises(BadDirectory):
        Fake(PLAIN, fs, "/export", "/export")
    assert type(fs) is kind


def test_it_is_busy(plain: Fake) -> None:
    (plain.path / "below").mkdir()
    assert number(os.rmdir, plain.path) == errno.EBUSY
    assert number(os.rename, plain.path, "/elsewhere") == errno.EBUSY
    assert number(os.rename, plain.path / "below", plain.path) == errno.EXDEV
    assert os.listdir(plain.path) == ["below"]


def test_no_directory_is_moved_into_itself_or_over_its_own(strict: Fake) -> None:
    (strict.path / "one" / "two").mkdir(parents=True)
    one = strict.path / "one"
    assert number(os.rename, one, one / "two" / "three") == errno.EINVAL
    assert number(os.rename, one / "two", one) == errno.ENOTEMPTY


def test_a_file_is_made_where_a_link_leads_out(plain: Fake) -> None:
    os.mkdir("/outside")
    (plain.path / "link").symlink_to("/outside/file")
    (plain.path / "link").write_text("text")
    assert pathlib.Path("/outside/file").read_text() == "text"


def test_a_link_to_nothing_can_not_be_made(plain: Fake) -> None:
    assert number(os.symlink, "", plain.path / "link") == errno.ENOENT


def test_a_change_of_owner_takes_the_setuid_bit(plain: Fake) -> None:
    (plain.path / "file").touch()
    (plain.path / "file").chmod(0o4755)
    os.chown(plain.path / "file", 7, 7)
    assert (plain.path / "file").stat().st_mode & 0o7777 == 0o755
