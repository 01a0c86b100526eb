"""Our end of the waiting server process: started once, and asked for each mount."""

from __future__ import annotations

import atexit
import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from typing import IO

import msgspec

from pytest_fusevenv import records
from pytest_fusevenv.engine import SETTING, Engine
from pytest_fusevenv.obstacles import CannotMount, install_command
from pytest_fusevenv.orders import Hello, Order
from pytest_fusevenv.startup import python_running

START_SECONDS = 20.0
"""How long a server may take to say something, on a machine that is busy with other things."""

_DYING_SECONDS = 0.2


class Nursery:
    """The waiting server process of this process."""

    def __init__(self, engine: Engine) -> None:
        self._owner = os.getpid()
        self._control, theirs = pair(socket.SOCK_SEQPACKET)
        with theirs, tempfile.TemporaryFile() as errors:
            self._process = subprocess.Popen(
                _command(),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=errors,
                cwd="/",
                env={**os.environ, SETTING: engine.value},
                start_new_session=True,  # Ctrl-C is for the user's process, not for its mounts
            )
            theirs.close()
            self._control.settimeout(START_SECONDS)
            self.hello = self._greeted(engine, errors)

    def _greeted(self, engine: Engine, errors: IO[bytes]) -> Hello:
        try:
            data = self._control.recv(1 << 16)
        except TimeoutError:
            data = b""
        hello = msgspec.json.decode(data, type=Hello) if data else Hello(error=_last_line(errors))
        if hello.error:
            self.close()
            raise CannotMount(
                "no-libfuse" if data else "no-server",
                f"the engine {engine.value} could not be loaded: {hello.error}",
                f"`{install_command(engine)}`"
                + ("; `pip install pytest-fusevenv[fusepy]`" if engine is Engine.FUSEPY else ""),
            )
        return hello

    def give(self, order: Order, status: socket.socket, errors: int) -> None:
        """Ask for a mount; the answer comes on `status`."""
        message = msgspec.json.encode(order)
        socket.send_fds(self._control, [message], [status.fileno(), errors])

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self._process.poll() is None

    def ends_at_once(self) -> bool:
        """Whether it is dead, or dying: the kernel closes its sockets a moment earlier."""
        try:
            self._process.wait(_DYING_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        return True

    def close(self) -> None:
        """Let it go; it ends its mounts when it sees that nobody is left to ask."""
        self._control.close()
        if os.getpid() != self._owner:
            self._process.returncode = 0  # a fork's copy: not ours to wait for
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _command() -> list[str]:
    if not sys.executable:
        raise CannotMount(
            "no-python",
            "the server is a Python of its own, and sys.executable does not say where Python is",
            "set sys.executable to the path of the interpreter that runs this",
        )
    return python_running("server", str(os.getpid()))


def _last_line(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "its server said nothing"


def pair(kind: socket.SocketKind) -> tuple[socket.socket, socket.socket]:
    """Two connected sockets, neither of them a standard descriptor that a child would inherit."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, kind)
    return _moved(ours), _moved(theirs)


def _moved(made: socket.socket) -> socket.socket:
    if made.fileno() > _LAST_STANDARD:
        return made
    with made:
        return socket.socket(fileno=fcntl.fcntl(made.fileno(), fcntl.F_DUPFD_CLOEXEC, 3))


_LAST_STANDARD = 2

_nurseries: dict[Engine, Nursery] = {}
_lock = threading.Lock()


def nursery(engine: Engine) -> Nursery:
    """The waiting server process for an engine; started, and leftovers swept, when first asked."""
    with _lock:
        waiting = _nurseries.get(engine)
        if waiting is None or not waiting.alive:
            if waiting is not None:
                _let_go(engine)
            records.sweep()
            waiting = _nurseries[engine] = Nursery(engine)
        return waiting


def _let_go(engine: Engine) -> None:
    _nurseries.pop(engine).close()


def _let_all_go() -> None:
    with _lock:
        for engine in list(_nurseries):
            _let_go(engine)


def _start_afresh() -> None:
    """In a forked child: neither talk on the parent's sockets, nor wait for the parent's locks."""
    global _lock
    _lock = threading.Lock()
    _let_all_go()


atexit.register(_let_all_go)
os.register_at_fork(after_in_child=_start_afresh)
