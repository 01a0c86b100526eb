"""Mounts: a profile served over a backing at a mountpoint, by a process of its own.

    with mount(profile) as mounted:
        subprocess.run(["uv", "venv"], cwd=mounted.path)

Never in this process: a mount served by a thread of its user deadlocks as soon as the user's `exec`
or page fault waits for the mount while holding the interpreter's lock. One waiting server process
per user process forks a server for each mount (see `nursery.py` and `server.py`).
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv import records, seeds
from pytest_fusevenv.calls import Ids
from pytest_fusevenv.closing import Closing
from pytest_fusevenv.directories import refuse_unusable, usable
from pytest_fusevenv.engine import SETTING, Engine
from pytest_fusevenv.hosts import HostWorld
from pytest_fusevenv.mountpoints import (
    Mountpoint,
    abort,
    detach,
    discard,
    follow_no_links,
    fuse_at,
    take_away,
    unmount,
)
from pytest_fusevenv.nursery import START_SECONDS, nursery, pair
from pytest_fusevenv.obstacles import BadDirectory, CannotMount, links_followed, obstacle
from pytest_fusevenv.orders import READY, Order
from pytest_fusevenv.trace import Trace

if TYPE_CHECKING:
    from pytest_fusevenv.profiles import Profile

__all__ = ["BadDirectory", "CannotMount", "Mount", "libfuse_version", "mount", "obstacle"]

_UNMOUNT_SECONDS = 5.0
"""How long the system may take to unmount before the server is killed."""
SERVER_FAILED = "server-failed"
"""The code of a failure that is no lack of this machine: the server broke down."""

_GONE_SECONDS = 2.0
"""How long a server may take to leave before it is made to."""


def libfuse_version(engine: Engine) -> str:
    """The version of the libfuse that serves. Raises CannotMount where none can be loaded."""
    number = nursery(engine).hello.libfuse
    return f"2.{number % 10}" if number < 100 else f"{number // 100}.{number % 100}"


class Mount(Closing):
    """A mounted profile. Closing it unmounts and, unless told to keep it, removes what it made."""

    def __init__(self, order: Order, pid: int) -> None:
        self.pid = pid
        self.profile = order.profile
        self.path = Path(order.mountpoint)
        self.backing = Path(order.backing)
        self.state = Path(order.state)
        self.trace = Trace(self.state)
        self.seed = order.seed
        self._order = order
        self._owner = os.getpid()
        self._server: int | None = os.pidfd_open(pid)
        self._complaints: str | None = None

    @property
    def complaints(self) -> str:
        """What the server wrote to its standard error; empty where all is well."""
        if self._complaints is not None:
            return self._complaints
        return (self.state / "stderr").read_text(errors="replace")

    def wait(self, waker: int) -> bool:
        """Wait until the server has left (True), or until a descriptor can be read (False)."""
        if self._server is None:
            return True
        ready, _, _ = select.select([self._server, waker], [], [])
        return self._server in ready

    def unmount(self) -> None:
        """Take the mount away: politely, then from under its users, then by force."""
        if self._server is None or self._owner != os.getpid():
            return  # a forked child's copy: the mount is its parent's
        path = self._order.mountpoint
        mount = fuse_at(path)
        # With an open file on a server that hangs, no process can be started, not even fusermount.
        watchdog = threading.Timer(_UNMOUNT_SECONDS, _kill, [self._server])
        watchdog.start()
        if mount is not None and not unmount(path):
            detach(path)
        watchdog.cancel()
        watchdog.join()
        if not _left(self._server):
            self._force(self._server, mount)
        os.close(self._server)
        self._server = None
        if fuse_at(path) is None:
            records.drop(self._order.record)

    def _force(self, server: int, mount: Mountpoint | None) -> None:
        """End a server that does not leave: it hangs, or the mount's users do not let it go."""
        if mount is not None:
            abort(mount)
        _kill(server)
        _left(server)
        if mount is not None and fuse_at(mount.path) is not None:
            detach(mount.path)

    def close(self) -> None:
        """Unmount, and remove the scratch directory if this mount made one.

        What was on record, and what the server complained of, can still be asked for.
        """
        if self._owner != os.getpid():
            return
        self.unmount()
        if self._complaints is None:
            self._complaints = self.complaints
            self.trace.keep()
        if self._order.scratch and fuse_at(self._order.mountpoint) is None:
            discard(Path(self._order.scratch))


