"""Linux boots as a process, and its own drivers answer as they are known to."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from tests.mount.living import ending
from tests.oracle.real import NO_ORACLE
from tests.oracle.uml.drivers import DRIVERS
from tests.oracle.uml.machine import DIRECTORY, driver, lacking, run_in

pytestmark = pytest.mark.uml

_CHECKOUT = Path(__file__).parents[3]
_PATIENCE = 60.0

_KNOWN = {
    "vfat": ("vfat", "EPERM"),
    "jfs-casefold": ("jfs", "target"),
    "nfs3": ("nfs", "target"),
    "nfs4.2": ("nfs4", "target"),
    "nfs4-root_squash-1777": ("nfs4", "target"),
    "cifs-3.1.1": ("cifs", "ENOTSUP"),
    "cifs-mfsymlinks": ("cifs", "target"),
}
"""What each driver is called by the kernel, and what comes of a symlink."""

_LOOK = """
import errno, json, os
kind = next(line.split()[2] for line in open("/proc/mounts") if line.split()[1] == os.getcwd())
try:
    os.symlink("target", "link")
    link = os.readlink("link")
except OSError as error:
    link = errno.errorcode[error.errno]
print(json.dumps([kind, link]))
"""

_HOLDER = """
import sys
from tests.oracle.uml.machine import run_in
run_in("jfs-casefold", [sys.executable, "-c", "print(flush=True); import signal; signal.pause()"])
"""


@pytest.fixture
def machine(decline: Callable[[str], NoReturn]) -> Callable[..., str]:
    """Runs a command in a filesystem of user-mode Linux, if that can be had here."""

    def run(name: str, *command: str, patience: float = _PATIENCE) -> str:
        if matter := lacking(driver(name)):
            decline(f"[{NO_ORACLE}] {matter}")
        return run_in(name, command, patience=patience)

    return run


@pytest.mark.parametrize("name", [known.name for known in DRIVERS])
def test_a_driver_is_the_kernels_own(name: str, machine: Callable[..., str]) -> None:
    assert tuple(json.loads(machine(name, sys.executable, "-c", _LOOK))) == _KNOWN[name]


def test_a_command_starts_in_the_filesystem(machine: Callable[..., str]) -> None:
    assert machine("jfs-casefold", "pwd") == f"{DIRECTORY}\n"


def test_a_command_cannot_write_to_this_machine(
    machine: Callable[..., str], tmp_path: Path
) -> None:
    with pytest.raises(RuntimeError, match="Read-only file system"):
        machine("jfs-casefold", "touch", str(tmp_path / "file"))


def test_what_a_failing_command_said_is_told(machine: Callable[..., str]) -> None:
    with pytest.raises(RuntimeError, match=r"the command: 3\n(.*\n)*woe"):
        machine("jfs-casefold", "sh", "-c", "echo woe >&2; exit 3")


def test_a_command_that_does_not_end_is_ended(machine: Callable[..., str]) -> None:
    with pytest.raises(RuntimeError, match=r"not done within 0\.5 seconds"):
        machine("jfs-casefold", "cat", "/dev/zero", patience=0.5)


def test_nothing_is_left_of_it_when_its_user_is_killed(
    decline: Callable[[str], NoReturn], tmp_path: Path
) -> None:
    if matter := lacking(driver("jfs-casefold")):
        decline(f"[{NO_ORACLE}] {matter}")
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER],
        stdout=subprocess.PIPE,
        cwd=_CHECKOUT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as holder:
        _await_output(tmp_path, holder.pid)
        kernels = _processes_of(tmp_path)
        assert len(kernels) > 1
        with ending(*kernels):
            holder.kill()
        holder.communicate(timeout=_PATIENCE)  # until the sweeper, who has its output, has ended
    assert list(tmp_path.iterdir()) == []


def _await_output(directory: Path, holder: int) -> None:
    """Wait until a command in a room below a directory has printed something."""
    deadline = time.monotonic() + _PATIENCE
    ended = select.poll()
    ended.register(os.pidfd_open(holder), select.POLLIN)
    while not any(file.stat().st_size for file in directory.glob("*/source/output")):
        assert time.monotonic() < deadline, "the command does not start"
        assert not ended.poll(50), "the machine has gone"


def _processes_of(directory: Path) -> list[int]:
    """The processes that have a room below a directory in their command lines."""
    word = f"uml_dir={directory}/"
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_text()
        except OSError:  # it has gone
            continue
        if word in words:
            found.append(int(process.name))
    return found
