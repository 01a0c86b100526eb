"""What must not go wrong when something else does: interruptions, bad orders, odd callers."""

from __future__ import annotations

import errno
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_fusevenv import mount as mounting_room
from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.forms import BadForm, as_toml, from_toml
from pytest_fusevenv.mount import CannotMount, Mount, mount
from pytest_fusevenv.mountpoints import mounted
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Cache, Errno, Lack, Refuse, Translate

Mounting = Callable[..., Mount]


def test_an_interrupted_mount_leaves_the_users_files_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C, after the kernel has mounted and before the caller has got what to unmount."""
    backing, temporary = tmp_path / "backing", tmp_path / "tmp"
    for directory in (backing, temporary):
        directory.mkdir()
    (backing / "precious").write_text("mine")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(mounting_room, "Mount", interrupted)
    with pytest.raises(KeyboardInterrupt):
        mount(find("plain"), backing)

    assert (backing / "precious").read_text() == "mine"
    assert [there.path for there in mounted() if there.path.startswith(str(tmp_path))] == []
    assert [path.name for path in temporary.iterdir() if (path / "mount").exists()] == []


def test_a_mountpoint_may_hold_what_unicode_takes_for_the_end_of_a_line(
    mounting: Mounting, tmp_path: Path
) -> None:
    at = tmp_path / "form\x0cfeed\u2028"
    at.mkdir()
    (mounting(at=at).path / "file").touch()
    (mounting().path / "file").touch()


def test_an_order_that_cannot_be_taken_ends_no_other_mount(mounting: Mounting) -> None:
    made = mounting()
    endless = Profile("endless", "t", quirks=(Cache(float("inf"), because="never tells"),))

    with pytest.raises(CannotMount, match="the order cannot be carried out"):
        mounting(endless)

    (made.path / "file").write_text("served")
    assert (made.backing / "file").read_text() == "served"


def test_a_caller_whose_name_is_cut_inside_a_letter_is_told_what_everybody_is(
    mounting: Mounting,
) -> None:
    made = mounting("multipass-1.16")
    (made.path / "link").symlink_to("/nowhere")
    named = (
        "import ctypes, os, sys; ctypes.CDLL(None).prctl(15, b'py' + bytes([0xc3]))\n"
        "try: os.readlink('link')\n"
        "except OSError as error: sys.exit(error.errno)"
    )

    done = subprocess.run([sys.executable, "-c", named], cwd=made.path, check=False)

    assert done.returncode == errno.EACCES
    assert [ruling.call.op for ruling in made.trace.causes] == [Op.READLINK]


def test_a_used_state_directory_is_begun_afresh(mounting: Mounting, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    for _ in range(2):
        made = mounting("multipass-1.16", state=state)
        (made.path / "link").symlink_to("/nowhere")
        with pytest.raises(PermissionError):
            (made.path / "link").readlink()
        made.unmount()
        assert len(made.trace.causes) == 1
        assert made.trace.counts[Op.READLINK] == 1


@pytest.mark.parametrize(
    ("quirk", "place"),
    [
        (Cache(-1.0, because="b"), "seconds"),
        (Cache(1e9, because="b"), "seconds"),
    ],
)
def test_a_number_that_means_nothing_is_refused_by_its_place(quirk: Cache, place: str) -> None:
    with pytest.raises(BadForm, match=place):
        from_toml(as_toml(Profile("odd", "t", quirks=(quirk,))), "odd.toml")


@pytest.mark.parametrize("op", [Op.OPEN, Op.RELEASE, Op.GETATTR])
def test_what_libfuse_would_answer_wrongly_cannot_be_lacked(op: Op) -> None:
    with pytest.raises(ValueError, match="cannot be lacked; use Refuse"):
        Lack(op, because="b")


def test_an_error_with_two_names_is_translated_under_both() -> None:
    told = Translate(Op.LINK, Errno.EIO, {Errno.EOPNOTSUPP: Errno.EROFS}, because="b")
    assert told.translate(Op.LINK, errno.ENOTSUP) == errno.EROFS


def test_a_trouble_of_this_machine_is_not_blamed_on_the_server() -> None:
    told = Translate(Op.OPEN, Errno.EPERM, because="b")
    assert told.translate(Op.OPEN, errno.EMFILE) == errno.EMFILE


def test_more_files_can_be_open_than_the_user_could_open_alone(mounting: Mounting) -> None:
    made = mounting(Profile("open", "t", quirks=(Refuse(Op.LINK, Errno.EPERM, because="b"),)))
    limits = Path(f"/proc/{made.pid}/limits").read_text()
    (line,) = (line for line in limits.splitlines() if line.startswith("Max open files"))
    soft, hard = line.split()[3:5]
    assert soft == hard
