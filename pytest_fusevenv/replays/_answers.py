"""The answers of a fingerprint, as rules read them."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pytest_fusevenv.fingerprints import Fingerprint
from pytest_fusevenv.quirks import AnyQuirk, Errno

if TYPE_CHECKING:
    from pytest_fusevenv.questions import Answer

_NAMES = {name.number: name for name in Errno}


class Answers:
    """What one filesystem answered."""

    def __init__(self, fingerprint: Fingerprint) -> None:
        self._answers = fingerprint.answers
        self.origin = fingerprint.origin

    def get(self, key: str) -> Answer | None:
        """The answer to a question; None where it was not asked."""
        return self._answers.get(key)

    def text(self, key: str) -> str:
        """The answer to a question as a text; empty where it was not asked."""
        return str(self._answers.get(key, ""))

    def keys(self, topic: str) -> list[str]:
        """The keys of the questions of a topic that were asked."""
        return [key for key in self._answers if key.startswith(topic)]

    def error(self, key: str) -> Errno | None:
        """The error that a question was answered with, if any, and if one can be imitated."""
        return named(self.text(key))

    def matched(self, key: str, pattern: str) -> re.Match[str] | None:
        """The answer to a question as a whole, where it has this form."""
        return re.fullmatch(pattern, self.text(key), re.DOTALL)

    def showed(self, *keys: str) -> str:
        """The sentence that gives a quirk's reason: what was measured."""
        told = (f"{key} -> {self.text(key).removeprefix('E:')}" for key in keys)
        return "probing showed: " + ", ".join(told)


def named(answer: str) -> Errno | None:
    """The error that an answer beginning with "E:" names; by number: ENOTSUP is EOPNOTSUPP."""
    found = re.match(r"E:(E[A-Z0-9]+)", answer)
    return _NAMES.get(getattr(errno, found[1], 0)) if found else None


Rule = Callable[[Answers], Iterable[AnyQuirk]]
"""Reads answers, and gives the quirks that explain them."""
