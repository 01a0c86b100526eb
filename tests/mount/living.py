"""Watching processes and mounts end: by what the kernel tells, each with a deadline."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pytest_fusevenv.engine import Engine
from pytest_fusevenv.mountpoints import mounted

SECONDS = 30.0

USER = """
import sys
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.mount import mount
made = [mount(find("plain"), engine=Engine(sys.argv[1])) for _ in range(int(sys.argv[2]))]
for one in made:
    (one.path / "file").write_text("data")
    print(one.pid, one.path, flush=True)
sys.stdin.read()
"""


class Lives:
    """A process that holds mounts: itself, its waiting process, and the server of each mount."""

    def __init__(self, process: subprocess.Popen[str], mounts: int) -> None:
        self.process = process
        assert process.stdout is not None
        lines = [process.stdout.readline().split(maxsplit=1) for _ in range(mounts)]
        self.servers = [int(pid) for pid, _ in lines]
        self.paths = [Path(path.rstrip("\n")) for _, path in lines]
        self.nursery = parent_of(self.servers[0])
        self.all = [process.pid, self.nursery, *self.servers]


@contextmanager
def user(engine: Engine, mounts: int = 1, **environment: str) -> Iterator[Lives]:
    """A process that has made mounts and would hold them until it is let go."""
    command = [sys.executable, "-c", USER, engine.value, str(mounts)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    ) as process:
        try:
            yield Lives(process, mounts)
        finally:
            process.kill()


def parent_of(pid: int) -> int:
    """The parent of a process."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def kill_all(pids: list[int]) -> None:
    """Kill processes so that none of them sees another one end: stop them all first."""
    descriptors = [os.pidfd_open(pid) for pid in pids]
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for pid in pids:
            os.kill(pid, number)
    for descriptor in descriptors:
        _await_end(descriptor)


@contextmanager
def ending(*pids: int) -> Iterator[None]:
    """Wait, after the block, until processes that run now have ended."""
    descriptors = [os.pidfd_open(pid) for pid in pids]
    yield
    for descriptor in descriptors:
        _await_end(descriptor)


def _await_end(descriptor: int) -> None:
    ended = select.poll()
    ended.register(descriptor, select.POLLIN)
    assert ended.poll(SECONDS * 1000), "a process lives on"
    os.close(descriptor)


def await_unmounted(*paths: Path) -> None:
    """Wait until nothing is mounted on any of the paths; the kernel tells of every change."""
    deadline = time.monotonic() + SECONDS
    with Path("/proc/self/mountinfo").open() as table:
        changed = select.poll()
        changed.register(table, select.POLLPRI | select.POLLERR)
        while left := set(map(str, paths)) & {mount.path for mount in mounted()}:
            assert time.monotonic() < deadline, f"still mounted: {left}"
            changed.poll(1000)


def is_mounted(path: Path) -> bool:
    """Whether the mount table has something on a path, dead or alive."""
    return any(mount.path == str(path) for mount in mounted())
