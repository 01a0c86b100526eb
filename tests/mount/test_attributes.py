"""Modes, times, owners and extended attributes, as a plain filesystem keeps them."""

import ctypes
import errno
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_fusevenv.calls import Op
from pytest_fusevenv.mount import Mount
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Delay

_libc = ctypes.CDLL(None, use_errno=True)
_UTIME_NOW, _UTIME_OMIT = (1 << 30) - 1, (1 << 30) - 2
LONG_AGO = 1_000_000_000


def _utimensat(path: Path, atime_ns: int, mtime_ns: int) -> None:
    """Set times by their nanoseconds alone, where two numbers are wishes."""
    times = (ctypes.c_long * 4)(LONG_AGO, atime_ns, LONG_AGO, mtime_ns)
    assert _libc.utimensat(-100, os.fsencode(path), times, 0) == 0, os.strerror(ctypes.get_errno())


def test_times_keep_their_nanoseconds(plain: Mount) -> None:
    (plain.path / "file").touch()
    os.utime(plain.path / "file", ns=(1_234_567_891, 9_876_543_212))
    for found in (os.stat(plain.path / "file"), os.stat(plain.backing / "file")):
        assert (found.st_atime_ns, found.st_mtime_ns) == (1_234_567_891, 9_876_543_212)


def test_a_second_name_shows_at_once_under_the_first(top: Path) -> None:
    (top / "file").touch()
    assert (top / "file").lstat().st_nlink == 1
    os.link(top / "file", top / "other")
    assert (top / "file").lstat().st_nlink == 2


READING = """
import os, sys
fd = os.open(sys.argv[1], os.O_RDONLY)
while True:
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    os.pread(fd, 1 << 20, 0)
    os.write(1, b".")
"""


def test_a_file_that_is_being_read_can_be_linked(mounting: Callable[..., Mount]) -> None:
    wait = Delay(Op.LINK, milliseconds=100, because="a read shall be asked for meanwhile")
    made = mounting(Profile("made-here", "a profile of a test", (wait,)))
    file = made.path / "file"
    file.write_bytes(bytes(1 << 20))
    reader = subprocess.Popen(
        [sys.executable, "-c", READING, str(file)], stdout=subprocess.PIPE, bufsize=0
    )
    assert reader.stdout
    reader.stdout.read(1)
    linking = "import os, sys; os.link(*sys.argv[1:])"
    linker = subprocess.Popen([sys.executable, "-c", linking, str(file), f"{file}-2"])
    try:
        assert linker.wait(timeout=20) == 0
    finally:
        reader.kill()
        linker.kill()
        made.close()
        reader.stdout.close()
        for process in (reader, linker):
            process.wait(timeout=5)


def test_times_before_1970_and_after_2106_are_kept(top: Path) -> None:
    (top / "file").touch()
    for seconds in (-86_400, 5_000_000_000):
        os.utime(top / "file", (seconds, seconds))
        assert (top / "file").stat().st_mtime == seconds


def test_one_time_can_be_left_as_it_is(top: Path) -> None:
    (top / "file").touch()
    os.utime(top / "file", ns=(11, 22))
    _utimensat(top / "file", 33, _UTIME_OMIT)
    found = os.stat(top / "file")
    assert (found.st_atime_ns, found.st_mtime_ns) == (LONG_AGO * 10**9 + 33, 22)
    _utimensat(top / "file", _UTIME_OMIT, 44)
    found = os.stat(top / "file")
    assert (found.st_atime_ns, found.st_mtime_ns) == (LONG_AGO * 10**9 + 33, LONG_AGO * 10**9 + 44)


def test_one_time_can_be_set_to_now(top: Path) -> None:
    (top / "file").touch()
    os.utime(top / "file", ns=(11, 22))
    _utimensat(top / "file", _UTIME_NOW, _UTIME_OMIT)
    found = os.stat(top / "file")
    assert abs(found.st_atime - time.time()) < 60
    assert found.st_mtime_ns == 22


def test_times_of_a_link_are_its_own(top: Path) -> None:
    (top / "file").touch()
    os.utime(top / "file", (5, 5))
    (top / "link").symlink_to("file")
    subprocess.run(["touch", "-h", "-d", "@77", top / "link"], check=True, timeout=60)
    assert (os.lstat(top / "link").st_mtime, os.stat(top / "file").st_mtime) == (77, 5)


def test_a_mode_is_kept_with_all_its_bits(top: Path) -> None:
    (top / "file").touch()
    for mode in (0o000, 0o644, 0o755, 0o4711, 0o2755, 0o1777):
        (top / "file").chmod(mode)
        assert stat.S_IMODE((top / "file").stat().st_mode) == mode


def test_the_umask_takes_bits_from_what_is_made(top: Path) -> None:
    code = "umask 027; mkdir d; touch f; mkfifo p; stat -c %a d f p"
    done = subprocess.run(["sh", "-c", code], cwd=top, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["750", "640", "640"]


def test_writing_takes_the_setuid_bit_away(top: Path, needs_root: None) -> None:
    path = top / "file"
    path.touch()
    path.chmod(0o6777)
    subprocess.run(
        ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "sh", "-c", "echo x > file"],
        cwd=top, check=True, timeout=60,
    )  # fmt: skip
    assert stat.S_IMODE(path.stat().st_mode) == 0o777


def test_owners_can_be_set_one_at_a_time_and_on_links(top: Path, needs_root: None) -> None:
    (top / "file").touch()
    (top / "link").symlink_to("file")
    os.chown(top / "file", 1234, -1)
    os.chown(top / "file", -1, 2345)
    os.lchown(top / "link", 77, 88)
    found, link = os.stat(top / "file"), os.lstat(top / "link")
    assert (found.st_uid, found.st_gid, link.st_uid, link.st_gid) == (1234, 2345, 77, 88)


