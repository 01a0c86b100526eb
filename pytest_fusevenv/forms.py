"""The TOML form of a profile: written, read, and mistakes in it named by their place.

    text = as_toml(find("sshfs-3.7.6"))
    profile = from_toml(text)

Pure but for `load`, which reads the file it is given.
"""

from __future__ import annotations

import difflib
import re
import typing
from enum import Enum
from typing import TYPE_CHECKING

import msgspec
import tomli_w

from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import AnyQuirk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PLACE = re.compile(r"(?P<said>.*?)(?: - at `\$\.?(?P<place>[^`]*)`)?$", re.DOTALL)
_STEP = re.compile(r"\w+|\[(\d+)\]")
_VERBS: dict[str, type[msgspec.Struct]] = {v.__name__: v for v in typing.get_args(AnyQuirk)}


class BadForm(ValueError):  # noqa: N818
    """A text is not a profile; the message names the place and what could stand there."""


def as_toml(profile: Profile) -> str:
    """The TOML form of a profile. What is as it always is, is left out."""
    return tomli_w.dumps(as_table(profile), multiline_strings=True)


def from_toml(text: str, source: str = "the profile") -> Profile:
    """The profile that a TOML text describes. Raises BadForm, which begins with `source`."""
    try:
        table = msgspec.toml.decode(text)
    except msgspec.DecodeError as error:
        raise BadForm(f"{source} is not TOML: {error}") from None
    try:
        return msgspec.convert(table, Profile)
    except msgspec.ValidationError as error:
        raise BadForm(f"{source}: {_placed(str(error), table)}") from None


def load(path: Path) -> Profile:
    """The profile in a TOML file. Raises BadForm where it is missing, unreadable or wrong."""
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise BadForm(f"the profile {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise BadForm(f"the profile {path} is not UTF-8 at byte {error.start}") from None
    return from_toml(text, str(path))


def as_table(struct: msgspec.Struct) -> dict[str, object]:
    """A struct as builtins, its tag first, without the fields that have their default."""
    config = struct.__struct_config__
    pruned: dict[str, object] = {config.tag_field: config.tag} if config.tag_field else {}
    for field in msgspec.structs.fields(struct):
        value = getattr(struct, field.name)
        if value is not None and value != _default(field):
            pruned[field.encode_name] = _plain(value)
    return pruned


def _default(field: msgspec.structs.FieldInfo) -> object:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default


def _plain(value: object) -> object:
    match value:
        case msgspec.Struct():
            return as_table(value)
        case tuple():
            return [_plain(item) for item in value]
        case _:
            return msgspec.to_builtins(value)


# --- mistakes ------------------------------------------------------------------------------


def _placed(message: str, table: object) -> str:
    """A message of msgspec's with its place in front, and what could stand there behind."""
    match = _PLACE.match(message)
    said, place = (match["said"], match["place"] or "") if match else (message, "")
    if not said[1:2].isupper():  # as the name of an error is
        said = said[:1].lower() + said[1:]
    return (f"{place}: " if place else "") + said + _offered(said, place, table)


def _offered(said: str, place: str, table: object) -> str:
    """What could stand at a place, the nearest first, or nothing where that is not a list."""
    known = list(_known(said, place, table))
    if not known:
        return ""
    given = re.search(r"['`]([^'`]*)['`]", said)
    wrong = given[1] if given and "missing" not in said else ""
    near = difflib.get_close_matches(wrong, known, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else "."
    if any(" " in name for name in known):
        return f"{hint} There are:\n" + "\n".join(f"  {name!r}" for name in known)
    return f"{hint} There are: {', '.join(known)}"


def _known(said: str, place: str, table: object) -> Iterator[str]:
    if place.endswith(".verb") or said.endswith("field `verb`"):
        yield from sorted(_VERBS)
        return
    whole = Original if place.startswith("original") else Profile
    owner = _VERBS.get(_verb_at(place, table) or "", whole)
    if "unknown field" in said:
        yield from (field.encode_name for field in msgspec.structs.fields(owner))
    elif "enum" in said:
        hints = typing.get_type_hints(owner)
        names = [match[0] for match in _STEP.finditer(place) if not match[1]]
        yield from _values(hints.get(names[-1]))


def _verb_at(place: str, table: object) -> str | None:
    """The verb of the quirk that a place such as `quirks[2].errno` lies in."""
    here = re.match(r"quirks\[(\d+)\]", place)
    if not here or not isinstance(table, dict):
        return None
    quirk = table["quirks"][int(here[1])]
    return str(quirk.get("verb")) if isinstance(quirk, dict) else None


def _values(hint: object) -> Iterator[str]:
    """The values of every Enum in a type, which may be a union, a tuple or a mapping."""
    seen: dict[str, None] = {}
    if isinstance(hint, type) and issubclass(hint, Enum):
        seen.update((str(member.value), None) for member in hint)
    for part in typing.get_args(hint):
        seen.update((value, None) for value in _values(part))
    yield from seen
