"""The directories of a mount: made, or looked at before they are used."""

from __future__ import annotations

from pathlib import Path

from pytest_fusevenv.mountpoints import mounted
from pytest_fusevenv.obstacles import BadDirectory


def usable(given: Path | None, made: Path, role: str) -> Path:
    """The directory that is given for a role, or else one made. Raises BadDirectory."""
    if given is None:
        made.mkdir()
        return made
    path = str(Path(given).absolute())
    if role == "mountpoint" and any(mount.path == path for mount in mounted()):
        raise BadDirectory(
            f"something is mounted on {path} already; unmount it, or take another directory"
        )
    try:
        found = given.resolve(strict=True)
        str(found).encode()
    except OSError as error:
        raise BadDirectory(f"the {role} {given} cannot be used: {error.strerror}") from None
    except UnicodeEncodeError:
        raise BadDirectory(f"the {role} {found!r} has a name that is not UTF-8") from None
    if not found.is_dir():
        raise BadDirectory(f"the {role} {given} is not a directory; make it first")
    return found


def refuse_unusable(backing: Path, mountpoint: Path) -> None:
    """Raise BadDirectory where these two can not make a mount."""
    if any(mount.path == str(mountpoint) for mount in mounted()):
        raise BadDirectory(
            f"something is mounted on {mountpoint} already; unmount it, or take another directory"
        )
    if mountpoint == backing or backing in mountpoint.parents or mountpoint in backing.parents:
        raise BadDirectory(
            f"the mountpoint {mountpoint} and the backing {backing} lie inside one another; the "
            f"server would wait for itself. Take a mountpoint elsewhere"
        )
    if any(mountpoint.iterdir()):
        raise BadDirectory(f"the mountpoint {mountpoint} is not empty; give an empty directory")
