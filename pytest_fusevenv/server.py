"""The server process: started by `nursery.py`, imported by nobody else.

It has everything loaded and waits, single-threaded, for orders on its standard input (a socket).
For each it forks a process that serves one mount: 3.5 ms instead of the 35 of a new Python. It
outlives neither the process that started it nor its children's mounts: whoever dies, and however,
what is left of a mount is taken away.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import select
import signal
import socket
import sys
import time
import traceback
from pathlib import Path

import msgspec

from pytest_fusevenv import records
from pytest_fusevenv.backings import Backing
from pytest_fusevenv.calls import Ids, Op
from pytest_fusevenv.imitations import Imitation
from pytest_fusevenv.memories import Memory
from pytest_fusevenv.mountpoints import discard, fuse_at, take_away
from pytest_fusevenv.orders import READY, Hello, Order
from pytest_fusevenv.passthrough import Passthrough
from pytest_fusevenv.quirks import MountFlag
from pytest_fusevenv.rights import call_me, die_with
from pytest_fusevenv.trace import TraceWriter

_SELDOM = 100_000
"""After how many new objects garbage is looked for: serving makes hardly any that needs it."""
_PATIENCE = 2.0
"""How long, in seconds, a child may take to leave before it is killed."""


class Nursery:
    """The waiting process: forks a server per order, and cleans up behind each."""

    def __init__(self, control: socket.socket, owner: int) -> None:
        self._control = control
        self._owner = owner
        self._children: dict[int, Order] = {}
        self._left: list[Order] = []
        self._woken, self._wake = socket.socketpair()
        self._woken.setblocking(False)
        self._wake.setblocking(False)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self._leave)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])  # whatever the user's thread had blocked
        self._leaving = False

    def _leave(self, *_: object) -> None:
        self._leaving = True

    def run(self) -> None:
        """Take orders until the process that gives them is gone."""
        owner = os.pidfd_open(self._owner)
        self._leaving |= os.getppid() != self._owner  # its number may be somebody else's by now
        sources = [self._control.fileno(), self._woken.fileno(), owner]
        while not self._leaving:
            ready, _, _ = select.select(sources, [], [])
            self._reap()
            if owner in ready or (sources[0] in ready and not self._take_order()):
                break
        self._dismiss()

    def _take_order(self) -> bool:
        data, fds, _, _ = socket.recv_fds(self._control, 1 << 20, 2)
        if not data:
            return False
        try:
            self._fork(msgspec.json.decode(data, type=Order), *fds)
        except (msgspec.MsgspecError, OSError) as error:  # the other mounts must live on
            os.write(fds[-1], f"the order cannot be carried out: {error}\n".encode())
        finally:
            for fd in fds:
                os.close(fd)
        return True

    def _fork(self, order: Order, status: int, errors: int) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            die_with(parent)
            self._become_server(order, status, errors)
        self._children[pid] = order

    def _become_server(self, order: Order, status: int, errors: int) -> None:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            call_me("fusevenv-serve")
            os.dup2(errors, 2)
            for used in (self._control, self._woken, self._wake):
                used.close()
            code = serve(order, socket.socket(fileno=status))
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError):
                sys.stderr.flush()
            os._exit(code)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._woken.recv(4096)
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._clean_behind(self._children.pop(pid), failed=status != 0)

    def _clean_behind(self, order: Order, *, failed: bool) -> None:
        """Take away the mount of a server that could not; its owner may need the rest yet."""
        served = {other.mountpoint for other in self._children.values()}
        if failed and order.mountpoint not in served:
            take_away(order.mountpoint)
        self._left = [left for left in self._left if os.access(left.record, os.F_OK)]
        self._left.append(order)

    def _dismiss(self) -> None:
        """End every server, with the owner gone; leave no mount and no scratch directory."""
        for pid in self._children:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE
        while self._children and (left := deadline - time.monotonic()) > 0:
            select.select([self._woken], [], [], left)
            self._reap()
        for pid, order in self._children.items():
            os.kill(pid, signal.SIGKILL)
            take_away(order.mountpoint)
            os.waitpid(pid, 0)
        for order in (*self._left, *self._children.values()):
            _forget(order)


def _forget(order: Order) -> None:
    """Remove what is kept for a mount whose owner is gone, unless the owner did so itself."""
    if fuse_at(order.mountpoint) is not None or not os.access(order.record, os.F_OK):
        return
    if order.scratch:
        discard(Path(order.scratch))
    records.drop(order.record)


def serve(order: Order, status: socket.socket) -> int:
    """Serve one mount until it is gone. Says "ready" when the kernel has accepted it.

    Returns 0 where the mount is gone, or else what libfuse returns: it has said why already.
    """
    from pytest_fusevenv.binding import TIMES_PER_REPLY, Fuse, caller  # loaded before the fork

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # all users' open files are ours
    os.umask(0)
    os.chdir("/")
    backing = Backing(order.backing, private=order.private)
    top = backing.lstat("/")
    imitation = Imitation(
        order.profile,
        backing,
        order.world,
        backing=Ids(top.uid, top.gid),
        guest=order.guest,
        mountpoint=order.mountpoint,
        memory=Memory(time.monotonic_ns, order.seed),
    )
    _declare_owners(imitation, backing)
    if order.private and order.profile.squashes_root:
        backing.chmod("/", 0o777)  # else nobody could make anything in it
    trace = TraceWriter(Path(order.state), complete=order.complete_trace)
    ready = READY + str(os.getpid()).encode()
    passthrough = Passthrough(imitation, backing, trace, caller, lambda: status.sendall(ready))
    try:
        told = options(order, imitation, times_per_reply=TIMES_PER_REPLY)
        Fuse(passthrough, order.mountpoint, told)
    except RuntimeError as error:
        return error.args[0] if error.args and isinstance(error.args[0], int) else 1
    return 0


def _declare_owners(imitation: Imitation, backing: Backing) -> None:
    """Take whose what is, inside the export, from what the mount was told."""
    for path, declared in imitation.host.declared_inside():
        try:
            stored = backing.lstat(path)
        except OSError as error:
            raise SystemExit(f"the host path {path} is declared, but not there: {error}") from None
        imitation.ownership.remember(stored, Ids(declared.uid, declared.gid))


PRIVATE_SECONDS = 60.0
"""How long the kernel may remember what only this server can change."""
SHARED_SECONDS = 1.0
"""The same where others may write the backing too: libfuse's own default."""
_LOOKING = (Op.GETATTR, Op.ACCESS, Op.READ, Op.READLINK, Op.OPENDIR, Op.READDIR)
"""What the kernel would not ask again, if it were let: nothing of it may hide or repeat a fault."""


