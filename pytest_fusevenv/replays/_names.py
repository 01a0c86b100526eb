"""What can be a name: how long, and of which letters."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from pytest_fusevenv.questions import QUESTIONS
from pytest_fusevenv.quirks import Alike, Errno, Fold, Forbid, Limit, Measure, Spelling
from pytest_fusevenv.replays._answers import Answers, Rule, named

_CASE = "name.case."
_STRIPPED = {".": ("name.chars.'a.'", "name.chars.'a..'"), " ": ("name.chars.'a '",)}
_RENAMED = "rename.case_only_listed"


def folding(answers: Answers) -> Iterator[Fold]:
    """Which names are one, and how they are stored."""
    found = f"{_CASE}lookup_other_case"
    if answers.get(found) != "found":
        return
    alike, further = _alike(answers)
    yield Fold(
        alike,
        "".join(_stripped(answers)),
        respells=answers.get(_RENAMED) == ["case"],
        spelling=_spelling(answers),
        because=answers.showed(found, further, _RENAMED),
    )


def _alike(answers: Answers) -> tuple[Alike, str]:
    """How far folding goes, and the question that tells."""
    full, simple = f"{_CASE}sharp_s", f"{_CASE}nonascii"
    if answers.get(full) == "found":
        return Alike.FULL, full
    return (Alike.SIMPLE if answers.get(simple) == "found" else Alike.ASCII), simple


def _stripped(answers: Answers) -> Iterator[str]:
    """The letters that are taken off the end of a name."""
    for letter, keys in _STRIPPED.items():
        if {answers.text(key) for key in keys} == {"listed-as:[b'a']"}:
            yield letter


def _spelling(answers: Answers) -> Spelling:
    if answers.get(f"{_CASE}ALLCAPS_listed") == ["allcaps"]:
        return Spelling.SMALL
    decomposed = answers.get("name.unicode_norm.listed_nfc") == [ascii("e\u0301")]
    return Spelling.DECOMPOSED if decomposed else Spelling.GIVEN


_LENGTH = r"(\d{1,4}) then (E:E\w+)"
_USUAL = 255


def length(answers: Answers) -> Iterator[Limit]:
    """How long a name may be: in bytes, or in the 16-bit units of UTF-16."""
    keys = ("name.len.ascii", "name.len.three")
    ascii_name, wide_name = (answers.matched(key, _LENGTH) for key in keys)
    if not ascii_name or not (error := named(ascii_name[2])) or ascii_name[1] == "0":
        return
    longest = int(ascii_name[1])
    what, most = Measure.NAME_BYTES, longest
    if wide_name and int(wide_name[1]) == longest:
        what = Measure.NAME_UTF16
    told = answers.get("statfs.namelen")
    if isinstance(told, int) and longest < told < _USUAL:
        most = told  # the probe tries only some lengths
    if (what, most, error) != (Measure.NAME_BYTES, _USUAL, Errno.ENAMETOOLONG):
        yield Limit(what, most, error, because=answers.showed(*keys))


_DEPTH = "name.path.depth_by_chdir_60x120"
_STEP = 61
"""How much longer each further directory of that question makes a path, in bytes."""


def path_length(answers: Answers) -> Iterator[Limit]:
    """How long a path in the mount may be."""
    deepest = answers.matched(_DEPTH, r"(E:E\w+) at n=(\d{1,4})")
    error = named(deepest[1]) if deepest else None
    if deepest and error and int(deepest[2]):
        most = (int(deepest[2]) + 1) * _STEP
        yield Limit(Measure.PATH_BYTES, most, error, because=answers.showed(_DEPTH))


_TOPIC = "name.chars."
_NOT_UTF8 = ("b'\\x80'", "b'\\xff\\xfe'", "b'caf\\xe9'")
_SURROGATE = "b'\\xed\\xa0\\x80'"
_UNDECODABLE = r"[\udc80-\udcff]"
_ENCODED_SURROGATE = r"\udced[\udca0-\udcbf][\udc80-\udcbf]"
_UNDECODABLE_BUT_SURROGATES = (
    rf"^(?:{_ENCODED_SURROGATE}|[^\udc80-\udcff])*(?!{_ENCODED_SURROGATE}){_UNDECODABLE}"
)
"""Bytes that are no UTF-8, unless they are half a pair of UTF-16 in UTF-8's form."""


def undecodable(answers: Answers) -> Iterator[Forbid]:
    """Whether a name may be no UTF-8."""
    errors = {answers.error(_TOPIC + name) for name in _NOT_UTF8}
    error = errors.pop() if len(errors) == 1 else None
    if error:
        strict = answers.error(_TOPIC + _SURROGATE) is not None
        pattern = _UNDECODABLE if strict else _UNDECODABLE_BUT_SURROGATES
        keys = (_TOPIC + name for name in (*_NOT_UTF8, _SURROGATE))
        yield Forbid(pattern, error, because=answers.showed(*keys))


def letters(answers: Answers) -> Iterator[Forbid]:
    """Which letters no name may have, which it may not end in, and which names are reserved."""
    if answers.error(_TOPIC + "'a b'"):  # nothing can be made at all
        return
    stripped = "".join(_stripped(answers)) or "\0"  # what is stripped away is no name by that
    refused: dict[Errno, dict[str, str]] = defaultdict(dict)
    for key in answers.keys(_TOPIC):
        if key not in QUESTIONS or not (error := answers.error(key)):
            continue
        name = ast.literal_eval(key.removeprefix(_TOPIC))
        if isinstance(name, str) and name.rstrip(stripped):
            refused[error][key] = name
    for error, names in refused.items():
        yield Forbid(_pattern(set(names.values())), error, because=answers.showed(*names))


_RESERVED = {"CON", "con", "PRN.py", "aux", "nul.txt", "COM1"}
_DEVICES = r"^(?i:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|\Z)"


def _pattern(names: set[str]) -> str:
    """The regular expression that finds what these names have in common."""
    inside = "".join(sorted(name[1] for name in names if re.fullmatch(r"a.b", name, re.DOTALL)))
    parts = [f"[{_control(inside)}]"] if inside else []
    ends = "".join(sorted(end for end in " ." if f"a{end}" in names))
    parts += [f"[{ends}]\\Z"] if ends else []
    parts += [_DEVICES] if names & _RESERVED else []
    found = re.compile("|".join(parts) or r"\Z.")
    parts += [f"^{re.escape(name)}\\Z" for name in sorted(names) if not found.search(name)]
    return "|".join(parts)


def _control(letters: str) -> str:
    """Letters as a class of a regular expression takes them; one control character is all."""
    told = re.escape("".join(letter for letter in letters if letter >= " "))
    return told if letters == told or letters.isprintable() else rf"{told}\x01-\x1f"


RULES: tuple[Rule, ...] = (folding, length, path_length, undecodable, letters)
