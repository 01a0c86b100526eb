"""A server that takes root for nobody: what root may still do, and what not."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_fusevenv.mount import Mount
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Serve, Who

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs-root: others are themselves")

PROFILE = Profile(
    name="squashed",
    title="A server that takes root for nobody",
    quirks=(Serve(Who.NOBODY, because="the server takes root for nobody"),),
)
"""What is odd about `nfs4-root-squash` only, so that either engine can serve it."""
NOBODY = (65534, 65534)

Mounting = Callable[..., Mount]


@pytest.fixture
def backing(tmp_path: Path) -> Path:
    """A directory that everybody may write, with a file of root's in it."""
    directory = tmp_path / "backing"
    directory.mkdir()
    directory.chmod(0o777)
    (directory / "roots").write_text("text")
    (directory / "roots").chmod(0o644)
    return directory


@pytest.fixture
def top(mounting: Mounting, backing: Path) -> Path:
    return mounting(PROFILE, backing=backing).path


def _refused(act: Callable[[], object]) -> int | None:
    with pytest.raises(PermissionError) as refusal:
        act()
    return refusal.value.errno


def test_what_root_makes_is_nobodys_in_the_backing_too(top: Path, backing: Path) -> None:
    (top / "file").touch()
    found = (backing / "file").stat()
    assert (found.st_uid, found.st_gid) == NOBODY


def test_roots_own_file_can_be_read_and_not_written(top: Path) -> None:
    assert (top / "roots").read_text() == "text"
    assert _refused(lambda: (top / "roots").write_text("other")) == errno.EACCES


def test_access_says_what_open_does(top: Path) -> None:
    assert os.access(top / "roots", os.R_OK)
    assert not os.access(top / "roots", os.W_OK)


def test_root_may_neither_chmod_nor_take_what_is_not_nobodys(top: Path) -> None:
    assert _refused(lambda: (top / "roots").chmod(0o666)) == errno.EPERM
    assert _refused(lambda: os.chown(top / "roots", *NOBODY)) == errno.EPERM


def test_access_to_a_link_in_the_backing_never_leads_out_of_it(top: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o700)
    (top / "link").symlink_to(tmp_path / "closed")
    assert os.access(top / "link", os.W_OK, follow_symlinks=False)


def test_a_directory_the_user_gave_keeps_its_mode(mounting: Mounting, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir(mode=0o755)
    top = mounting(PROFILE, backing=given).path
    assert _refused((top / "file").touch) == errno.EACCES
    assert given.stat().st_mode & 0o777 == 0o755


def test_a_directory_of_our_own_can_be_written(mounting: Mounting) -> None:
    (mounting(PROFILE).path / "file").touch()
