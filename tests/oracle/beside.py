"""Holds a profile beside its original: `python -m tests.oracle.beside NAME [--original FP]`.

The profile is mounted over /dev/shm and probed, as root, or as an ordinary user where one asked the
original. What differs is printed: the question, the original's answer, ours. Left out is what no
imitation carries, and what the profile says of itself to be `apart`.

`python -m tests.oracle.beside --replay FP` prints the profile that `fusevenv probe --profile` would
make of FP, to start from. FP is a name in tests/oracle/measured, or a .json file.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pytest_fusevenv.catalogue import find
from pytest_fusevenv.fingerprints import (
    BadFingerprint,
    Difference,
    Fingerprint,
    differences,
    shared,
)
from pytest_fusevenv.forms import as_toml
from pytest_fusevenv.likenesses import INCIDENTAL
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.replays import replay
from tests import fingerprinting
from tests.oracle.measured import measured

NOT_ASKED = "not asked"
"""What a question is answered with for which there was no room, or no time."""


def different(original: Fingerprint, ours: Fingerprint) -> list[Difference]:
    """Where an imitation differs from its original, as far as it is the imitation's to answer."""
    found = differences(original, ours, but=INCIDENTAL)
    return [one for one in found if NOT_ASKED not in (one.first, one.second)]


def unexplained(profile: Profile, original: Fingerprint, ours: Fingerprint) -> list[Difference]:
    """Where an imitation differs from its original, and the profile has no reason for it."""
    found = different(original, ours)
    return [one for one in found if reason_for(one.key, profile) is None]


def reason_for(key: str, profile: Profile) -> str | None:
    """Why a profile answers a question otherwise than its original; None where it does not say."""
    said = profile.original.apart if profile.original else {}
    return next((reason for given, reason in said.items() if _is_of(key, given)), None)


def superfluous(profile: Profile, original: Fingerprint, ours: Fingerprint) -> list[str]:
    """What a profile says to be apart that is equal, or is left out anyway."""
    said = profile.original.apart if profile.original else {}
    found = [one.key for one in different(original, ours)]
    return [key for key in said if not any(_is_of(one, key) for one in found)]


def _is_of(key: str, said: str) -> bool:
    return key.startswith(said) if said.endswith(".") else key == said


def _probed(name: str, original: Fingerprint) -> Fingerprint:
    if original.origin.asked_by == "user":
        return fingerprinting.as_ordinary_user(name)
    return fingerprinting.fingerprint_of(name)


def _compare(name: str, against: str | None) -> int:
    profile = find(name)
    chosen = against or (profile.original.name if profile.original else None)
    if chosen is None:
        raise BadFingerprint(f"{name} has no original: give one with --original")
    theirs = measured(chosen)
    ours = _probed(name, theirs)
    found = unexplained(profile, theirs, ours)
    for difference in found:
        print(
            f"{difference.key}\n    original: {difference.first}\n    ours:     {difference.second}"
        )
    for said in superfluous(profile, theirs, ours):
        print(f"{said}: said to be apart, and is equal")
    print(f"{len(found)} of {len(shared(theirs, ours))} answers differ from {chosen}")
    return 1 if found else 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("name", nargs="?")
    parser.add_argument("--original")
    parser.add_argument("--replay")
    asked = parser.parse_args(arguments)
    try:
        if asked.replay:
            print(as_toml(replay(measured(asked.replay), Path(asked.replay).stem)))
            return 0
        return _compare(asked.name or parser.error("name a profile"), asked.original)
    except BadFingerprint as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