def options(
    order: Order, imitation: Imitation, *, times_per_reply: bool
) -> dict[str, str | int | float | bool]:
    """The mount options: libfuse's, with caching by what the quirks allow.

    Two names of one file are two files to libfuse, and what changes under one must show under the
    other: without `times_per_reply`, attributes are not remembered at all.
    """
    quirk_free = SHARED_SECONDS if not order.private else PRIVATE_SECONDS
    told = imitation.cache_seconds
    seconds = quirk_free if told is None else told
    if order.complete_trace or imitation.changes_its_mind(*_LOOKING):
        seconds = 0.0
    keeps = told is None and order.private and not order.complete_trace
    return {
        "foreground": True,
        "nothreads": True,
        "fsname": _escaped(_source(order, imitation)),
        "subtype": _escaped(imitation.mounted_as),
        "allow_other": _may_allow_other() and not imitation.keeps_out,
        "default_permissions": imitation.checked_by_kernel,
        "use_ino": imitation.stored_inodes,
        "attr_timeout": seconds if told is not None or times_per_reply else 0.0,
        "entry_timeout": seconds,
        "negative_timeout": seconds if told is None else 0.0,
        "kernel_cache": keeps and not imitation.changes_its_mind(*_LOOKING),
        "direct_io": imitation.changes_its_mind(Op.READ),
        **_flags(imitation),
    }


def _flags(imitation: Imitation) -> dict[str, bool]:
    """The mount options that libfuse passes on; what only root may give, others do without."""
    given = set(imitation.mount_flags) - {MountFlag.NOSYMFOLLOW}
    if os.geteuid() != 0:
        given -= {MountFlag.SUID, MountFlag.DEV}
    return dict.fromkeys(sorted(given), True)


def _source(order: Order, imitation: Imitation) -> str:
    if imitation.mounted_as == "sshfs":
        return f":{order.world.source}"
    return f"fusevenv:{order.profile.name}"


def _escaped(text: str) -> str:
    """A value for libfuse's option list, where a comma ends it and a backslash escapes."""
    return text.replace("\\", "\\\\").replace(",", "\\,")


def _may_allow_other() -> bool:
    """Whether other users may be let in: root may always, others if fuse.conf says so."""
    if os.geteuid() == 0:
        return True
    try:
        lines = Path("/etc/fuse.conf").read_text().splitlines()
    except OSError:
        return False
    return any(line.strip() == "user_allow_other" for line in lines)


def main() -> None:
    """Say hello on standard input's socket, then take orders from it.

    The arguments are the process whose orders they are, and (read already) where modules are.
    """
    call_me("fusevenv-wait")
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    try:
        from pytest_fusevenv.binding import LIBFUSE
    except Exception as error:
        control.send(msgspec.json.encode(Hello(error=str(error))))
        return
    control.send(msgspec.json.encode(Hello(libfuse=LIBFUSE)))
    gc.collect()
    gc.freeze()
    gc.set_threshold(_SELDOM)
    Nursery(control, int(sys.argv[1])).run()
