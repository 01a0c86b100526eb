"""The filesystems that root mounts come, work, and go without a trace."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_fusevenv.mountpoints import mounted
from tests.oracle.disks import DISKS
from tests.oracle.real import Real, room, standing

_PATIENCE = 60.0
_BY_NAME = {disk.name: disk for disk in DISKS}

_HOLDER = """
import sys
from tests.oracle.real import room, standing
from tests.oracle.disks import DISKS
disk = next(disk for disk in DISKS if disk.name == sys.argv[1])
with room() as at, standing(disk, at):
    print(at.top, flush=True)
    sys.stdin.read()
"""


def _left_of(top: Path) -> list[str]:
    """What is left of a room in the system."""
    files = (file.read_text() for file in Path("/sys/block").glob("loop*/loop/backing_file"))
    loops = [file.strip() for file in files if file.startswith(f"{top}/")]
    mounts = [mount.path for mount in mounted() if mount.path.startswith(f"{top}/")]
    return [*loops, *mounts, *([str(top)] if top.exists() else [])]


@pytest.mark.parametrize("disk", DISKS, ids=lambda disk: disk.name)
def test_a_disk_takes_a_file_and_leaves_nothing(
    disk: Real, available: Callable[[Real], Real]
) -> None:
    with room() as at, standing(available(disk), at):
        (at.mountpoint / "file").write_text("data")
        assert (at.mountpoint / "file").read_text() == "data"
    assert _left_of(at.top) == []


@pytest.mark.parametrize("name", ["ext4", "exfat-fuse", "overlay", "gocryptfs"])
def test_a_disk_goes_when_its_user_is_killed(name: str, available: Callable[[Real], Real]) -> None:
    available(_BY_NAME[name])
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as holder:
        assert holder.stdout is not None
        top = Path(holder.stdout.readline().rstrip("\n"))
        assert str(top / "mount") in _left_of(top)
        holder.kill()
        holder.communicate(timeout=_PATIENCE)  # until the sweeper, who has its output, has ended
    assert _left_of(top) == []
