"""What this machine needs to mount profiles and to run uv on them: one sign for each need."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
import time
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.catalogue import find
from pytest_fusevenv.mount import libfuse_version, mount
from pytest_fusevenv.mountpoints import Mountpoint, mounted
from pytest_fusevenv.obstacles import CannotMount, install_command, obstacle
from pytest_fusevenv.records import PREFIX
from pytest_fusevenv.tools import UnknownTool, find_python, find_uv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fusevenv.engine import Engine

_ROOM = 200 * 2**20
"""The bytes that a few environments and their interpreters' caches take, with some to spare."""
_PATIENCE = 5.0
_CONTAINER = (
    "what is said above, if anything; a container needs `--device /dev/fuse --cap-add SYS_ADMIN`, "
    "and on some hosts `--security-opt apparmor=unconfined`"
)


class Matter(Enum):
    """How much a sign matters."""

    FINE = "fine"
    CAUTION = "caution"
    NO_MOUNT = "cannot mount"


class Sign(msgspec.Struct, frozen=True):
    """One need of ours, what was found of it, and the cure where that will not do."""

    need: str
    found: str
    matter: Matter = Matter.FINE
    cure: str = ""
    code: str = ""


def examine(engine: Engine) -> Iterator[Sign]:
    """The signs, as they are found. A test mount comes after all that could explain its failure."""
    yield Sign("engine", engine.value)
    yield _device(engine)
    yield _permission(engine)
    yield _privileges()
    yield _libfuse(engine)
    yield _test_mount(engine)
    yield _uv()
    yield _interpreters()
    yield _room()
    yield _leftovers()


def _device(engine: Engine) -> Sign:
    found = obstacle(engine)
    if found is not None and found.code != "no-fusermount":
        return _ill("/dev/fuse", found)
    mode = stat.filemode(Path("/dev/fuse").stat().st_mode)
    return Sign("/dev/fuse", f"may be opened by uid {os.geteuid()} ({mode})")


def _ill(need: str, why: CannotMount) -> Sign:
    return Sign(need, why.matter, Matter.NO_MOUNT, why.cure, why.code)


def _permission(engine: Engine) -> Sign:
    need = "permission"
    if os.geteuid() == 0:
        return Sign(need, "root mounts by itself")
    helper = next(filter(None, map(shutil.which, engine.mount_helpers)), None)
    if helper is None:
        names = " or ".join(engine.mount_helpers)
        cure = f"`{install_command(engine)}`"
        return Sign(need, f"no {names} on PATH", Matter.NO_MOUNT, cure, "no-fusermount")
    if not _is_setuid_root(Path(helper)):
        cure = f"`sudo chown root {helper} && sudo chmod u+s {helper}`"
        return Sign(need, f"{helper} is not setuid root", Matter.NO_MOUNT, cure, "not-setuid")
    if not Path("/etc/mtab").exists():
        said = f"{helper} cannot unmount without /etc/mtab"
        cure = "`sudo ln -s ../proc/self/mounts /etc/mtab`"
        return Sign(need, said, Matter.CAUTION, cure, "no-mtab")
    return Sign(need, f"through {helper}, which is setuid root")


def _is_setuid_root(path: Path) -> bool:
    found = path.stat()
    return found.st_uid == 0 and bool(found.st_mode & stat.S_ISUID)


def _privileges() -> Sign:
    need = "new privileges"
    status = Path("/proc/self/status").read_text()
    barred = "NoNewPrivs:\t1" in status
    if barred and os.geteuid() != 0:
        return Sign(
            need,
            "no_new_privs is set, so that setuid programs such as fusermount3 do nothing",
            Matter.NO_MOUNT,
            "start the container without `--security-opt no-new-privileges` (the service without "
            "`NoNewPrivileges=yes`), or run as root",
            "no-new-privs",
        )
    return Sign(need, "no_new_privs is set, which root does not mind" if barred else "not barred")


def _libfuse(engine: Engine) -> Sign:
    try:
        return Sign("libfuse", f"{libfuse_version(engine)}, loaded by {engine.value}")
    except CannotMount as why:
        return _ill("libfuse", why)


def _test_mount(engine: Engine) -> Sign:
    need = "test mount"
    before = time.monotonic()
    try:
        with mount(find("plain"), engine=engine) as there:
            (there.path / "written").write_text("read")
            same = (there.backing / "written").read_text() == "read"
    except CannotMount as why:
        cure = _CONTAINER if why.code == "not-permitted" else why.cure
        return Sign(need, why.matter, Matter.NO_MOUNT, cure, why.code)
    except OSError as error:
        same, said = False, f"{error.filename}: {error.strerror}"
    else:
        said = "what was written through the mount is not in its backing"
    if not same:
        return Sign(need, said, Matter.NO_MOUNT, "another engine: FUSEVENV_ENGINE", "wrong-mount")
    took = (time.monotonic() - before) * 1000
    return Sign(need, f"mounted, written, read and unmounted in {took:.0f} ms")


def _uv() -> Sign:
    try:
        uv = find_uv()
    except UnknownTool as error:
        return Sign("uv", str(error), Matter.CAUTION, "`pip install uv`", "no-uv")
    return Sign("uv", f"{uv.version} ({uv.path})")


def _interpreters() -> Sign:
    need = "interpreter"
    try:
        with tempfile.TemporaryDirectory(prefix=PREFIX) as scratch:
            return Sign(need, str(find_python(find_uv(), Path(scratch))))
    except UnknownTool as error:
        cure = "`uv python install`, or install python3"
        return Sign(need, str(error), Matter.CAUTION, cure, "no-interpreter")


def _room() -> Sign:
    top = tempfile.gettempdir()
    free = shutil.disk_usage(top).free
    said = f"{free / 2**30:.1f} GiB free in {top}"
    if free < _ROOM:
        return Sign("room", said, Matter.CAUTION, "free some, or set TMPDIR", "no-room")
    return Sign("room", said)


def _leftovers() -> Sign:
    dead = [there.path for there in mounted() if _is_ours(there) and not _answers(there.path)]
    if not dead:
        return Sign("leftovers", "no dead mount of ours")
    cure = "; ".join(f"`umount -l {path}`" for path in dead)
    return Sign("leftovers", f"dead: {', '.join(dead)}", Matter.CAUTION, cure, "dead-mounts")


def _is_ours(there: Mountpoint) -> bool:
    known = there.source.startswith("fusevenv:") or f"/{PREFIX}" in there.path
    return there.type.startswith("fuse") and known


def _answers(path: str) -> bool:
    """Whether a mount answers; asked by another process, since a dead one may answer nobody."""
    try:
        command = ["stat", "--format=%n", "--", path]
        asked = subprocess.run(command, check=False, capture_output=True, timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        return False
    return asked.returncode == 0
