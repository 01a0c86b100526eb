"""Process 1 of user-mode Linux: makes the kernel habitable, does one job, and turns it off.

`python guest.py DIRECTORY`: the directory is the host's, and the only one that can be written. In
it, `job.json` says what to do; `output` and `errors` receive what was printed, and `ended` which
step was the last and how it ended.
"""

import ctypes
import fcntl
import json
import os
import shlex
import socket
import struct
import subprocess
import sys
import traceback
from pathlib import Path
from typing import BinaryIO

_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1
_RB_POWER_OFF = 0x4321FEDC
_MS_RDONLY, _MS_NOSUID, _MS_REMOUNT = 1, 2, 32
_libc = ctypes.CDLL(None, use_errno=True)
_WORK = Path("/run/work")
_MODULES = Path("/run/modules")


def _sh(script: str, output: BinaryIO | None = None) -> int:
    words = ["sh", "-euc", script]
    return subprocess.run(
        words, check=False, stdin=subprocess.DEVNULL, stdout=output, stderr=output
    ).returncode


def _trust_no_setuid() -> None:
    """Let nobody's programs run as nobody: who is not root here sees those of root as nobody's."""
    if _libc.mount(None, b"/", None, _MS_REMOUNT | _MS_RDONLY | _MS_NOSUID, None) != 0:
        raise OSError(ctypes.get_errno(), "the root filesystem cannot be remounted")


def _mount_own(directory: str) -> None:
    """The kernel's own filesystems; memory where services write; the one door to the host."""
    host = shlex.quote(directory)
    script = f"""
        mount -t proc none /proc
        mount -t sysfs none /sys
        mount -t tmpfs -o size=80% none /run
        mkdir /run/host /run/lock /run/work /run/work/here
        mount -t hostfs -o {host} none /run/host
    """
    if _sh(script) != 0:
        raise OSError("the guest's own filesystems cannot be mounted")


def _find_modules() -> None:
    """Let modprobe find the modules, which are not where it looks, also when the kernel calls it.

    The directory is the one that the package's modules are in, not /lib/modules.
    """
    library = _MODULES / "lib"
    library.mkdir(parents=True)
    (library / "modules").symlink_to("/usr/lib/uml/modules")
    program = _MODULES / "modprobe"
    program.write_text(f'#!/bin/sh\nPATH=/usr/sbin:/sbin\nexec modprobe -d {_MODULES} "$@"\n')
    program.chmod(0o755)
    Path("/proc/sys/kernel/modprobe").write_text(str(program))
    os.environ["PATH"] = f"{_MODULES}:{os.environ['PATH']}"


def _bring_up_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | _IFF_UP))


def _do(host: Path) -> str:
    """Do the job; the step that was the last, and how it ended."""
    job = json.loads((host / "job.json").read_text())
    os.environ.update(job["environment"])
    _find_modules()
    _bring_up_loopback()
    os.chdir(_WORK)
    with (host / "output").open("wb") as output, (host / "errors").open("wb") as errors:
        if status := _sh(job["set_up"], errors):
            return f"setting up: {status}"
        done = subprocess.run(
            job["command"],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            cwd=_WORK / "here",
        )
        return f"the command: {done.returncode}"


def main(directory: str) -> None:
    """Be process 1."""
    try:
        _trust_no_setuid()
        _mount_own(directory)
        host = Path("/run/host")
        (host / "ended").write_text(_do(host))
    except BaseException:
        traceback.print_exc()  # the console is all there is
    finally:
        _libc.reboot(_RB_POWER_OFF)


if __name__ == "__main__":
    main(sys.argv[1])
