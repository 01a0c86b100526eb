"""Where a fingerprint comes from: the mount a directory is on, without what names anybody."""

from __future__ import annotations

import os
import posixpath
import re
from typing import TYPE_CHECKING

from pytest_fusevenv import __version__
from pytest_fusevenv.fingerprints import Origin
from pytest_fusevenv.mountpoints import Mountpoint, mounted

if TYPE_CHECKING:
    from pathlib import Path

_HARMLESS = re.compile(r"[a-z0-9_]+(=([0-9]+|[a-z]{1,10}|[0-9]\.[0-9.]{1,4}))?")
_NAMING = re.compile(
    r"user|pass|cred|domain|addr|host|group_id|workgroup|netbios|key|sig|name(?!len)|dir="
)


def origin_of(directory: Path) -> Origin:
    """What is asked when a directory is asked, and by whom."""
    mount = _mount_of(os.path.realpath(directory))
    return Origin(
        type=mount.type,
        options=tuple(dict.fromkeys(option for option in mount.options if names_nobody(option))),
        kernel=os.uname().release.split("-")[0],
        asked_by="root" if os.geteuid() == 0 else "user",
        fusevenv=__version__,
    )


def _mount_of(path: str) -> Mountpoint:
    """The topmost mount whose mountpoint is nearest above a path."""
    above = [m for m in mounted() if posixpath.commonpath([m.path, path]) == m.path]
    return max(enumerate(above), key=lambda found: (len(found[1].path), found[0]))[1]


def names_nobody(option: str) -> bool:
    """Whether a mount option can be told to anybody: it has no name of a user, host or path."""
    return bool(_HARMLESS.fullmatch(option)) and not _NAMING.search(option)
