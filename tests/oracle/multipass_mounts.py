"""Multipass mounts without Multipass: the server by its specification, and the real sshfs.

The two are connected by a socket, which is what `sshfs -o passive` talks to; the options are those
that Multipass gives it in the guest.
"""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from pytest_fusevenv.calls import Ids
from pytest_fusevenv.hosts import HostWorld
from pytest_fusevenv.mount import Mount, mount
from pytest_fusevenv.mountpoints import fuse_at
from pytest_fusevenv.profiles import Profile
from tests.contract.columns import COLUMNS
from tests.oracle.multipass.host import Facts, Known
from tests.oracle.multipass.releases import RELEASES
from tests.oracle.real import Real, Room, program
from tests.oracle.sshfs import IS_ROOT, ME, SOMEBODY, uncached

_CHECKOUT = Path(__file__).parent.parent.parent
_CONTAINMENT = "no_contain_symlinks"
_PATIENCE = 10
"""How long, in seconds, a mount may take to come, and its processes to leave."""
_UNCACHED = ("attr_timeout=0", "entry_timeout=0")


class Column(NamedTuple):
    """A column of the specification: a release, and how it is set up."""

    letter: str
    release: str
    root_mapped: bool = False
    contained: bool = False
    """Whether the guest's sshfs is one that contains symlinks, as distributions have it now."""

    @property
    def name(self) -> str:
        return self.profile.name

    @property
    def profile(self) -> Profile:
        """The imitation that is judged."""
        return COLUMNS[self.letter]

    @property
    def owner(self) -> Ids:
        """Whose the export is where nobody else is named."""
        return SOMEBODY if IS_ROOT else ME

    def facts(self, at: Room, world: HostWorld) -> Facts:
        """What the server must know of a room, the host around it, and their people."""
        users, groups = ((number, -1) for number in self.owner)
        if self.root_mapped:
            users, groups = (self.owner.uid, self.owner.uid), (self.owner.gid, self.owner.gid)
        return Facts(
            release=self.release,
            export=str(at.source),
            source=world.source or str(at.source),
            mount=str(at.mountpoint),
            cwd=world.cwd,
            users=(users, *(((0, 0),) if self.root_mapped else ())),
            groups=(groups, *(((0, 0),) if self.root_mapped else ())),
            default=(self.owner.uid, self.owner.gid),
            known=tuple(
                Known(known.path, known.uid, known.gid, known.kind) for known in world.paths
            ),
        )

    def options(self, *, remembers: bool) -> str:
        """How sshfs is mounted in the guest; on request without the kernel's memory, too."""
        cache = RELEASES[self.release].cache if remembers else "dir_cache=no"
        words = ["passive", "transform_symlinks", "Compression=no", cache]
        words += ["allow_other"] if IS_ROOT else []
        words += [] if remembers else _UNCACHED
        words += [_CONTAINMENT] if not self.contained and contains() else []
        return ",".join(words)

    def real(self, world: HostWorld, *, remembers: bool = True) -> Real:
        """The real client with the server behind it."""
        talk = Talk(self, world, remembers=remembers)
        return Real(f"multipass-{self.letter}", ("sshfs",), talk.begin, tidy=talk.end)

    @contextmanager
    def imitated(self, at: Room, world: HostWorld, *, remembers: bool = False) -> Iterator[Mount]:
        """The imitation, on request without a memory, in a room of its own."""
        os.chown(at.source, *self.owner)
        state = at.top / "state"
        state.mkdir()
        with mount(
            self.profile if remembers else uncached(self.profile),
            backing=at.source,
            at=at.mountpoint,
            state=state,
            world=world,
            guest=self.owner,
        ) as served:
            yield served


MULTIPASS = (
    Column("A", "1.13"),
    Column("B", "1.16"),
    Column("B0", "1.16", root_mapped=True),
    Column("B-C", "1.16", contained=True),
    Column("C", "1.16.3"),
    Column("D", "2026.08"),
)


def contains() -> bool:
    """Whether the sshfs of this machine contains symlinks, unless told otherwise."""
    told = subprocess.run(
        [program("sshfs") or "sshfs", "--help"], capture_output=True, text=True, check=False
    )
    return _CONTAINMENT in told.stdout + told.stderr


class Talk:
    """A server and its client, for as long as the mount between them is there."""

    def __init__(self, column: Column, world: HostWorld, *, remembers: bool) -> None:
        self._column = column
        self._world = world
        self._remembers = remembers
        self._processes: list[subprocess.Popen[bytes]] = []

    def begin(self, at: Room) -> None:
        """Start both, and return when the kernel has the mount."""
        os.chown(at.source, *self._column.owner)
        facts = self._column.facts(at, self._world)
        server = [
            sys.executable,
            "-m",
            "tests.oracle.multipass",
            msgspec.json.encode(facts).decode(),
        ]
        options = self._column.options(remembers=self._remembers)
        sshfs = program("sshfs") or "sshfs"
        client = [sshfs, "-f", "-s", "-o", options, f":{facts.source}", str(at.mountpoint)]
        ours, theirs = socket.socketpair()
        with ours, theirs:
            self._start(server, ours, complaints(at))
            self._start(client, theirs, at.top / "warnings")
        _wait_for_mount(str(at.mountpoint), self._processes[-1].pid, at.top / "warnings")

    def _start(self, command: list[str], end: socket.socket, complaint: Path) -> None:
        with complaint.open("wb") as stream:
            process = subprocess.Popen(
                command, stdin=end.fileno(), stdout=end.fileno(), stderr=stream, cwd=_CHECKOUT
            )
        self._processes.append(process)

    def end(self, _: Room) -> None:
        """Wait until both have left, as they do when the mount is gone; or make them leave."""
        for process in reversed(self._processes):
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def complaints(at: Room) -> Path:
    """Where a room's server complains; sshfs itself may warn."""
    return at.top / "complaints"


def _wait_for_mount(path: str, client: int, complaint: Path) -> None:
    """Wait until something is mounted. Raises RuntimeError where the client leaves instead."""
    left = os.pidfd_open(client)
    try:
        with open("/proc/self/mountinfo") as table:
            changed = select.poll()
            changed.register(table, select.POLLPRI)
            changed.register(left, select.POLLIN)
            while fuse_at(path) is None:
                happened = [fd for fd, _ in changed.poll(_PATIENCE * 1000)]
                if left in happened or not happened:
                    raise RuntimeError(f"sshfs did not mount {path}: {complaint.read_text()}")
    finally:
        os.close(left)


class Beside(NamedTuple):
    """A column's real client and its imitation, as `comparing.paired` takes them."""

    column: Column
    world: HostWorld = HostWorld()
    cached: bool = False
    """Whether both sides remember as they do by default."""

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def profile(self) -> Profile:
        return self.column.profile

    @property
    def server(self) -> Ids:
        """Whose the export is."""
        return self.column.owner

    @property
    def real(self) -> Real:
        # What an ordinary user can not give away, his server remembers by its inode; but between
        # the sequences the host removes all, and the next object with that inode is another.
        return self.column.real(self.world, remembers=self.cached)._replace(needs_root=True)

    def imitated(self, at: Room) -> AbstractContextManager[Mount]:
        return self.column.imitated(at, self.world, remembers=self.cached)
