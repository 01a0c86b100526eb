"""The command line as its user has it: processes, their ends, and what they leave."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from pytest_fusevenv.mountpoints import mounted

COMMAND = (sys.executable, "-m", "pytest_fusevenv.cli")
SECONDS = 240


class Shell:
    """Runs `fusevenv` in a directory of its own, with temporary files in another one."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.cwd = home / "cwd"
        self.temporary = home / "tmp"
        self.records = home / "run"
        for directory in (self.cwd, self.temporary, self.records):
            directory.mkdir(mode=0o700)
        self.env = {
            **os.environ,
            "TMPDIR": str(self.temporary),
            "XDG_RUNTIME_DIR": str(self.records),
            "COLUMNS": "80",
        }
        self._started: list[subprocess.Popen[str]] = []

    def run(
        self, *arguments: str | Path, stdin: str = "", seconds: float = SECONDS, **env: str
    ) -> subprocess.CompletedProcess[str]:
        """What came of `fusevenv` with these arguments."""
        return subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.cwd,
            env={**self.env, **env},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """`fusevenv` with these arguments, at work, leading a process group as a shell's job."""
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=self.cwd,
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._started.append(process)
        return process

    @property
    def mounts(self) -> list[str]:
        """The mountpoints below this shell's directories."""
        return [mount.path for mount in mounted() if mount.path.startswith(f"{self.home}/")]

    @property
    def scratch(self) -> list[Path]:
        """What is left of temporary files, and of records of mounts."""
        return [*self.temporary.iterdir(), *self.records.rglob("*.json")]

    def close(self) -> None:
        """End what is still running, and check that nothing is left of anything."""
        for process in self._started:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=SECONDS)
        assert not self.mounts, self.mounts
        assert not self.scratch, self.scratch


def interrupt(process: subprocess.Popen[str]) -> None:
    """What Ctrl-C in a terminal does: SIGINT to every process of the foreground job."""
    os.killpg(process.pid, signal.SIGINT)


def wait_for_a_mount(shell: Shell) -> None:
    """Wait until something is mounted: the kernel says when its table has changed."""
    with Path("/proc/self/mountinfo").open() as table:
        changed = select.poll()
        changed.register(table, select.POLLPRI | select.POLLERR)
        while not shell.mounts:
            assert changed.poll(60_000)


def wait_for(process: subprocess.Popen[str], words: str) -> None:
    """Read a command's output until it says something."""
    assert process.stdout
    assert process.stderr
    ready = [process.stdout.fileno(), process.stderr.fileno()]
    deadline = time.monotonic() + SECONDS
    heard = ""
    while words not in heard:
        streams, _, _ = select.select(ready, [], [], deadline - time.monotonic())
        assert streams, f"it did not say {words!r}, but {heard!r}"
        piece = os.read(streams[0], 4096).decode()
        assert piece, f"it ended before it said {words!r}: {heard!r}"
        heard += piece


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, and those that they have, as descriptors."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(path.parent.name)] = int(fields[1])
    found: list[int] = []
    pending = [pid]
    while pending:
        parent = pending.pop()
        children = [child for child, of in parents.items() if of == parent]
        found += children
        pending += children
    return [os.pidfd_open(child) for child in found]


def all_end(processes: Sequence[int]) -> bool:
    """Whether processes end, given as descriptors, in good time."""
    deadline = time.monotonic() + SECONDS
    try:
        return all(
            select.select([fd], [], [], max(0.0, deadline - time.monotonic()))[0]
            for fd in processes
        )
    finally:
        for fd in processes:
            os.close(fd)
