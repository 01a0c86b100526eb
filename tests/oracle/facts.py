"""What can be seen of a tree of files, in words that are the same on both sides."""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Callable, Iterator

SOURCE = "SOURCE"
"""What stands for the path of the served directory, on either side."""

_DAY = 86_400 * 10**9
_MOST_LEVELS = 4
"""How deep a tree is looked at: where links are followed, some have no end."""
_HIDDEN = re.compile(r"\.fuse_hidden[0-9a-f]{16,}")


def spelled(text: str, source: str) -> str:
    """A text with the served directory's path in the common words."""
    return _HIDDEN.sub(".fuse_hidden", text.replace(source, SOURCE))


def describe(found: os.stat_result) -> str:
    """Type, mode, links, owner, size, blocks and times of an object. Inodes are synthetic."""
    owner = f"{found.st_uid}:{found.st_gid}"
    size = f"{found.st_size}b/{found.st_blocks}*512/{found.st_blksize}"
    times = " ".join(_when(t) for t in (found.st_atime_ns, found.st_mtime_ns, found.st_ctime_ns))
    mode = f"{stat.filemode(found.st_mode)} {found.st_mode:o}"
    return f"{mode} n{found.st_nlink} {owner} {size} {times} r{found.st_rdev}"


def told(error: OSError) -> str:
    """An error, by its name."""
    if error.errno == errno.EOPNOTSUPP:  # Python calls it by its other name
        return "E:EOPNOTSUPP"
    return f"E:{errno.errorcode.get(error.errno or 0, str(error.errno))}"


def _when(nanoseconds: int) -> str:
    """A time: only what was set on purpose is far enough from now to be told."""
    if abs(nanoseconds - time.time_ns()) < _DAY:
        return "now"
    seconds, rest = divmod(nanoseconds, 10**9)
    return f"{seconds}.{rest:09}" if rest else str(seconds)


def tree(top: str, source: str) -> dict[str, str]:
    """All that can be seen below a directory, by path."""
    return {
        spelled(path[len(top) :], source): spelled(fact, source) for path, fact in _walk(top, 0)
    }


def _walk(path: str, level: int) -> Iterator[tuple[str, str]]:
    try:
        found = os.lstat(path)
    except OSError as error:
        yield path, told(error)
        return
    yield path, describe(found)
    if stat.S_ISLNK(found.st_mode):
        yield f"{path} ->", _asked(os.readlink, path)
        yield f"{path} leads", _asked(_type, path)
    elif stat.S_ISREG(found.st_mode):
        yield f"{path} holds", _asked(_contents, path)
    elif stat.S_ISDIR(found.st_mode) and level < _MOST_LEVELS:
        yield from _listed(path, level)


def _listed(path: str, level: int) -> Iterator[tuple[str, str]]:
    try:
        names = sorted(os.listdir(path))
    except OSError as error:
        yield f"{path} lists", told(error)
        return
    for name in names:
        yield from _walk(f"{path}/{name}", level + 1)


def _asked(question: Callable[[str], str], path: str) -> str:
    try:
        return question(path)
    except OSError as error:
        return told(error)


def _type(path: str) -> str:
    return stat.filemode(os.stat(path).st_mode)


def _contents(path: str) -> str:
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        return repr(os.read(fd, 1 << 16))
    finally:
        os.close(fd)
