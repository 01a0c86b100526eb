"""Others who use the filesystem at the same time: a second process, another user."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from pytest_fusevenv.questions._asking import told

ANOTHER = 1000
"""The user who is another wherever we are root: the first ordinary one of most systems."""

_LONGEST = 4096


def in_another_process(says: Callable[[], str], *, uid: int | None = None) -> str:
    """What another process says, of another user where `uid` is given; or what killed it."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(theirs, _said(says, uid).encode())
        finally:
            os._exit(0)
    os.close(theirs)
    with open(ours, "rb") as heard:
        said = heard.read(_LONGEST).decode()
    end = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return f"killed by {signal.Signals(-end).name}" if end < 0 else said


def _said(says: Callable[[], str], uid: int | None) -> str:
    try:
        if uid is not None:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
        return says()
    except OSError as error:
        return told(error)


def end_of(action: Callable[[], object]) -> int:
    """How a process ends that does this: its exit code, or minus the signal that killed it."""
    child = os.fork()
    if child == 0:
        try:
            action()
        finally:
            os._exit(100)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
