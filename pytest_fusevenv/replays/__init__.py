"""A fingerprint turned into a profile that imitates it: what `fusevenv probe --profile` writes.

    profile = replay(fingerprint, "theirs")

A table of small rules, one module a subject: each reads a few answers, and gives the quirks that
explain them. What no rule can read, or what contradicts itself, is left plain. Pure.
"""

from __future__ import annotations

import msgspec

from pytest_fusevenv.fingerprints import Fingerprint
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import AnyQuirk
from pytest_fusevenv.replays import _contents, _links, _mounting, _names, _permissions, _times
from pytest_fusevenv.replays._answers import Answers, Rule
from pytest_fusevenv.replays._not_carried import NOT_CARRIED

__all__ = ["NOT_CARRIED", "replay"]

_RULES: tuple[Rule, ...] = (
    *_mounting.RULES,
    *_names.RULES,
    *_links.RULES,
    *_permissions.RULES,
    *_contents.RULES,
    *_times.RULES,
)
"""In the order in which their quirks are asked."""


def replay(fingerprint: Fingerprint, name: str) -> Profile:
    """The profile, called `name`, of a filesystem that answers like this."""
    answers = Answers(fingerprint)
    return Profile(
        name,
        title=f"{fingerprint.origin.type}, as `fusevenv probe` found it",
        quirks=tuple(quirk for rule in _RULES for quirk in rule(answers) if _lawful(quirk)),
        story=_story(fingerprint),
    )


def _lawful(quirk: AnyQuirk) -> bool:
    """Whether a profile can have it: not if an answer is a number that no filesystem gives."""
    try:
        msgspec.convert(msgspec.to_builtins(quirk), type(quirk))
    except msgspec.ValidationError:
        return False
    return True


def _story(fingerprint: Fingerprint) -> str:
    """What was probed, and how."""
    origin = fingerprint.origin
    options = f", mounted with {','.join(origin.options)}" if origin.options else ""
    kernel = f" on Linux {origin.kernel}" if origin.kernel else ""
    asked = {"root": "root", "user": "an ordinary user"}[origin.asked_by]
    return (
        f"Made by `fusevenv probe` from what {asked} was answered by {origin.type}{options}"
        f"{kernel}: {len(fingerprint.answers)} answers to version {fingerprint.questions} of the "
        f"questions.\n"
        "\n"
        "What no question asks about is plain, and so is what is not a FUSE server's to imitate:\n"
        "`fusevenv diff --imitation` leaves that out."
    )