def test_what_is_made_in_a_setgid_directory_has_its_group(top: Path, needs_root: None) -> None:
    (top / "d").mkdir()
    os.chown(top / "d", 1000, 4321)
    (top / "d").chmod(0o2775)
    code = "mkdir s; touch f"
    subprocess.run(
        ["setpriv", "--reuid=1000", "--regid=1000", "--groups=4321", "sh", "-c", code],
        cwd=top / "d", check=True, timeout=60,
    )  # fmt: skip
    made, file = (top / "d" / "s").stat(), (top / "d" / "f").stat()
    assert (made.st_uid, made.st_gid, bool(made.st_mode & stat.S_ISGID)) == (1000, 4321, True)
    assert (file.st_uid, file.st_gid) == (1000, 4321)


def test_what_another_user_makes_is_that_users(plain: Mount, needs_root: None) -> None:
    plain.path.chmod(0o777)
    code = "touch file; mkdir directory; ln -s file link; mkfifo fifo; ln file hard"
    subprocess.run(
        ["setpriv", "--reuid=1000", "--regid=1001", "--clear-groups", "sh", "-ec", code],
        cwd=plain.path, check=True, timeout=60,
    )  # fmt: skip
    for name in ("file", "directory", "link", "fifo", "hard"):
        for found in (os.lstat(plain.path / name), os.lstat(plain.backing / name)):
            assert (name, found.st_uid, found.st_gid) == (name, 1000, 1001)


def test_another_user_may_do_what_its_groups_allow_and_no_more(top: Path, needs_root: None) -> None:
    top.parent.chmod(0o755)
    (top / "shared").mkdir()
    os.chown(top / "shared", 0, 4321)
    (top / "shared").chmod(0o770)
    (top / "mine").mkdir(0o700)
    (top / "secret").touch(0o600)
    code = (
        "touch shared/made; mkdir shared/dir; cat secret; touch mine/x; rm secret; chmod 777 mine"
    )
    done = subprocess.run(
        ["setpriv", "--reuid=1000", "--regid=1000", "--groups=4321", "sh", "-c", code],
        cwd=top, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert sorted(os.listdir(top / "shared")) == ["dir", "made"]
    refusals = [line.rpartition(": ")[2] for line in done.stderr.splitlines()]
    assert refusals == ["Permission denied"] * 3 + ["Operation not permitted"]


def test_extended_attributes_are_kept(top: Path) -> None:
    (top / "file").touch()
    os.setxattr(top / "file", "user.color", b"blue\0\xff")
    os.setxattr(top / "file", "user.empty", b"")
    assert os.getxattr(top / "file", "user.color") == b"blue\0\xff"
    assert os.getxattr(top / "file", "user.empty") == b""
    assert {"user.color", "user.empty"} <= set(os.listxattr(top / "file"))
    os.removexattr(top / "file", "user.color")
    with pytest.raises(OSError) as refused:  # noqa: PT011
        os.getxattr(top / "file", "user.color")
    assert refused.value.errno == errno.ENODATA


def test_an_extended_attribute_is_made_or_replaced_only_if_asked_so(top: Path) -> None:
    (top / "file").touch()
    with pytest.raises(OSError) as refused:  # noqa: PT011
        os.setxattr(top / "file", "user.x", b"1", os.XATTR_REPLACE)
    assert refused.value.errno == errno.ENODATA
    os.setxattr(top / "file", "user.x", b"1", os.XATTR_CREATE)
    with pytest.raises(FileExistsError):
        os.setxattr(top / "file", "user.x", b"2", os.XATTR_CREATE)


def test_a_big_extended_attribute_fits_or_is_refused_as_by_the_backing(plain: Mount) -> None:
    (plain.path / "file").touch()
    value = b"x" * 3000
    os.setxattr(plain.path / "file", "user.big", value)
    assert os.getxattr(plain.path / "file", "user.big") == value
    assert os.getxattr(plain.backing / "file", "user.big") == value


def test_a_fifo_carries_data_between_processes(top: Path) -> None:
    os.mkfifo(top / "fifo")
    reader = subprocess.Popen(["cat", top / "fifo"], stdout=subprocess.PIPE)
    with (top / "fifo").open("wb") as fifo:
        fifo.write(b"through the pipe")
    assert reader.communicate(timeout=60)[0] == b"through the pipe"


def test_a_socket_can_be_bound_and_reached(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(top)
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind("socket")
        server.listen()
        client.connect("socket")
        accepted, _ = server.accept()
        with accepted:
            client.sendall(b"hello")
            assert accepted.recv(10) == b"hello"
    assert stat.S_ISSOCK(os.lstat("socket").st_mode)


def test_cp_a_keeps_everything(top: Path) -> None:
    (top / "from" / "sub").mkdir(parents=True)
    (top / "from" / "file").write_text("x")
    (top / "from" / "link").symlink_to("file")
    os.link(top / "from" / "file", top / "from" / "hard")
    os.utime(top / "from" / "file", ns=(123_456_789, 987_654_321))
    subprocess.run(["cp", "-a", "from", "to"], cwd=top, check=True, timeout=60)
    assert os.stat(top / "to" / "file").st_mtime_ns == 987_654_321
    assert os.stat(top / "to" / "hard").st_ino == os.stat(top / "to" / "file").st_ino
    assert os.readlink(top / "to" / "link") == "file"
    shutil.rmtree(top / "to")
    assert os.listdir(top) == ["from"]
