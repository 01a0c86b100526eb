"""How like a filesystem is to the profiles: their own fingerprints, and the nearest of them.

The profiles' fingerprints are data that is shipped, so that no mount is needed to compare with
them: `python -m tests.fingerprinting` writes them, and the tests hold them to what mounts answer.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

import msgspec

from pytest_fusevenv.catalogue import shipped
from pytest_fusevenv.fingerprints import Difference, Fingerprint, Origin, differences, shared
from pytest_fusevenv.questions import QUESTIONS, VERSION, Answer
from pytest_fusevenv.replays import NOT_CARRIED

FILE = "fingerprints.json"
CONTROL = "plain"

INCIDENTAL = frozenset({*NOT_CARRIED, "ids.dir_size_kind", "statfs.flags", "special.use_null"})
"""What is not compared when the nearest is sought: it is the backing's, or any FUSE mount's."""

Role = Literal["root", "user"]


class Shipped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file's form. `control` is what the control answers, `apart` how the others differ."""

    questions: int
    control: dict[Role, dict[str, Answer]]
    apart: dict[str, dict[Role, dict[str, Answer]]]


class Likeness(NamedTuple):
    """How like a filesystem is to a profile: over how many questions, and where they differ."""

    profile: str
    compared: int
    differences: list[Difference]


def of_profile(name: str, role: Role) -> Fingerprint:
    """The fingerprint of a shipped profile, as root or as an ordinary user is answered.

    Raises KeyError for a profile that has none; an ordinary user has none of what only root mounts.
    """
    known = _shipped()
    if name != CONTROL and role not in known.apart.get(name, {}):
        raise KeyError(f"no fingerprint is shipped of {name} as {role} is answered")
    apart = {} if name == CONTROL else known.apart[name][role]
    answers = _in_order(known.control[role] | apart)
    return Fingerprint(known.questions, Origin(type="fuse", asked_by=role), answers)


def nearest(fingerprint: Fingerprint) -> list[Likeness]:
    """Every shipped profile with where the filesystem differs from it, the nearest first."""
    role = fingerprint.origin.asked_by
    likenesses = []
    for name in _fingerprinted(role):
        profile = of_profile(name, role)
        apart = differences(profile, fingerprint, but=INCIDENTAL)
        compared = [key for key in shared(profile, fingerprint) if key not in INCIDENTAL]
        likenesses.append(Likeness(name, len(compared), apart))
    return sorted(likenesses, key=lambda likeness: len(likeness.differences))


def encoded(fingerprints: dict[str, dict[Role, Fingerprint]]) -> bytes:
    """The file that ships these fingerprints, by profile and role; the control must be there."""
    control = {role: told.answers for role, told in fingerprints[CONTROL].items()}
    apart = {
        name: {role: _apart(told.answers, control[role]) for role, told in roles.items()}
        for name, roles in fingerprints.items()
        if name != CONTROL
    }
    encoder = msgspec.json.encode(Shipped(VERSION, control, apart))
    return msgspec.json.format(encoder, indent=1) + b"\n"


def _fingerprinted(role: Role) -> list[str]:
    """The shipped profiles whose answers in a role are shipped, too."""
    apart = _shipped().apart
    return [name for name in shipped() if name == CONTROL or role in apart.get(name, {})]


def _apart(answers: dict[str, Answer], control: dict[str, Answer]) -> dict[str, Answer]:
    return {key: said for key, said in _in_order(answers).items() if control.get(key) != said}


def _in_order(answers: dict[str, Answer]) -> dict[str, Answer]:
    """Answers in the order of the questions; what was answered beside them is the last."""
    return {key: answers[key] for key in QUESTIONS if key in answers} | answers


@cache
def _shipped() -> Shipped:
    data = resources.files("pytest_fusevenv").joinpath("catalogue", FILE).read_bytes()
    return msgspec.json.decode(data, type=Shipped)
