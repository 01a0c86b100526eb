"""The words of a question that look at things and use their contents; each is one system call."""

from __future__ import annotations

import ctypes
import os
import stat
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
libc.opendir.restype = ctypes.c_void_p
libc.readdir.restype = ctypes.c_void_p
libc.readdir.argtypes = libc.closedir.argtypes = [ctypes.c_void_p]

NAMES = {0: "root", 65534: "nobody"}

readlink, truncate = os.readlink, os.truncate


def checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "")
    return result


# --- looking ---------------------------------------------------------------------------------


def owner(path: str) -> str:
    found = os.lstat(path)
    return f"{NAMES.get(found.st_uid, found.st_uid)}:{NAMES.get(found.st_gid, found.st_gid)}"


def mode(path: str) -> str:
    return f"{stat.S_IMODE(os.lstat(path).st_mode):o}"


def size(path: str) -> int:
    return os.lstat(path).st_size


def show(path: str) -> str:
    return f"{owner(path)}/{mode(path)}/{size(path)}"


def nlink(path: str) -> int:
    return os.lstat(path).st_nlink


def blocks(path: str) -> int:
    return os.lstat(path).st_blocks


def same_inode(one: str, other: str) -> str:
    return "yes" if os.lstat(one).st_ino == os.lstat(other).st_ino else "no"


def lstat(path: str | bytes) -> None:
    os.lstat(path)


def stat_(path: str) -> None:
    os.stat(path)


def is_link(path: str) -> str:
    return "link" if os.path.islink(path) else "no link"


def realpath(path: str) -> str:
    return os.path.realpath(path, strict=True)


def access(path: str, wish: str) -> None:
    checked(libc.access(path.encode(), {"r": os.R_OK, "w": os.W_OK, "x": os.X_OK}[wish]))


def names(path: str = ".") -> str:
    return ",".join(sorted(os.listdir(path)))


def listed(name: str) -> str:
    return "listed" if name in os.listdir(".") else "not listed"


def dirents(path: str) -> str:
    stream = libc.opendir(path.encode())
    if not stream:
        raise OSError(ctypes.get_errno(), "")
    found = []
    while entry := libc.readdir(stream):
        found.append(ctypes.string_at(entry + 19).decode())
    libc.closedir(stream)
    return " ".join(sorted(found)) or "nothing"


def listed_type(name: str) -> int:
    """The type of a directory entry as the listing tells it; 0 is "unknown"."""
    stream = libc.opendir(b".")
    kinds = {}
    while entry := libc.readdir(stream):
        kinds[ctypes.string_at(entry + 19).decode()] = ctypes.string_at(entry + 18, 1)[0]
    libc.closedir(stream)
    return kinds[name]


def blocks_in_all() -> int:
    return os.statvfs(".").f_blocks


def mount_line(mountpoint: str) -> str:
    with open("/proc/self/mountinfo") as table:
        fields = [line.split() for line in table if line.split()[4] == mountpoint][-1]
    kind = fields[fields.index("-") + 1 :]
    flags = {"nosuid", "nodev", "relatime"} & set(fields[5].split(","))
    return f"{kind[1]} {kind[0]} {','.join(sorted(flags))}"


# --- contents --------------------------------------------------------------------------------


def opened(path: str, flags: int) -> None:
    os.close(os.open(path, flags))


def open_r(path: str) -> None:
    opened(path, os.O_RDONLY)


def open_w(path: str) -> None:
    opened(path, os.O_WRONLY)


def open_nofollow(path: str) -> None:
    opened(path, os.O_RDONLY | os.O_NOFOLLOW)


def read(path: str) -> str:
    with open(path) as file:
        return file.read().strip()


def write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def append(path: str, text: str) -> None:
    with open(path, "a") as file:
        file.write(text)


def pwrite(path: str, text: str, offset: int) -> None:
    fd = os.open(path, os.O_WRONLY)
    os.pwrite(fd, text.encode(), offset)
    os.close(fd)


def ftruncate(path: str, length: int) -> None:
    with open(path, "r+b") as file:
        file.truncate(length)


def create(path: str, mode: int = 0o666) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))


def execute(path: str) -> str:
    return subprocess.run([path], capture_output=True, text=True, check=True).stdout.strip()


def rm_rf(path: str) -> str:
    done = subprocess.run(
        ["rm", "-rf", path],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    return done.stderr.strip().rpartition(": ")[2] or "removed"
