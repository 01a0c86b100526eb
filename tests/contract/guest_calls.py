"""The words of a question that change things, and the rarer calls."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import mmap as mapping
import os
import socket
import time

from tests.contract.guest_words import checked, libc, opened

FICLONE = 0x40049409
NOREPLACE, EXCHANGE = 1, 2
OMIT = (1 << 30) - 2
YEAR_2000 = 946684800

chmod, chown, lchown, mkdir, mkfifo = os.chmod, os.chown, os.lchown, os.mkdir, os.mkfifo
rename, rmdir, symlink, unlink = os.rename, os.rmdir, os.symlink, os.unlink


# --- changing --------------------------------------------------------------------------------


def link(old: str, new: str) -> None:
    os.link(old, new, follow_symlinks=False)


def rename2(old: str, new: str, flags: int) -> None:
    checked(libc.renameat2(-100, old.encode(), -100, new.encode(), flags))


def mknod(path: str, kind: int) -> None:
    os.mknod(path, kind | 0o644, os.makedev(1, 3))


def bind(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(path)


def times(
    path: str, atime: tuple[int, int], mtime: tuple[int, int], *, follow: bool = True
) -> None:
    """Set times as utimensat(2) takes them: (seconds, nanoseconds)."""
    spec = (ctypes.c_long * 4)(*atime, *mtime)
    checked(libc.utimensat(-100, path.encode(), spec, 0 if follow else 0x100))


def touch_h(path: str) -> None:
    times(path, (YEAR_2000, 0), (YEAR_2000, 0), follow=False)


def mtime(path: str) -> str:
    """A modification time as seconds (with a fraction if it has one), "now" if it is."""
    told = os.lstat(path).st_mtime_ns
    if abs(told / 1e9 - time.time()) < 60:
        return "now"
    return str(told // 10**9) + (f".{told % 10**9}" if told % 10**9 else "")


def which_was_touched(link: str, target: str) -> str:
    touch_h(link)
    one, other = (int(os.lstat(path).st_mtime) == YEAR_2000 for path in (link, target))
    return {(True, False): "link", (False, True): "target"}.get((one, other), "neither")


# --- rarer calls -----------------------------------------------------------------------------


def setxattr(path: str) -> None:
    os.setxattr(path, "user.a", b"1")


def getxattr(path: str) -> None:
    os.getxattr(path, "user.a")


def listxattr(path: str) -> None:
    os.listxattr(path)


def removexattr(path: str) -> None:
    os.removexattr(path, "user.a")


def tmpfile() -> None:
    opened(".", os.O_TMPFILE | os.O_RDWR)


def clone(old: str, new: str) -> None:
    with open(old, "rb") as source, open(new, "wb") as target:
        fcntl.ioctl(target, FICLONE, source.fileno())


def fallocate(path: str) -> None:
    with open(path, "r+b") as file:
        checked(libc.fallocate(file.fileno(), 0, ctypes.c_int64(0), ctypes.c_int64(100)))


def fsync(path: str) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def copy_range(old: str, new: str) -> int:
    with open(old, "rb") as source, open(new, "wb") as target:
        return os.copy_file_range(source.fileno(), target.fileno(), 100)


def map_and_write(path: str, data: str) -> None:
    with open(path, "r+b") as file, mapping.mmap(file.fileno(), 0) as mapped:
        mapped[: len(data)] = data.encode()
        mapped.flush()


def flock_twice(path: str) -> None:
    with open(path) as one, open(path) as other:
        fcntl.flock(one, fcntl.LOCK_EX)
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def lockf_and_ask(path: str) -> str:
    """Whether another process, wanting the same POSIX lock, is refused."""
    with open(path, "r+") as one:
        fcntl.lockf(one, fcntl.LOCK_EX)
        child = os.fork()
        if child == 0:
            os._exit(lock_from_elsewhere(path))
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return named(status) if status else "granted"


def lock_from_elsewhere(path: str) -> int:
    try:
        with open(path, "r+") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno or 1
    return 0


def unlink_while_open(path: str) -> str:
    with open(path) as file:
        os.unlink(path)
        hidden = [name for name in os.listdir(".") if name.startswith(".fuse_hidden")]
        return f"{len(hidden)} hidden, nlink {os.fstat(file.fileno()).st_nlink}"


def named(number: int | None) -> str:
    """An error by its name: of two for one number, the one the specification uses."""
    name = errno.errorcode.get(number or 0, str(number))
    return "EOPNOTSUPP" if number == errno.EOPNOTSUPP else name
