"""Writes the fingerprints of the shipped profiles: `python -m tests.fingerprinting`, as root.

Every profile is mounted and probed as root, and again as an ordinary user; about five seconds each.
With names of profiles as arguments, only these are asked again.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from pytest_fusevenv.catalogue import find, shipped
from pytest_fusevenv.fingerprints import Fingerprint, as_json, load
from pytest_fusevenv.likenesses import FILE, Role, encoded, of_profile
from pytest_fusevenv.mount import mount
from pytest_fusevenv.probe import probe

ROLES: tuple[Role, ...] = ("root", "user")
SHM = Path("/dev/shm")
"""Backings are in memory: what is the backing's own is then the same on every machine."""


def fingerprint_of(name: str) -> Fingerprint:
    """What a mount of a profile answers us."""
    with (
        tempfile.TemporaryDirectory(dir=SHM, prefix="fusevenv-") as backing,
        mount(find(name), Path(backing)) as mounted,
    ):
        return probe(mounted.path)


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
    told: dict[str, dict[Role, Fingerprint]] = {}
    for name in shipped():
        if names and name not in names:
            told[name] = {role: of_profile(name, role) for role in ROLES}
            continue
        told[name] = {"root": fingerprint_of(name), "user": as_ordinary_user(name)}
    package = Path(__file__).resolve().parent.parent / "pytest_fusevenv"
    (package / "catalogue" / FILE).write_bytes(encoded(told))


if __name__ == "__main__":
    main(sys.argv[1:])