def _kill(server: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(server, signal.SIGKILL)


def _left(server: int) -> bool:
    """Wait for a server to end; whether it has."""
    ended = select.poll()
    ended.register(server, select.POLLIN)
    return bool(ended.poll(_GONE_SECONDS * 1000))


def mount(
    profile: Profile,
    backing: Path | None = None,
    at: Path | None = None,
    *,
    state: Path | None = None,
    world: HostWorld | None = None,
    guest: Ids | None = None,
    complete_trace: bool = False,
    seed: int | None = None,
    engine: Engine | None = None,
) -> Mount:
    """Mount a profile, and return when it answers.

    `backing` and `at` (the mountpoint, an empty directory) are made in a scratch directory where
    they are not given; `state` receives the trace. `world` says what the host holds outside the
    export. `guest` are the ids that the host user is shown as (yours, if not given).
    `complete_trace` puts every call on record and switches the kernel's caches off. `seed` decides
    what faults do by chance (FUSEVENV_SEED, or 0, if not given).

    Raises CannotMount, BadDirectory.
    """
    engine = engine or Engine.chosen()
    _refuse_impossible(profile, engine)
    scratch = None
    if backing is None or at is None or state is None:
        scratch = Path(tempfile.mkdtemp(prefix=records.PREFIX)).resolve()
    try:
        order = _order(profile, backing, at, state, scratch, world, guest, complete_trace)
        order = msgspec.structs.replace(order, seed=seeds.chosen() if seed is None else seed)
        return _recorded(order, engine)
    except BaseException:
        if scratch:
            discard(scratch)
        raise


def _refuse_impossible(profile: Profile, engine: Engine) -> None:
    missing = sorted(profile.needs & engine.lacks)
    if missing:
        raise CannotMount(
            "engine-lacks",
            f"{profile.name} has quirks of {', '.join(missing)}, which the engine {engine.value} "
            f"never delivers",
            f"set {SETTING}=mfusepy",
        )
    if found := obstacle(engine):
        raise found


def _order(
    profile: Profile,
    backing: Path | None,
    at: Path | None,
    state: Path | None,
    scratch: Path | None,
    world: HostWorld | None,
    guest: Ids | None,
    complete_trace: bool,  # noqa: FBT001
) -> Order:
    made = scratch or Path()
    underneath = usable(backing, made / "backing", "backing")
    mountpoint = usable(at, made / "mount", "mountpoint")
    traced = usable(state, made / "state", "state")
    refuse_unusable(underneath, mountpoint)
    world = world or HostWorld()
    if not world.source:
        world = msgspec.structs.replace(world, source=str(underneath))
    return Order(
        profile=profile,
        backing=str(underneath),
        mountpoint=str(mountpoint),
        state=str(traced),
        world=world,
        guest=guest or Ids(os.getuid(), os.getgid()),
        complete_trace=complete_trace,
        private=backing is None,
        scratch=str(scratch) if scratch else None,
    )


def _recorded(order: Order, engine: Engine) -> Mount:
    order = msgspec.structs.replace(order, record=records.keep(order.mountpoint, order.scratch))
    try:
        return _given(order, engine)
    except BaseException:  # a Ctrl-C may come when the kernel has mounted already
        if take_away(order.mountpoint):
            records.drop(order.record)
        raise


def _given(order: Order, engine: Engine) -> Mount:
    errors = os.open(
        Path(order.state) / "stderr", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644
    )
    try:
        answer = _asked(order, engine, errors) or _asked(order, engine, errors)
    finally:
        os.close(errors)
    if not answer.startswith(READY):
        raise _refused_by_server(order)
    if order.profile.follows_no_links:
        try:
            follow_no_links(order.mountpoint)
        except OSError as error:
            raise links_followed(order.profile.name, error) from None
    return Mount(order, int(answer.removeprefix(READY)))


def _asked(order: Order, engine: Engine, errors: int) -> bytes:
    """What the server answers; nothing where it was killed before it could: ask another one."""
    waiting = nursery(engine)
    ours, theirs = pair(socket.SOCK_STREAM)
    with ours, theirs:
        try:
            waiting.give(order, theirs, errors)
        except OSError:
            waiting.ends_at_once()
            return b""
        theirs.close()
        ours.settimeout(START_SECONDS)
        try:
            answer = ours.recv(64)
        except TimeoutError:
            return b"too late"
    return answer or (b"" if waiting.ends_at_once() else b"gone")


def _refused_by_server(order: Order) -> CannotMount:
    said = (Path(order.state) / "stderr").read_text(errors="replace").strip()
    last = said.splitlines()[-1] if said else "the server left without a word"
    matter = f"mounting {order.profile.name} on {order.mountpoint} failed: {last}"
    if not last.startswith("fuse"):  # it is libfuse or fusermount that says what is not permitted
        return CannotMount(SERVER_FAILED, matter, f"this is a bug; report it with:\n{said}")
    return CannotMount(
        "not-permitted",
        matter,
        "`fusevenv doctor` says what this machine is missing; a container needs "
        "`--device /dev/fuse --cap-add SYS_ADMIN` and no `no-new-privileges`",
    )
