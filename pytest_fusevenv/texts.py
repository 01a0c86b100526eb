"""Link texts, and the ways in which servers and clients rewrite them."""

from __future__ import annotations

import posixpath
from enum import Enum
from typing import assert_never

from pytest_fusevenv.hosts import Host


class Text(Enum):
    """A way to rewrite the text of a link."""

    NORMALISED = "made absolute on the host and cleaned of '.', '..' and double slashes"
    RELATIVISED = "made relative to the link where it points below the export"
    ANCHORED = "taken from the root of the export when it is relative"
    GUEST_ABSOLUTE = "replaced by where it finally leads, as an absolute path of the guest"


def rewritten(text: str, how: Text, path: str, host: Host) -> str:
    """The text of the link at `path`, rewritten."""
    match how:
        case Text.NORMALISED:
            link = posixpath.dirname(host.on_host(path))
            return posixpath.normpath(posixpath.join(link, text))
        case Text.RELATIVISED:
            return _relativised(text, path, host.source)
        case Text.ANCHORED:
            return text if text.startswith("/") else f"{host.source}/{text}"
        case Text.GUEST_ABSOLUTE:
            inside = host.in_mount(host.find(path).path)
            return host.mountpoint + ("" if inside in (None, "/") else str(inside))
        case _:
            assert_never(how)


def _relativised(text: str, path: str, source: str) -> str:
    """What sshfs' `transform_symlinks` makes of a text: only what is below the source changes."""
    if not text.startswith(source + "/"):
        return text
    rest = [part for part in text[len(source) :].split("/") if part]
    up = [part for part in posixpath.dirname(path).split("/") if part]
    while rest and up and rest[0] == up[0]:
        del rest[0], up[0]
    slash = "/" if rest and text.endswith("/") else ""
    return "../" * len(up) + "/".join(rest) + slash or "."
