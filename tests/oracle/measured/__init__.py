"""What real filesystems answered to a probe: `NAME.json`, and how each was mounted: `NAME.mount`.

    fingerprint = measured("exfat-kernel")

The .json files are fingerprints, as `fusevenv probe -o` writes them, with their keys sorted. A
.mount file has the line of the mount table, where that was kept, and the commands (`up:`) that
mounted it; `$W` is a directory to work in, `$M` the mountpoint. Where a name begins with `nr-` an
ordinary user asked, and else root. `python -m tests.oracle.measured FILE.json…` ships more of them.

In the older form a topic that failed at its first question has that answer, and no others.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
from msgspec.structs import replace

from pytest_fusevenv.fingerprints import BadFingerprint, Fingerprint, Origin, load
from pytest_fusevenv.likenesses import Role
from pytest_fusevenv.questions import QUESTIONS

HERE = Path(__file__).resolve().parent

_LINE = re.compile(r"^\S+ \S+ (\S+) \S+ \d+ \d+$", re.MULTILINE)
_PLACES = {"/run/w/m ": "$M ", "$W/mnt": "$M", "/run/w": "$W"}
"""Where the originals stood, and how a .mount file calls it."""


def measured(name: str) -> Fingerprint:
    """The answers of a real filesystem, by its name or its .json file. Raises BadFingerprint."""
    if name.endswith(".json"):
        return read(Path(name))
    if name not in names():
        known = ", ".join(names())
        raise BadFingerprint(f"{name} is not in {HERE.name}/; there are: {known}, or give a file")
    return load(HERE / f"{name}.json")


def names() -> list[str]:
    """The real filesystems whose answers are here."""
    return sorted(file.stem for file in HERE.glob("*.json"))


def read(file: Path) -> Fingerprint:
    """A fingerprint with its keys sorted. One in the older form is told whence it comes."""
    found = load(file)
    unasked = _unasked(msgspec.json.decode(file.read_bytes()))
    keys = [key for key in sorted(QUESTIONS) if key in found.answers and key not in unasked]
    asked = {key: found.answers[key] for key in keys}
    if found.origin != Origin():
        return replace(found, answers=asked)
    line = _LINE.search(how_mounted(file))
    asked_by: Role = "user" if file.stem.startswith("nr-") else "root"
    origin = Origin(type=line[1] if line else "unknown", asked_by=asked_by)
    return replace(found, answers=asked, origin=origin)


def _unasked(table: dict[str, object]) -> set[str]:
    """The questions of a failed topic after its first one, in the older form."""
    failed = [topic for topic, said in table.items() if not isinstance(said, dict)]
    inside = [[key for key in QUESTIONS if key.startswith(f"{topic}.")] for topic in failed]
    return {key for keys in inside for key in keys[1:]}


def how_mounted(file: Path) -> str:
    """What is said beside a fingerprint of how it was mounted; empty if nothing is."""
    said = file.with_suffix(".mount")
    how = said.read_text().strip() if said.exists() else ""
    for place, called in _PLACES.items():
        how = how.replace(place, called)
    return how
