"""Symbolic links: made, read back, and shown as objects of their own."""

from __future__ import annotations

import os
import sys

from pytest_fusevenv.questions._asking import Answer, Room, Topic

CREATE = Topic("symlink")
READLINK = Topic("symlink.readlink")
LSTAT = Topic("symlink.lstat")

_CLIMB = "../" * 40
"""More levels than any directory is deep: it ends at the root."""

_TEXTS: dict[str, bytes] = {
    "abs_dangling": b"/nonexistent/dangling",
    "absolute": b"/etc/passwd",
    "colon": rb"C:\x\y",
    "dangling": b"nowhere",
    "dot": b".",
    "dotdot": b"..",
    "dotted": b"./d/../f",
    "empty": b"",
    "escape": f"{_CLIMB}etc/passwd".encode(),
    "long250": b"t" * 250,
    "long1000": b"t" * 1000,
    "long4095": b"t" * 4095,
    "long4096": b"t" * 4096,
    "nonutf8": b"t\xff\xfe",
    "rel": b"f",
    "space": b"a b ",
    "trailing": b"d/",
    "unicode": "\u00e9\u65e5\U0001f600".encode(),
}


@CREATE.asks("can a symbolic link be made?")
def create(room: Room) -> Answer:
    room.link("target")
    return "ok"


@CREATE.asks("what comes of making a link where a file is already?")
def eexist(room: Room) -> Answer:
    room.link("target", room.file().name)
    return "ok"


@CREATE.asks("what comes of following two links that name each other?")
def loop(room: Room) -> Answer:
    room.link("b", "a")
    room.link("a", "b").stat()
    return "ok"


@CREATE.asks("what comes of opening a link with O_NOFOLLOW?")
def open_nofollow(room: Room) -> Answer:
    room.file()
    os.close(os.open(room.link("f"), os.O_RDONLY | os.O_NOFOLLOW))
    return "ok"


@CREATE.asks("is a link to this Python seen as a link, and as the same file as this Python?")
def python(room: Room) -> Answer:
    link = room.link(sys.executable, "python")
    return f"{link.is_symlink()} {link.samefile(sys.executable)}"


def _read_back(room: Room, text: bytes) -> Answer:
    link = os.fsencode(room.path / "l")
    os.symlink(text, link)
    read = os.readlink(link)
    if read == text:
        return "exact"
    if read.startswith(b"/") and os.fsencode(room.path).startswith(read):
        return "got: a directory above"  # an answer names no path of this machine
    return f"got:{os.fsdecode(read)!a}"


@READLINK.asks_each("is the text of a link read back as it was written: {name}?", _TEXTS)
def _of_text(room: Room, text: bytes) -> Answer:
    return _read_back(room, text)


@READLINK.asks("is the path of another file on this filesystem read back as it was written?")
def abs_in_mount(room: Room) -> Answer:
    return _read_back(room, os.fsencode(room.path / "f"))  # never followed: that hangs some sshfs


@LSTAT.asks("whose does a new link look (me, or a number)?")
def uid(room: Room) -> Answer:
    owner = room.link("f").lstat().st_uid
    return "me" if owner == os.geteuid() else owner


@LSTAT.asks("of which group does a new link look (me, or a number)?")
def gid(room: Room) -> Answer:
    group = room.link("f").lstat().st_gid
    return "me" if group == os.getegid() else group


@LSTAT.asks("which type and mode does a link show?")
def mode(room: Room) -> Answer:
    return oct(room.link("f").lstat().st_mode)


@LSTAT.asks("which link count does a link show?")
def nlink(room: Room) -> Answer:
    return room.link("f").lstat().st_nlink


@LSTAT.asks("which size does a link show (len: the length of its text)?")
def size(room: Room) -> Answer:
    text = "target-of-some-length"
    shown = room.link(text).lstat().st_size
    return "len" if shown == len(text) else shown


@LSTAT.asks("does a link to a directory show itself rather than the directory?")
def of_directory(room: Room) -> Answer:
    return oct(room.link(room.directory().name).lstat().st_mode)
