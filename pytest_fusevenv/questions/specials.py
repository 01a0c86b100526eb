"""Pipes, sockets, devices; being told of changes; and a database, which needs most of all this."""

from __future__ import annotations

import importlib
import os
import socket
import stat
from pathlib import Path

from pytest_fusevenv.questions import _libc
from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt, opened
from pytest_fusevenv.questions._others import in_another_process

TOPIC = Topic("special")

_NULL = os.makedev(1, 3)


@TOPIC.asks("what comes through a named pipe?")
def fifo(room: Room) -> Answer:
    pipe = room.path / "pipe"
    os.mkfifo(pipe)
    with opened(pipe, os.O_RDONLY | os.O_NONBLOCK) as reading, opened(pipe, os.O_WRONLY) as writing:
        os.write(writing, b"hi")
        return os.read(reading, 2).decode()


@TOPIC.asks("does inotify tell that a file is created?")
def inotify(room: Room) -> Answer:
    watching = _libc.watching_creations(room.path)
    try:
        room.file()
        return "events" if os.read(watching, 4096) else "none"
    except BlockingIOError:
        return "none"
    finally:
        os.close(watching)


@TOPIC.asks("does inotify tell that another process creates a file?")
def inotify_other_process(room: Room) -> Answer:
    watching = _libc.watching_creations(room.path)
    try:
        in_another_process(lambda: str(room.file()))
        return "events" if os.read(watching, 4096) else "none"
    except BlockingIOError:
        return "none"
    finally:
        os.close(watching)


@TOPIC.asks("can a file be made by mknod?")
def mknod_file(room: Room) -> Answer:
    return attempt(lambda: os.mknod(room.path / "f", stat.S_IFREG | 0o644))


@TOPIC.asks("can the null device be made?")
def mknod_null(room: Room) -> Answer:
    return attempt(lambda: _null(room))


@TOPIC.asks("can a null device that was made be written to (-: none can be made)?")
def use_null(room: Room) -> Answer:
    if attempt(lambda: _null(room)) != "ok":
        return "-"
    return attempt(lambda: (room.path / "null").write_bytes(b"x"))


def _null(room: Room) -> None:
    os.mknod(room.path / "null", stat.S_IFCHR | 0o666, _NULL)


@TOPIC.asks_each(
    "does SQLite work with a journal of this kind: {name}?",
    {"sqlite_delete": "delete", "sqlite_wal": "wal"},
)
def _sqlite(room: Room, journal: str) -> Answer:
    try:
        sqlite3 = importlib.import_module("sqlite3")
    except ImportError:  # a Python may be built without it
        return "n/a"
    connection = sqlite3.connect(room.path / "base", timeout=0)
    try:
        kind = connection.execute(f"PRAGMA journal_mode={journal}").fetchone()[0]
        with connection:
            connection.execute("CREATE TABLE t (x)")
            connection.execute("INSERT INTO t VALUES (1)")
        return f"{kind} {connection.execute('SELECT x FROM t').fetchall() == [(1,)]}"
    except sqlite3.Error as error:  # its words name no path
        return f"X:{type(error).__name__}:{error}"
    finally:
        connection.close()


@TOPIC.asks("can a socket be bound to a name, and which type does the name have?")
def unix_socket(room: Room) -> Answer:
    with socket.socket(socket.AF_UNIX) as server:
        name = _bind(server, room)
        return f"ok {_type(name)}"


@TOPIC.asks("can a socket be connected to by its name?")
def connect(room: Room) -> Answer:
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        name = _bind(server, room)
        server.listen()
        return attempt(lambda: client.connect(name.name))


@TOPIC.asks("which types do a pipe and a socket show?")
def types(room: Room) -> Answer:
    pipe = room.path / "pipe"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as server:
        return [_type(pipe), _type(_bind(server, room))]


def _bind(server: socket.socket, room: Room) -> Path:
    """The name that a socket is now bound to."""
    server.bind("s")  # from within the room: its path could be too long for a socket
    return room.path / "s"


def _type(path: Path) -> str:
    return oct(stat.S_IFMT(path.lstat().st_mode))
