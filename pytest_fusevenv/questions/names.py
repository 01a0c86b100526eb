"""Names: which a file may have, as what they are listed, and which are the same."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_fusevenv.questions._asking import Answer, Room, Topic, attempt

CASE = Topic("name.case")
CHARS = Topic("name.chars")
UNICODE = Topic("name.unicode_norm")

_PUNCTUATION = "!\"#$%&'()*+,:;<=>?@[\\]^`{|}~ \n\t\x01\x7f"
_TEXTS = (
    *(f"a{mark}b" for mark in _PUNCTUATION),
    *(" a", "a ", "a.", "a..", "...", ".a", "-a", "~", "a~1", "x.y.z.w"),
    *("CON", "con", "aux", "COM1", "PRN.py", "nul.txt", "desktop.ini", "a:b:$DATA"),
    *(".fuse_hidden1", ".nfs1", "longer name.dist-info"),
    *("\u00e9", "e\u0301", "\u65e5\u672c\u8a9e", "\U0001f600"),
    *("\u200b", "\u212b", "\ufb01", "\ufeff"),
)
_NOT_TEXTS = (b"\x80", b"\xc0\x80", b"\xed\xa0\x80", b"\xff\xfe", b"caf\xe9")


@CHARS.asks_each("can a file be called {name}?", {ascii(text): text for text in _TEXTS})
def _called(room: Room, name: str) -> Answer:
    room.file(name)
    listed = os.listdir(os.fsencode(room.path))
    return "ok" if os.fsencode(name) in listed else f"listed-as:{listed}"


@CHARS.asks_each(
    "can a file be called {name}, which is not UTF-8?", {ascii(name): name for name in _NOT_TEXTS}
)
def _called_in_bytes(room: Room, name: bytes) -> Answer:
    path = room.path / os.fsdecode(name)
    path.touch(exist_ok=False)
    try:
        path.stat()
    finally:
        path.unlink()  # neither written to nor listed: exfat-fuse ends at that
    return "ok"


def _is_found(path: Path) -> Answer:
    path.stat()
    return "found"


@CASE.asks_each(
    "as what is a file listed whose name is in this case: {name}?",
    {
        "8.3_listed": "ALLC.PY",
        "ALLCAPS_listed": "ALLCAPS",
        "listed": "Foo",
        "mixed_listed": "mIxEd.Py",
    },
)
def _listed(room: Room, name: str) -> Answer:
    room.file(name)
    return os.listdir(room.path)


@CASE.asks("what comes of making FOO anew where Foo is?")
def excl_other_case(room: Room) -> Answer:
    room.file("Foo")
    return attempt(lambda: room.file("FOO"))


@CASE.asks("what is listed after making Foo and FOO?")
def listed2(room: Room) -> Answer:
    room.file("Foo")
    attempt(lambda: room.file("FOO"))
    return sorted(os.listdir(room.path))


@CASE.asks("is Foo found as FOO?")
def lookup_other_case(room: Room) -> Answer:
    room.file("Foo")
    return _is_found(room.path / "FOO")


@CASE.asks("what comes of making a directory DIR where Dir is?")
def mkdir_other_case(room: Room) -> Answer:
    room.directory("Dir")
    return attempt(lambda: room.directory("DIR"))


@CASE.asks("is a name with an accented capital found by its small letter?")
def nonascii(room: Room) -> Answer:
    room.file("\u00c9")
    return _is_found(room.path / "\u00e9")


@CASE.asks("is a name with a sharp s found as SS?")
def sharp_s(room: Room) -> Answer:
    room.file("stra\u00dfe")
    return _is_found(room.path / "STRASSE")


@CASE.asks("what is left of Foo and FOO after unlinking FOO?")
def unlink_other_case_left(room: Room) -> Answer:
    room.file("Foo")
    attempt(lambda: room.file("FOO"))
    attempt((room.path / "FOO").unlink)
    return sorted(os.listdir(room.path))


_COMPOSED, _DECOMPOSED = "\u00e9", "e\u0301"


@UNICODE.asks("as what is a name listed whose accented letter is one character?")
def listed_nfc(room: Room) -> Answer:
    room.file(_COMPOSED)
    return [ascii(name) for name in os.listdir(room.path)]


@UNICODE.asks("as what is a name listed whose accented letter is two characters?")
def listed_nfd(room: Room) -> Answer:
    room.file("o\u0308")
    return [ascii(name) for name in os.listdir(room.path)]


@UNICODE.asks("is a name in two characters found in one?")
def nfc_lookup_of_nfd(room: Room) -> Answer:
    room.file(_DECOMPOSED)
    return _is_found(room.path / _COMPOSED)


@UNICODE.asks("is a name in one character found in two?")
def nfd_lookup_of_nfc(room: Room) -> Answer:
    room.file(_COMPOSED)
    return _is_found(room.path / _DECOMPOSED)
