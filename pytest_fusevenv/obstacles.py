"""What keeps a mount from being made: on this machine (with the cure), or by what was asked for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from pytest_fusevenv.engine import Engine


class CannotMount(Exception):  # noqa: N818 - it says what is the matter, which "error" would not
    """A mount cannot be made on this machine: a stable code, what is the matter, and the cure."""

    def __init__(self, code: str, matter: str, cure: str) -> None:
        super().__init__(f"{matter}\n  cure: {cure}")
        self.code = code
        self.matter = matter
        self.cure = cure


class BadDirectory(ValueError):  # noqa: N818
    """A directory that was given cannot be used; the message says why and what would do."""


def obstacle(engine: Engine) -> CannotMount | None:
    """What keeps this user from mounting on this machine, as far as a look can tell."""
    device = Path("/dev/fuse")
    if not device.exists():
        return CannotMount(
            "no-fuse-device",
            "/dev/fuse does not exist: the kernel has no FUSE, or this container was given none",
            "`sudo modprobe fuse`; in a container, start it with "
            "`--device /dev/fuse --cap-add SYS_ADMIN`",
        )
    if not os.access(device, os.R_OK | os.W_OK):
        return CannotMount(
            "fuse-device-denied",
            f"/dev/fuse may not be opened by uid {os.geteuid()}",
            "`sudo chmod 666 /dev/fuse`, or run as root",
        )
    if os.geteuid() != 0 and not any(shutil.which(name) for name in engine.mount_helpers):
        names = " or ".join(engine.mount_helpers)
        return CannotMount(
            "no-fusermount",
            f"an ordinary user mounts through the setuid program {names}, which is not on PATH",
            f"`{install_command(engine)}`, or run as root",
        )
    return None


def links_followed(profile: str, error: OSError) -> CannotMount:
    """What is the matter where the kernel cannot be kept from following links."""
    return CannotMount(
        "needs-root",
        f"{profile} is mounted with nosymfollow, which was refused for {error.filename}: "
        f"{error.strerror}",
        "FUSE's mount helper knows no such option: run as root, on Linux 5.12 or newer",
    )


def install_command(engine: Engine) -> str:
    """The command that installs the library and the mount helper of an engine."""
    return "sudo apt-get install " + ("fuse libfuse2" if engine is Engine.FUSEPY else "fuse3")
