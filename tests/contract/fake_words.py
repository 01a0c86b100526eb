"""The words of a question in the fake world: each says the same by what Python has.

Those of `guest_words` and `guest_calls` that only say `os.…` are used as they are; a word is here
because it calls libc there, or was bound to the real `os` before there was another.
"""

from __future__ import annotations

import os
import re
from typing import Any

from pyfakefs.helpers import set_gid, set_uid

from pytest_fusevenv.calls import Moment
from pytest_fusevenv.fake.beyond import Beyond
from pytest_fusevenv.fake.world import Fake
from tests.contract import guest_calls, guest_words
from tests.contract.case import Case
from tests.contract.people import PEOPLE, USER

BEYOND = {
    "bind": Beyond.SOCKETS,
    "blocks": Beyond.BLOCKS,
    "clone": Beyond.RANGES,
    "copy_range": Beyond.RANGES,
    "dirents": Beyond.RAW_LISTINGS,
    "execute": Beyond.PROGRAMS,
    "fallocate": Beyond.RANGES,
    "flock_twice": Beyond.LOCKS,
    "listed_type": Beyond.RAW_LISTINGS,
    "lockf_and_ask": Beyond.LOCKS,
    "map_and_write": Beyond.MAPS,
    "mount_line": Beyond.MOUNT_TABLE,
    "remove": Beyond.CACHES,
    "raw_name": Beyond.NAMES,
    "rename2": Beyond.RENAME_FLAGS,
    "rm_rf": Beyond.PROGRAMS,
    "unlink_while_open": Beyond.HIDDEN_FILES,
}
"""Words that the fake does not know, and why."""


def beyond(case: Case) -> Beyond | None:
    """Why a case is not asked in the fake; None where it is."""
    words = {word for step in case.steps for word in re.findall(r"\w+(?=\()", step)}
    if "OMIT" in " ".join(case.steps):
        return Beyond.ONE_SIDED_TIMES
    return next((BEYOND[word] for word in sorted(words & set(BEYOND))), None)


def _late(name: str) -> Any:
    """A function of `os` as it is when it is called."""
    return lambda *arguments, **more: getattr(os, name)(*arguments, **more)


_OS = (
    *("chmod", "chown", "lchown", "mkdir", "mkfifo", "rename", "rmdir", "symlink", "unlink"),
    *("readlink", "truncate"),
)


def times(
    path: str, atime: tuple[int, int], mtime: tuple[int, int], *, follow: bool = True
) -> None:
    told = [seconds * 10**9 + nanoseconds for seconds, nanoseconds in (atime, mtime)]
    assert Moment.OMIT not in told
    os.utime(path, ns=(told[0], told[1]), follow_symlinks=follow)


def touch_h(path: str) -> None:
    times(path, (guest_calls.YEAR_2000, 0), (guest_calls.YEAR_2000, 0), follow=False)


def which_was_touched(link: str, target: str) -> str:
    touch_h(link)
    one, other = (int(os.lstat(path).st_mtime) == guest_calls.YEAR_2000 for path in (link, target))
    return {(True, False): "link", (False, True): "target"}.get((one, other), "neither")


def pwrite(path: str, text: str, offset: int) -> None:
    fd = os.open(path, os.O_WRONLY)
    os.lseek(fd, offset, os.SEEK_SET)
    os.write(fd, text.encode())
    os.close(fd)


class InProcess:
    """The people in the guest, asked in this process."""

    def __init__(self, fake: Fake) -> None:
        self._fake = fake
        own = (times, touch_h, which_was_touched, pwrite, self.access)
        self._words = {**vars(guest_words), **vars(guest_calls)}
        self._words |= {name: _late(name) for name in _OS}
        self._words |= {word.__name__: word for word in own}

    def access(self, path: str, wish: str) -> None:
        """Where `os.access` says no, it does not say why."""
        spot = self._fake.fs.found(path, follow=True)
        assert spot
        spot.kernel.access(spot.path, {"r": os.R_OK, "w": os.W_OK, "x": os.X_OK}[wish])

    def ask(self, who: str, at: os.PathLike[str], question: str) -> str:
        """The answer to one question, asked by somebody in a directory."""
        before = os.getuid(), os.getgid(), os.umask(0o002)
        ids = PEOPLE[who]
        names = {0: "root", 65534: "nobody", USER.uid: "user", USER.gid: "user"}
        guest_words.NAMES, known = names, guest_words.NAMES
        set_uid(ids.uid)
        set_gid(ids.gid)
        try:
            os.chdir(at)
            value = eval(question, dict(self._words))
            told = "ok" if value is None else str(value)
        except OSError as error:
            told = guest_calls.named(error.errno)
        finally:
            set_uid(before[0])
            set_gid(before[1])
            os.umask(before[2])
            os.chdir("/")
            guest_words.NAMES = known
        return told.replace(str(at), "MNT")
