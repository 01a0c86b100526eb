"""Whose rights the server uses on files, and that it dies with the process that forked it."""

from __future__ import annotations

import ctypes
import os
import signal

from pytest_fusevenv.calls import Ids

_libc = ctypes.CDLL(None)

_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_PR_SET_SECUREBITS = 28
_SECBIT_NO_SETUID_FIXUP = 1 << 2

_parent: int | None = None


def call_me(name: str) -> None:
    """Give this process the name that `ps` shows."""
    _libc.prctl(_PR_SET_NAME, name.encode())


def die_with(parent: int) -> None:
    """Let this process be terminated when its parent ends, however that comes about."""
    global _parent
    _parent = parent
    _arm()


def _arm() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if _parent != os.getppid():  # it died before the kernel was told
        os.kill(os.getpid(), signal.SIGTERM)


def keep_capabilities() -> None:
    """Let root act as another user without losing the right to do what root may."""
    _libc.prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP)


def act_as(ids: Ids) -> None:
    """Let this thread use files as somebody: only root may, and only files are concerned."""
    _libc.setfsgid(ids.gid)
    _libc.setfsuid(ids.uid)
    if _parent is not None:
        _arm()  # the kernel disarms it whenever these ids change (credentials(7))
