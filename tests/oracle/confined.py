"""Run a command as root that can spoil nothing: `python -m tests.oracle.confined COMMAND…`.

The command runs in a mount namespace of its own, where all that is mounted is read-only but for
empty temporary directories, and for `tests/oracle/runs/`. Generated operations are let loose here:
one that leaves its mount finds nothing to spoil.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)

_CLONE_NEWNS = 0x00020000
_MS_RDONLY, _MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 0x1, 0x20, 0x1000, 0x4000, 0x40000
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_MOUNT_SETATTR = 442
_RDONLY_EVERYWHERE = (ctypes.c_uint64 * 4)(1, 0, 0, 0)
"""`struct mount_attr` of mount_setattr(2): set MOUNT_ATTR_RDONLY."""

_SCRATCH = ("/tmp", "/dev/shm", "/run")
_KEPT = Path(__file__).parent / "runs"


def main() -> None:
    """Confine this process, and become the command."""
    _checked(_libc.unshare(_CLONE_NEWNS), "unshare")
    _mount(None, "/", _MS_REC | _MS_PRIVATE)
    _KEPT.mkdir(exist_ok=True)
    _mount(str(_KEPT), str(_KEPT), _MS_BIND)
    _checked(
        _libc.syscall(_MOUNT_SETATTR, _AT_FDCWD, b"/", _AT_RECURSIVE, _RDONLY_EVERYWHERE, 32),
        "mount_setattr",
    )
    _mount(None, str(_KEPT), _MS_REMOUNT | _MS_BIND)
    for directory in filter(os.path.isdir, _SCRATCH):
        _mount("tmpfs", directory, 0, "tmpfs")
        os.chmod(directory, 0o1777)
    environment = {**os.environ, "TMPDIR": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"}
    os.execvpe(sys.argv[1], sys.argv[1:], environment)


def _mount(source: str | None, target: str, flags: int, kind: str | None = None) -> None:
    words = (word and word.encode() for word in (source, target, kind))
    _checked(_libc.mount(*words, flags, None), f"mounting {target}")


def _checked(returned: int, doing: str) -> None:
    if returned != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{doing}: {os.strerror(number)}")


if __name__ == "__main__":
    main()
