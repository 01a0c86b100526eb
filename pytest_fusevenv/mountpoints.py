"""The kernel's mount table, and the ways out of it: unmount, detach, abort."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

_libc = ctypes.CDLL(None, use_errno=True)
_MNT_FORCE = 1
_MNT_DETACH = 2
_OCTAL = re.compile(r"\\([0-7]{3})")


class Mountpoint(NamedTuple):
    """One line of /proc/self/mountinfo (proc(5))."""

    path: str
    device: str
    type: str
    source: str
    options: tuple[str, ...] = ()


def mounted() -> list[Mountpoint]:
    """What is mounted, as this process sees it."""
    table = Path("/proc/self/mountinfo").read_bytes().decode(errors="surrogateescape")
    # Not splitlines(): the kernel escapes no form feed, nor what else Unicode ends a line with.
    return [_parsed(line) for line in table.split("\n") if line]


def _parsed(line: str) -> Mountpoint:
    before, after = line.split(" - ", 1)
    fields = before.split(" ")
    kind, source, of_filesystem = after.split(" ")[:3]
    options = (*fields[5].split(","), *of_filesystem.split(","))
    return Mountpoint(_unescaped(fields[4]), fields[2], kind, _unescaped(source), options)


def _unescaped(text: str) -> str:
    return _OCTAL.sub(lambda match: chr(int(match[1], 8)), text)


def fuse_at(path: str) -> Mountpoint | None:
    """The FUSE mount on a directory, if the topmost one there is one."""
    here = [mount for mount in mounted() if mount.path == path]
    return here[-1] if here and here[-1].type.startswith("fuse") else None


_MOUNT_SETATTR = 442
"""The number of mount_setattr(2), which is the same on all machines (Linux 5.12)."""
_MOUNT_ATTR_NOSYMFOLLOW = 0x200000


def follow_no_links(path: str) -> None:
    """Let the kernel follow no symbolic link on a mount (`nosymfollow`). Raises OSError."""
    wishes = (ctypes.c_uint64 * 4)(_MOUNT_ATTR_NOSYMFOLLOW)
    size = ctypes.c_size_t(ctypes.sizeof(wishes))
    if _libc.syscall(_MOUNT_SETATTR, -1, os.fsencode(path), 0, wishes, size) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), path)


def unmount(path: str) -> bool:
    """Unmount what nobody uses; whether it is gone."""
    return _unmounted(path, 0)


def detach(path: str) -> bool:
    """Take a mount out of the tree, whoever uses it; whether it is gone."""
    return _unmounted(path, _MNT_DETACH)


def _unmounted(path: str, flags: int) -> bool:
    if _libc.umount2(os.fsencode(path), flags) == 0:
        return True
    if os.geteuid() != 0:
        _ask_helper(path, lazily=bool(flags))
    return fuse_at(path) is None


def _ask_helper(path: str, *, lazily: bool) -> None:
    helper = shutil.which("fusermount3") or shutil.which("fusermount")
    if helper:
        command = [helper, "-u", "-q", *(["-z"] if lazily else []), "--", path]
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(command, check=False, capture_output=True, timeout=10)


def abort(mount: Mountpoint) -> None:
    """End a connection whose server answers no more; every call that waits for it fails."""
    number = mount.device.partition(":")[2]
    try:
        Path(f"/sys/fs/fuse/connections/{number}/abort").write_text("1")
    except OSError:
        _libc.umount2(os.fsencode(mount.path), _MNT_FORCE)


def take_away(path: str) -> bool:
    """Take a FUSE mount off a directory, by force if need be; whether there is none (any more)."""
    mount = fuse_at(path)
    if mount is not None and not detach(path):
        abort(mount)
        detach(path)
    return fuse_at(path) is None


def discard(directory: Path) -> None:
    """Remove a directory of ours, and all in it but what is below a mountpoint (`mount…`).

    A mountpoint is removed only where it is empty: what is mounted there may be somebody's own
    files, and may have been mounted just now.
    """
    with contextlib.suppress(OSError):
        for entry in list(directory.iterdir()):
            _discard_entry(entry)
        directory.rmdir()


def _discard_entry(entry: Path) -> None:
    with contextlib.suppress(OSError):  # another process may sweep here, too
        if entry.name.startswith("mount"):
            entry.rmdir()
        elif entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink()
