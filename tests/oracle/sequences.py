"""Generated sequences of operations on a few names, for hypothesis to draw and to shrink."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable

from hypothesis import strategies as st

from pytest_fusevenv.calls import RenameFlag
from tests.oracle import operations as do
from tests.oracle.facts import SOURCE
from tests.oracle.operations import HANDS, Argument, Step

MOST_STEPS = 14

_THERE = ("f", "d", "x", "l", "d/g", "p")
"""What every sequence finds (`comparing.py` makes it): files, a directory, a link to it, a fifo."""

_NEW = ("a", "b", "d/a", "d/b", "a/b")
"""What a sequence may make."""

_ODD = (
    *("l/g", "l/a", "d/e", "a/", "l/", "f/a", "nope/a", "."),
    *("n" * 256, "not-utf8-\udcff"),
)
"""What leads through links, or nowhere, or is not a name everybody takes."""

_TEXTS = (
    *("f", "d", "a", "nope", "g", "b", "l", "x", "p"),
    *("../f", "../a", "d/g", "d/../f", "./f", "d//g", "d/", "f/", "f/a", ".", ".."),
    *("../../out/a", "/nonexistent/a"),
    *(f"{SOURCE}/SEQUENCE/f", f"{SOURCE}/SEQUENCE/nope", f"{SOURCE}/SEQUENCE/d/"),
    *(SOURCE, f"{SOURCE}/", f"{SOURCE}2/f", f"{SOURCE}/SEQUENCE/d/../f"),
)
"""Link texts: relative, dangling, chained, climbing, absolute, and by the served path.

All operations follow links on this machine too, where root may do anything: no text leads, and no
name can be made to climb, to a directory above the room. So there is no "/", and no "d/..".

None leads into the mount itself by its own path: the kernel would wait for the server there while
the server waits for the kernel.
"""

_MODES = (0o644, 0o600, 0o755, 0o777, 0o444, 0o000, 0o4755, 0o2755, 0o1777)
_TIMES = (10**9, do.NOW, do.OMIT, 0, 1, -5, 2**31 + 5, 2**32 - 1, 2**32, 2**32 + 7)
_OWNERS = ((0, 0), (1000, 1000), (-1, 1000), (1000, -1), (-1, -1), (4242, 0))
_DATA = (b"", b"one", b"twice as long")

odd = st.sampled_from((*_ODD, *_NEW, *_THERE))
names = st.one_of(st.sampled_from((*_THERE, *_NEW)), st.sampled_from(_THERE + _NEW[:2]), odd)
new_names = st.one_of(st.sampled_from(_NEW), st.sampled_from(_NEW), odd)
modes = st.sampled_from(_MODES)
times = st.sampled_from(_TIMES)
hands = st.integers(0, HANDS - 1)
data = st.sampled_from(_DATA)
sizes = st.sampled_from((0, 2, 5000))

_ACCESS = st.sampled_from((os.O_RDONLY, os.O_RDWR, os.O_WRONLY))
_MORE = (
    *(0, os.O_CREAT, os.O_CREAT | os.O_EXCL, os.O_TRUNC, os.O_CREAT | os.O_TRUNC),
    *(os.O_APPEND, os.O_CREAT | os.O_APPEND, os.O_NOFOLLOW, os.O_CREAT | os.O_NOFOLLOW),
    *(os.O_DIRECTORY, os.O_PATH | os.O_NOFOLLOW, os.O_TMPFILE | os.O_RDWR),
)
open_flags = st.builds(int.__or__, _ACCESS, st.sampled_from(_MORE))


def _step(
    operation: Callable[..., object], *arguments: st.SearchStrategy[Argument]
) -> st.SearchStrategy[Step]:
    return st.tuples(*arguments).map(lambda drawn: Step(operation, drawn))


def _owned(
    operation: Callable[..., object], whose: st.SearchStrategy[Argument]
) -> st.SearchStrategy[Step]:
    return st.tuples(whose, st.sampled_from(_OWNERS)).map(
        lambda drawn: Step(operation, (drawn[0], *drawn[1]))
    )


_LOOKING = (
    *(_step(operation, names) for operation in (do.lstat, do.lookup, do.names, do.read)),
    *(_step(operation, names) for operation in (do.readlink, do.statfs)),
    _step(do.access, names, st.sampled_from((os.R_OK, os.W_OK, os.X_OK))),
    *(_step(operation, names) for operation in (do.setxattr, do.getxattr, do.listxattr)),
)
_MAKING = (
    _step(do.write, new_names, data, st.sampled_from((os.O_TRUNC, os.O_APPEND, os.O_EXCL, 0))),
    _step(do.mkdir, new_names, modes),
    _step(do.symlink, st.sampled_from(_TEXTS), new_names),
    _step(do.link, names, new_names),
    _step(
        do.mknod,
        new_names,
        st.sampled_from((stat.S_IFREG | 0o666, stat.S_IFIFO | 0o644, stat.S_IFCHR | 0o600)),
    ),
)
_MOVING = (
    _step(do.unlink, names),
    _step(do.rmdir, names),
    _step(do.rename, names, names, st.just(0)),
    _step(do.rename, names, names, st.sampled_from(list(RenameFlag)).map(int)),
)
_CHANGING = (
    _step(do.chmod, names, modes),
    _owned(do.chown, names),
    _owned(do.lchown, names),
    _step(do.truncate, names, sizes),
    _step(do.utime, names, times, times),
    _step(do.lutime, names, times, times),
)
_HOLDING = (
    _step(do.hold, hands, names, open_flags, modes),
    _step(do.close, hands),
    _step(do.pread, hands, sizes),
    _step(do.pwrite, hands, data, sizes),
    _step(do.fstat, hands),
    _step(do.fchmod, hands, modes),
    _owned(do.fchown, hands),
    _step(do.ftruncate, hands, sizes),
    _step(do.futime, hands, times, times),
    _step(do.fsync, hands),
    _step(do.allocate, hands, sizes),
    _step(do.flist, hands),
)

# What makes, moves and opens comes more often: without it, the rest finds nothing to act on.
steps = st.one_of(
    *_LOOKING,
    *_MAKING,
    *_MAKING,
    *_MOVING,
    *_MOVING,
    *_CHANGING,
    *_HOLDING,
    _step(do.hold, hands, names, open_flags, modes),
    _step(do.hold, hands, names, st.just(os.O_RDWR), modes),
)

sequences = st.integers(1, MOST_STEPS).flatmap(
    lambda length: st.lists(steps, min_size=length, max_size=length)
)
"""Of every length alike: lists left alone are mostly short."""
