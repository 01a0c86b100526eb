"""Writes the fingerprints of the shipped profiles: `python -m tests.fingerprinting`, as root.

Every profile is mounted and probed as root, and again as an ordinary user; about five seconds each.
With names of profiles as arguments, only these are asked again.
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path

from pytest_fusevenv.catalogue import find, shipped
from pytest_fusevenv.fingerprints import Fingerprint, as_json, load
from pytest_fusevenv.likenesses import FILE, Role, encoded, of_profile
from pytest_fusevenv.mount import mount
from pytest_fusevenv.probe import probe
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Delay, Fault, Room, Soon

ROLES: tuple[Role, ...] = ("root", "user")
_CHANGING = (Delay, Fault, Room, Soon)


def _is_asked(profile: Profile) -> bool:
    """Whether it lets a probe make things, and answers it alike every time."""
    changes = any(isinstance(quirk, _CHANGING) for quirk in profile.quirks)
    return not (profile.is_read_only or changes)


ASKED = tuple(name for name, profile in shipped().items() if _is_asked(profile))
"""The profiles that have a fingerprint."""

Roles = dict[Role, Fingerprint]
FILE_AT = Path(str(resources.files("pytest_fusevenv").joinpath("catalogue", FILE)))
PATIENCE = 60.0
"""Seconds for one question: deep paths take some, where the kernel may remember no names."""
SHM = Path("/dev/shm")
"""Backings are in memory: what is the backing's own is then the same on every machine."""


def fingerprint_of(name: str) -> Fingerprint:
    """What a mount of a profile answers us."""
    profile = find(name)
    with tempfile.TemporaryDirectory(dir=SHM, prefix="fusevenv-") as backing:
        if profile.squashes_root:
            Path(backing).chmod(0o1777)
        with mount(profile, Path(backing)) as mounted:
            return probe(mounted.path, patience=PATIENCE)


def as_ordinary_user(name: str) -> Fingerprint:
    """What a mount of a profile answers an ordinary user. Raises CalledProcessError."""
    ask = "import sys, tests.fingerprinting as f; f.tell(sys.argv[1])"
    command = [sys.executable, "-m", "tests.ordinary", sys.executable, "-c", ask, name]
    with tempfile.NamedTemporaryFile(suffix=".json") as told:
        subprocess.run(command, stdout=told, check=True, timeout=120)
        return load(Path(told.name))


def tell(name: str) -> None:
    """Print what a mount of a profile answers us."""
    sys.stdout.buffer.write(as_json(fingerprint_of(name)))


def main(names: list[str]) -> None:
    if unknown := set(names).difference(ASKED):
        sys.exit(f"not probed: {', '.join(sorted(unknown))}; there are: {', '.join(ASKED)}")
    asked = {name: _in_both_roles(name) for name in ASKED if name in (names or ASKED)}
    with _alone():
        told = {name: asked.get(name) or _as_shipped(name) for name in ASKED}
        FILE_AT.write_bytes(encoded({name: roles for name, roles in told.items() if roles}))


def _in_both_roles(name: str) -> Roles:
    """What a mount of a profile answers each; one that only root can mount answers root alone."""
    told: Roles = {"root": fingerprint_of(name)}
    return told if find(name).follows_no_links else {**told, "user": as_ordinary_user(name)}


def _as_shipped(name: str) -> Roles:
    """What is in the file of a profile; nothing, where it is one that was never asked."""
    told: Roles = {}
    for role in ROLES:
        with suppress(KeyError):
            told[role] = of_profile(name, role)
    return told


@contextmanager
def _alone() -> Iterator[None]:
    """The file is nobody else's to write, until this ends."""
    with FILE_AT.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    main(sys.argv[1:])
