"""What the two processes of a probe tell each other: the inquiry, and the lines that come back."""

from __future__ import annotations

import msgspec

from pytest_fusevenv.fingerprints import Origin
from pytest_fusevenv.questions import Answer


class Inquiry(msgspec.Struct, frozen=True):
    """What to ask, and where: `place` is made, used and, by an inquiry without keys, removed."""

    place: bytes
    """A path, which may be no UTF-8."""
    keys: tuple[str, ...] = ()


class Of(msgspec.Struct, frozen=True, tag=True):
    """What is being asked."""

    origin: Origin


class Asks(msgspec.Struct, frozen=True, tag=True):
    """A question is being asked; nothing is said until it is answered."""

    key: str


class Answers(msgspec.Struct, frozen=True, tag=True):
    """A question was answered."""

    key: str
    answer: Answer


class Fails(msgspec.Struct, frozen=True, tag=True):
    """The place could not be made, or not be removed."""

    errno: int


Line = Of | Asks | Answers | Fails
"""One line of JSON on the asking process' standard output."""
