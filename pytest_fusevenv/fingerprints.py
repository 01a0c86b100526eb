"""Fingerprints: what a filesystem answered to the questions of a probe, and how two differ.

Pure but for `load`, which reads the file it is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from pytest_fusevenv import __version__
from pytest_fusevenv.questions import QUESTIONS, VERSION, Answer, spelt_out

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

HUNG = "hung"
"""The answer of a question that was not answered in time."""


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was asked, and from where. It names no path, no host and no user."""

    type: str = "unknown"
    """The filesystem type, as in /proc/self/mountinfo."""
    options: tuple[str, ...] = ()
    """The mount options that name nobody."""
    kernel: str = ""
    asked_by: Literal["root", "user"] = "user"
    fusevenv: str = ""


class Fingerprint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A filesystem's answers, by question. `questions` is the version of the list."""

    questions: int
    origin: Origin
    answers: dict[str, Answer]


class Difference(NamedTuple):
    """One question that two filesystems answer differently."""

    key: str
    first: Answer
    second: Answer


class BadFingerprint(ValueError):  # noqa: N818
    """A file is not a fingerprint; the message names it and says what one is."""


def differences(
    first: Fingerprint, second: Fingerprint, *, but: Collection[str] = ()
) -> list[Difference]:
    """The questions that both were asked and answered differently, in the order of the list.

    `but` holds keys, or beginnings of keys that end in a dot, that are not compared.
    """
    apart = tuple(key for key in but if key.endswith("."))
    return [
        Difference(key, first.answers[key], second.answers[key])
        for key in shared(first, second)
        if first.answers[key] != second.answers[key]
        and key not in but
        and not key.startswith(apart or ("\0",))
    ]


def shared(first: Fingerprint, second: Fingerprint) -> list[str]:
    """The keys of the questions that both were asked."""
    return [key for key in first.answers if key in second.answers]


def as_json(fingerprint: Fingerprint) -> bytes:
    """The JSON form: one answer a line, so that two files can be compared by any tool."""
    return msgspec.json.format(msgspec.json.encode(fingerprint), indent=1) + b"\n"


def load(path: Path) -> Fingerprint:
    """The fingerprint in a file, in this form or in the older one. Raises BadFingerprint."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise BadFingerprint(f"the fingerprint {path} cannot be read: {error.strerror}") from None
    try:
        table = _spelt_out(msgspec.json.decode(text))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadFingerprint(f"{path} is not JSON: {error}") from None
    if not isinstance(table, dict) or not table:
        raise BadFingerprint(f"{path} is no fingerprint: `fusevenv probe DIR -o FILE` writes one")
    if "answers" not in table:
        return _older(table)
    try:
        fingerprint = msgspec.convert(table, Fingerprint)
    except msgspec.ValidationError as error:
        raise BadFingerprint(f"{path} is no fingerprint: {error}") from None
    if not 0 <= fingerprint.questions <= VERSION:
        raise BadFingerprint(
            f"{path} answers version {fingerprint.questions} of the questions, and this fusevenv "
            f"({__version__}) knows none after {VERSION}: take a later one"
        )
    return fingerprint


def _spelt_out(value: object) -> object:
    """What was decoded, with every text in it printable: a stranger may have written it."""
    match value:
        case dict():
            return {_spelt_out(key): _spelt_out(item) for key, item in value.items()}
        case list():
            return [_spelt_out(item) for item in value]
        case str():
            return spelt_out(value)
        case _:
            return value


def _older(table: dict[str, object]) -> Fingerprint:
    """A fingerprint in the older form: answers in groups, a group that failed as one answer."""
    answers: dict[str, Answer] = {}
    for group, said in table.items():
        if isinstance(said, dict):
            answers |= _flat(group, said)
            continue
        inside = [key for key in QUESTIONS if key.startswith(f"{group}.")]
        answers |= dict.fromkeys(inside or [group], _answer(said))
    ordered = {key: answers[key] for key in QUESTIONS if key in answers}
    return Fingerprint(0, Origin(), ordered | answers)


def _flat(group: str, said: dict[str, object]) -> dict[str, Answer]:
    flat: dict[str, Answer] = {}
    for name, value in said.items():
        key = f"{group}.{name}"
        if isinstance(value, dict):
            flat |= _flat(key, value)
        else:
            flat[key] = _answer(value)
    return flat


def _answer(value: object) -> Answer:
    match value:
        case bool() | int() | str():
            return value
        case list():
            return [str(item) for item in value]
        case _:
            return str(value)
