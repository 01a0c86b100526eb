"""Opening files: flags, what cannot be opened, and writing at the end by two at once."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt, opened
from pytest_fusevenv.questions._others import in_another_process
from pytest_fusevenv.questions.mappings import page

TOPIC = Topic("io.open")

_PAGE = 4096
_READ_WRITE = os.O_RDWR | os.O_CREAT


def _opens(path: Path | str, flags: int, mode: int = 0o644) -> str:
    """What comes of opening a path."""
    return attempt(lambda: os.close(os.open(path, flags, mode)))


@TOPIC.asks("what is in a file after two descriptors have appended to it in turn?")
def append_two_fds(room: Room) -> Answer:
    path = room.file(contents=b"")
    flags = os.O_WRONLY | os.O_APPEND
    with opened(path, flags) as first, opened(path, flags) as second:
        for _ in range(3):
            os.write(first, b"a")
            os.write(second, b"b")
    return path.read_text()


@TOPIC.asks("what is in a file after two processes have appended to it in turn?")
def append_two_procs(room: Room) -> Answer:
    path = room.file(contents=b"")
    with opened(path, os.O_WRONLY | os.O_APPEND) as ours:
        os.write(ours, b"1")
        in_another_process(lambda: _append(path, b"2"))
        os.write(ours, b"3")
    return path.read_text()


def _append(path: Path, data: bytes) -> str:
    with opened(path, os.O_WRONLY | os.O_APPEND) as descriptor:
        return str(os.write(descriptor, data))


@TOPIC.asks("what is in a file after a write at its start by an appending descriptor?")
def append_with_position(room: Room) -> Answer:
    path = room.file()
    with opened(path, os.O_WRONLY | os.O_APPEND) as descriptor:
        os.pwrite(descriptor, b"d", 0)
    return path.read_text()


@TOPIC.asks("can a new file be opened for writing whose mode allows nothing?")
def creat_mode0_rw(room: Room) -> Answer:
    return _opens(room.path / "f", _READ_WRITE, 0)


@TOPIC.asks("can a file be created by a name that ends in a slash?")
def create_trailing_slash(room: Room) -> Answer:
    return _opens(f"{room.path}/f/", os.O_WRONLY | os.O_CREAT)


@TOPIC.asks("can a directory be opened for writing?")
def dir_for_write(room: Room) -> Answer:
    return _opens(room.directory(), os.O_WRONLY)


@TOPIC.asks("can a file be opened with O_DIRECT?")
def direct(room: Room) -> Answer:
    return _opens(room.file(contents=b""), os.O_RDWR | os.O_DIRECT)


@TOPIC.asks("can a whole aligned page be written and read with O_DIRECT?")
def direct_page(room: Room) -> Answer:
    with opened(room.file(), os.O_RDWR | os.O_DIRECT) as descriptor, page(b"p") as memory:
        os.pwritev(descriptor, [memory], 0)
        memory[:] = bytes(_PAGE)
        os.preadv(descriptor, [memory], 0)
        return "ok" if memory[:] == b"p" * _PAGE else "other data"


@TOPIC.asks("can three bytes be written with O_DIRECT?")
def direct_unaligned(room: Room) -> Answer:
    with opened(room.file(), os.O_RDWR | os.O_DIRECT) as descriptor:
        return attempt(lambda: os.pwrite(descriptor, b"xyz", 0))


@TOPIC.asks("can a file be opened as a directory (O_DIRECTORY)?")
def directory_on_file(room: Room) -> Answer:
    return _opens(room.file(contents=b""), os.O_RDONLY | os.O_DIRECTORY)


@TOPIC.asks("can a file be created with O_EXCL?")
def excl(room: Room) -> Answer:
    return _opens(room.path / "f", _READ_WRITE | os.O_EXCL)


@TOPIC.asks("can a file that is there be created with O_EXCL?")
def excl_again(room: Room) -> Answer:
    return _opens(room.file(contents=b""), _READ_WRITE | os.O_EXCL)


@TOPIC.asks("can a directory that is there be opened with O_CREAT?")
def creat_directory(room: Room) -> Answer:
    return _opens(room.directory(), os.O_RDONLY | os.O_CREAT)


@TOPIC.asks("can a file be opened by its name and a slash?")
def file_trailing_slash(room: Room) -> Answer:
    return _opens(f"{room.file(contents=b'')}/", os.O_RDONLY)


@TOPIC.asks("can a name be opened that is not there?")
def missing(room: Room) -> Answer:
    return _opens(room.path / "f", os.O_RDONLY)


@TOPIC.asks("can a file of one's own be opened with O_NOATIME?")
def noatime(room: Room) -> Answer:
    return _opens(room.file(contents=b""), os.O_RDONLY | os.O_NOATIME)


@TOPIC.asks("can a file that is no link be opened with O_NOFOLLOW?")
def nofollow(room: Room) -> Answer:
    return _opens(room.file(contents=b""), os.O_RDONLY | os.O_NOFOLLOW)


@TOPIC.asks("can a file be opened with O_PATH?")
def path(room: Room) -> Answer:
    return _opens(room.file(contents=b""), os.O_PATH)


@TOPIC.asks("does /proc name an open file by the path that opened it?")
def proc_fd_path(room: Room) -> Answer:
    file = room.file(contents=b"").resolve()
    with opened(file, os.O_RDONLY) as descriptor:
        return os.readlink(f"/proc/self/fd/{descriptor}") == str(file)


@TOPIC.asks("can a directory be read as a file?")
def read_dir(room: Room) -> Answer:
    with opened(room.directory(), os.O_RDONLY) as descriptor:
        return attempt(lambda: os.read(descriptor, 1))


@TOPIC.asks("can a file be written that is open for reading only?")
def write_readonly_fd(room: Room) -> Answer:
    with opened(room.file(), os.O_RDONLY) as descriptor:
        return attempt(lambda: os.write(descriptor, b"x"))


@TOPIC.asks("can a file be opened with O_SYNC?")
def sync(room: Room) -> Answer:
    return _opens(room.path / "f", _READ_WRITE | os.O_SYNC)


@TOPIC.asks("can a file without a name be made (O_TMPFILE), and be given one?")
def tmpfile(room: Room) -> Answer:
    name = room.path / "f"
    with opened(room.path, os.O_TMPFILE | os.O_RDWR) as descriptor:
        os.write(descriptor, b"t")
        linked = attempt(lambda: _name(descriptor, name))
    return f"ok link={linked} {name.read_text() if linked == 'ok' else ''}".rstrip()


def _name(descriptor: int, name: Path) -> None:
    """Link an open file; only with a directory descriptor does Python follow /proc's link."""
    with opened(name.parent, os.O_RDONLY | os.O_DIRECTORY) as directory:
        nameless = f"/proc/self/fd/{descriptor}"
        os.link(nameless, name.name, dst_dir_fd=directory, follow_symlinks=True)


@TOPIC.asks("can a file without a name be kept from getting one (O_TMPFILE with O_EXCL)?")
def tmpfile_excl(room: Room) -> Answer:
    with opened(room.path, os.O_TMPFILE | os.O_RDWR | os.O_EXCL) as descriptor:
        return attempt(lambda: _name(descriptor, room.path / "f"))


@TOPIC.asks("how long is a file after it was opened with O_TRUNC?")
def trunc(room: Room) -> Answer:
    with opened(room.file(), os.O_WRONLY | os.O_TRUNC) as descriptor:
        return os.fstat(descriptor).st_size


@TOPIC.asks("can a name below a file be opened?")
def under_file(room: Room) -> Answer:
    return _opens(room.file(contents=b"") / "below", os.O_RDONLY)
