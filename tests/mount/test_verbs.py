"""The verbs that a fingerprint is replayed with, as the kernel and its users meet them."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_fusevenv.calls import Op
from pytest_fusevenv.mount import Mount
from pytest_fusevenv.mountpoints import mounted
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import (
    AnyQuirk,
    Cache,
    Clock,
    Directories,
    Errno,
    Forbid,
    KeepOut,
    Limit,
    Measure,
    Modes,
    MountFlag,
    MountWith,
    Own,
    Pretend,
    Refuse,
    Tell,
    Untyped,
    When,
)

W = "a test wants it so"
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="needs-root: a flag that root may give")

Mounting = Callable[..., Mount]


def of(*quirks: AnyQuirk) -> Profile:
    return Profile("made-here", "a profile of a test", quirks)


def errno_of(act: Callable[[], object]) -> int | None:
    try:
        act()
    except OSError as error:
        return error.errno
    return None


def test_what_is_pretended_is_told_as_done_and_changes_nothing(mounting: Mounting) -> None:
    top = mounting(of(Pretend(Op.CHMOD, because=W))).path
    (top / "f").touch(0o644)
    (top / "f").chmod(0o600)
    assert stat.S_IMODE((top / "f").stat().st_mode) == 0o644


def test_what_is_pretended_is_on_record_without_an_error(mounting: Mounting) -> None:
    served = mounting(of(Pretend(Op.CHMOD, because=W)), complete_trace=True)
    served.path.chmod(0o700)
    (ruling,) = (ruling for ruling in served.trace.rulings if ruling.call.op is Op.CHMOD)
    assert (ruling.pretended, ruling.errno) == (True, None)
    assert served.trace.causes == []


def test_names_are_limited_and_forbidden(mounting: Mounting) -> None:
    long = Limit(Measure.NAME_UTF16, 3, because=W)
    top = mounting(of(long, Forbid("[:*]", because=W))).path
    assert errno_of((top / "日本語").mkdir) is None
    assert errno_of((top / "\U0001f600\U0001f600").mkdir) == errno.ENAMETOOLONG
    assert errno_of((top / "a:b").touch) == errno.EINVAL


def test_shown_modes_and_owners_are_what_the_kernel_goes_by(mounting: Mounting) -> None:
    served = mounting(of(Modes(file=0o644, because=W), Own(uid=65534, gid=65534, because=W)))
    program = served.path / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    found = program.stat()
    assert (found.st_mode, found.st_uid, found.st_gid) == (stat.S_IFREG | 0o644, 65534, 65534)
    assert errno_of(lambda: subprocess.run([program], check=False)) == errno.EACCES


def test_times_are_shown_in_their_range_and_grain(mounting: Mounting) -> None:
    clock = Clock(modification=2 * 10**9, access=100, earliest=0, because=W)
    file = mounting(of(clock)).path / "f"
    file.touch()
    os.utime(file, ns=(-1, 3_999_999_999))
    assert (file.stat().st_atime_ns, file.stat().st_mtime_ns) == (0, 2 * 10**9)


def test_directories_are_shown_as_they_are_told(mounting: Mounting) -> None:
    served = mounting(of(Directories(nlink=1, size=0, because=W), Untyped(because=W)))
    (served.path / "d").mkdir()
    found = (served.path / "d").stat()
    assert (found.st_nlink, found.st_size) == (1, 0)
    assert (served.path / "d").is_dir()


def test_statfs_tells_what_it_is_told(mounting: Mounting) -> None:
    served = mounting(of(Tell(block_size=1024, files=0, files_free=0, name_max=60, because=W)))
    room = os.statvfs(served.path)
    assert (room.f_frsize, room.f_files, room.f_ffree, room.f_namemax) == (1024, 0, 0, 60)


def test_an_attribute_is_refused_by_its_name_space(mounting: Mounting) -> None:
    refuse = Refuse(Op.SETXATTR, Errno.EOPNOTSUPP, When.USER_ATTRIBUTE, because=W)
    top = mounting(of(refuse)).path
    assert errno_of(lambda: os.setxattr(top, "user.a", b"x")) == errno.EOPNOTSUPP


def test_a_file_is_not_opened_past_the_caches(mounting: Mounting) -> None:
    refuse = Refuse((Op.OPEN, Op.CREATE), Errno.EINVAL, When.DIRECT, because=W)
    file = mounting(of(refuse)).path / "f"
    file.touch()
    assert errno_of(lambda: os.close(os.open(file, os.O_RDONLY | os.O_DIRECT))) == errno.EINVAL


def test_a_told_cache_holds_for_the_other_name_of_a_file(mounting: Mounting) -> None:
    top = mounting(of(Cache(60.0, because=W))).path
    (top / "one").write_text("a")
    os.link(top / "one", top / "other")
    assert (top / "one").stat().st_size == (top / "other").stat().st_size == 1
    (top / "one").write_text("abc")
    assert (top / "other").stat().st_size == 1


def options_of(served: Mount) -> set[str]:
    (line,) = (mount for mount in mounted() if mount.path == str(served.path))
    return set(line.options)


def test_any_user_can_have_a_mount_that_nothing_is_executed_on(mounting: Mounting) -> None:
    served = mounting(of(MountWith((MountFlag.NOEXEC, MountFlag.NOATIME), because=W)))
    assert {"noexec", "noatime", "nosuid", "nodev"} <= options_of(served)


def test_nobody_else_is_let_in(mounting: Mounting) -> None:
    assert "allow_other" not in options_of(mounting(of(KeepOut(because=W))))


@ROOT_ONLY
def test_root_can_have_devices(mounting: Mounting) -> None:
    served = mounting(of(MountWith((MountFlag.SUID, MountFlag.DEV), because=W)))
    assert options_of(served).isdisjoint({"nosuid", "nodev"})


NO_LINKS = of(MountWith((MountFlag.NOSYMFOLLOW,), because=W))


@ROOT_ONLY
def test_root_can_have_links_that_lead_nowhere(mounting: Mounting) -> None:
    top = mounting(NO_LINKS).path
    (top / "f").touch()
    (top / "l").symlink_to("f")
    assert errno_of((top / "l").read_text) == errno.ELOOP


_AS_USER = """
from pytest_fusevenv.mount import CannotMount, mount
from pytest_fusevenv.mountpoints import mounted
from tests.mount.test_verbs import NO_LINKS
try:
    mount(NO_LINKS)
except CannotMount as error:
    print(error.code, [one.path for one in mounted() if one.source == "fusevenv:made-here"])
"""


@ROOT_ONLY
def test_another_user_is_told_that_it_takes_root() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.ordinary", sys.executable, "-c", _AS_USER],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert told.stdout == "needs-root []\n", told.stderr
