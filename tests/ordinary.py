"""Run a command as an ordinary user who may mount: `python -m tests.ordinary COMMAND…`, as root.

The command runs in a mount namespace of its own, where /dev/fuse is a fresh node that everybody may
open, and where directories on the way to Python and to this checkout that are closed to others are
open. Nothing of this is seen outside, and all of it goes with the command. `no_new_privs` must not
be set, for the user mounts through the setuid fusermount3.
"""

import ctypes
import os
import pwd
import stat
import sys
import tempfile
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)

_CLONE_NEWNS = 0x00020000
_MS_BIND, _MS_REC, _MS_PRIVATE = 0x1000, 0x4000, 0x40000
_FUSE = os.makedev(10, 229)
_PR_SET_PDEATHSIG, _SIGKILL = 1, 9
_NEEDS_ROOT = 77


def ordinary_user() -> pwd.struct_passwd:
    """A user that is neither root nor the system's."""
    people = (user for user in pwd.getpwall() if 1000 <= user.pw_uid < 60_000)
    return next(people, None) or pwd.getpwnam("nobody")


def _mount(source: str, target: Path, kind: str, flags: int, data: str = "") -> None:
    arguments = source.encode(), os.fsencode(target), kind.encode(), flags, data.encode()
    if _libc.mount(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"mounting {kind or 'again'}: {os.strerror(number)}", str(target))


def _bind(source: Path, target: Path) -> None:
    _mount(str(source), target, "", _MS_BIND | _MS_REC)


def _offer_fuse(scratch: Path) -> None:
    _mount("tmpfs", scratch, "tmpfs", 0, "mode=755")
    os.mknod(scratch / "fuse", stat.S_IFCHR | 0o666, _FUSE)
    (scratch / "fuse").chmod(0o666)
    _bind(scratch / "fuse", Path("/dev/fuse"))


def _needed() -> list[Path]:
    """What the command must be able to read: Python, whole, and this checkout."""
    interpreter = Path(sys.executable).resolve().parent.parent
    checkout = Path(__file__).resolve().parent.parent
    prefixes = (sys.prefix, sys.base_prefix, sys.exec_prefix)
    return [interpreter, checkout, *(Path(prefix).resolve() for prefix in prefixes)]


def _closed_above(path: Path) -> Path | None:
    """The first directory on the way to a path that others may not pass."""
    on_the_way = reversed(path.parents)
    return next((above for above in on_the_way if not above.stat().st_mode & 0o001), None)


def _open_the_way(path: Path) -> None:
    """Stand an open directory, with nothing but the path in it, for the one that is closed."""
    closed = _closed_above(path)
    if closed is None:
        return
    descriptor = os.open(path, os.O_PATH)
    _mount("tmpfs", closed, "tmpfs", 0, "mode=755")
    path.mkdir(parents=True)
    _bind(Path(f"/proc/self/fd/{descriptor}"), path)
    os.close(descriptor)


def _become(user: pwd.struct_passwd, home: Path) -> None:
    os.chown(home, user.pw_uid, user.pw_gid)
    os.setgroups([])
    os.setresgid(user.pw_gid, user.pw_gid, user.pw_gid)
    os.setresuid(user.pw_uid, user.pw_uid, user.pw_uid)
    _libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL)
    os.environ.update(HOME=str(home), TMPDIR=str(home), USER=user.pw_name, LOGNAME=user.pw_name)
    os.environ.pop("XDG_RUNTIME_DIR", None)


def _enter(home: Path, scratch: Path) -> None:
    """Into the namespace, and into the user's shoes."""
    if _libc.unshare(_CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "no mount namespace of our own")
    _mount("none", Path("/"), "", _MS_REC | _MS_PRIVATE)
    _offer_fuse(scratch)
    for path in _needed():
        _open_the_way(path)
    _become(ordinary_user(), home)


def main(command: list[str]) -> int:
    """Run a command; its exit code."""
    if os.geteuid() != 0:
        print("needs-root: only root can play an ordinary user", file=sys.stderr)
        return _NEEDS_ROOT
    with (
        tempfile.TemporaryDirectory(prefix="ordinary-", dir="/tmp") as home,
        tempfile.TemporaryDirectory(prefix="ordinary-") as scratch,
    ):
        child = os.fork()
        if child == 0:
            try:
                _enter(Path(home), Path(scratch))
                os.execvp(command[0], command)
            except BaseException as error:
                print(f"{error!r}", file=sys.stderr)
            finally:
                os._exit(126)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
