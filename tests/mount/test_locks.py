"""Locks: between descriptors, between processes, and while others work."""

import errno
import fcntl
import os
import signal
import struct
import subprocess
import sys
from pathlib import Path

import pytest

HOLD = """
import fcntl, sys
file = open(sys.argv[1], "r+")
getattr(fcntl, sys.argv[2])(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def _holder(path: Path, kind: str) -> subprocess.Popen[str]:
    """A process that tries to hold a lock until it may end, and says when it does."""
    command = [sys.executable, "-c", HOLD, str(path), kind]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _waits_for_a_lock(pid: int) -> bool:
    return f" {pid} " in "".join(
        line for line in Path("/proc/locks").read_text().splitlines(keepends=True) if "->" in line
    )


def test_two_descriptors_exclude_one_another(top: Path) -> None:
    with (top / "file").open("w") as one, (top / "file").open("w") as two:
        fcntl.flock(one, fcntl.LOCK_EX)
        with pytest.raises(BlockingIOError):
            fcntl.flock(two, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(one, fcntl.LOCK_UN)
        fcntl.flock(two, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_shared_locks_are_shared(top: Path) -> None:
    with (top / "file").open("w") as one, (top / "file").open("w") as two:
        fcntl.flock(one, fcntl.LOCK_SH)
        fcntl.flock(two, fcntl.LOCK_SH | fcntl.LOCK_NB)


@pytest.mark.parametrize("kind", ["flock", "lockf"])
def test_two_processes_exclude_one_another(top: Path, kind: str) -> None:
    (top / "file").touch()
    with _holder(top / "file", kind) as holder, (top / "file").open("r+") as file:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BlockingIOError):
            getattr(fcntl, kind)(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        holder.communicate()
        getattr(fcntl, kind)(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize("kind", ["flock", "lockf"])
def test_who_waits_for_a_lock_lets_others_work_and_gets_it_in_the_end(top: Path, kind: str) -> None:
    (top / "file").touch()
    with (top / "file").open("r+") as file:
        getattr(fcntl, kind)(file, fcntl.LOCK_EX)
        with _holder(top / "file", kind) as waiter:
            assert waiter.stdout is not None
            while not _waits_for_a_lock(waiter.pid):
                assert waiter.poll() is None
                (top / "other").write_text("work goes on")
                assert (top / "other").read_text() == "work goes on"
            getattr(fcntl, kind)(file, fcntl.LOCK_UN)
            assert waiter.communicate(timeout=60)[0] == "held\n"


def test_a_lock_ends_with_its_process(top: Path) -> None:
    (top / "file").touch()
    with _holder(top / "file", "flock") as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.send_signal(signal.SIGKILL)
    with (top / "file").open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_ranges_of_bytes_are_locked_apart(top: Path) -> None:
    code = (
        "import fcntl, sys; f = open(sys.argv[1], 'r+'); fcntl.lockf(f, 6, 10, 10); "
        "fcntl.lockf(f, 6, 1, 5)"
    )
    with (top / "file").open("w") as file:
        fcntl.lockf(file, fcntl.LOCK_EX, 10, 0)
        command = [sys.executable, "-c", code, top / "file"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert "BlockingIOError" in done.stderr
        assert done.stderr.count("File ") == 1


def test_a_lock_of_an_open_file_description_excludes_another(top: Path) -> None:
    lock = struct.pack("hhllhh", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0, 0)
    with (top / "file").open("w") as one, (top / "file").open("w") as two:
        fcntl.fcntl(one, fcntl.F_OFD_SETLK, lock)
        with pytest.raises(OSError) as refused:  # noqa: PT011
            fcntl.fcntl(two, fcntl.F_OFD_SETLK, lock)
        assert refused.value.errno in (errno.EAGAIN, errno.EACCES)
