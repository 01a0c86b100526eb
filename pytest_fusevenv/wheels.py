"""Small wheels, made on the fly: one that the checks install, and those of bugs and scenarios.

The same bytes every time: fixed times, fixed order, no compression.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME = "fusevenv-sample"
"""Of the wheel of the checks, and of its console script."""

SAYS = "of the package, of the prefix\n"
"""What its script prints: the text of both of its data files."""

_MODULE = """\
import os
import sys

def read(*parts):
    with open(os.path.join(*parts), encoding="utf-8") as file:
        return file.read()

def main():
    package = read(os.path.dirname(__file__), "data.txt")
    prefix = read(sys.prefix, "share", "fusevenv-sample", "data.txt")
    print(package, prefix, sep=", ")
"""
_SAMPLE = {
    "fusevenv_sample/__init__.py": _MODULE,
    "fusevenv_sample/data.txt": "of the package",
    f"fusevenv_sample-1.0.data/data/share/{NAME}/data.txt": "of the prefix",
}

MODULES = "abcdefghijkl"
"""The modules of `fspure`, as many as a copy that stops half-way needs."""

_PURE = {
    "fspure/__init__.py": "def main():\n    print('of the environment')\n",
    **{f"fspure/{letter}.py": f"LETTER = {letter!r}\n" for letter in MODULES},
}
_DATA = {
    "fsdata/__init__.py": "",
    "fsdata-1.0.data/scripts/fsdata-script": "#!python\nprint('of the script')\n",
    "fsdata-1.0.data/data/share/fsdata/data.txt": "of the prefix\n",
}
_ALL = {
    "fsall/__init__.py": "def main():\n    print('of the environment')\n",
    **{f"fsall/{letter}.py": f"LETTER = {letter!r}\n" for letter in MODULES},
    "fsall-1.0.data/scripts/fsall-script": "#!python\nprint('of the script')\n",
    "fsall-1.0.data/data/share/fsall/data.txt": "of the prefix\n",
}
"""All of that in one: of two packages, uv takes now the one first, now the other."""


def make_wheel(directory: Path) -> Path:
    """Write the wheel of the checks into a directory; where it is."""
    return _written(directory, NAME, _SAMPLE, f"{NAME} = fusevenv_sample:main")


def make_wheels(directory: Path) -> Path:
    """Write `fspure`, `fsdata` and `fsall` into a directory; the directory."""
    _written(directory, "fspure", _PURE, "fspure = fspure:main")
    _written(directory, "fsdata", _DATA)
    _written(directory, "fsall", _ALL, "fsall = fsall:main")
    return directory


def _written(directory: Path, name: str, files: Mapping[str, str], script: str = "") -> Path:
    """Write a wheel with its metadata and, perhaps, a console script."""
    stem = f"{name.replace('-', '_')}-1.0"
    more = {
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{stem}.dist-info/WHEEL": (
            "Wheel-Version: 1.0\nGenerator: pytest-fusevenv\n"
            "Root-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    if script:
        more[f"{stem}.dist-info/entry_points.txt"] = f"[console_scripts]\n{script}\n"
    packed = {**files, **more}
    record = f"{stem}.dist-info/RECORD"
    path = directory / f"{stem}-py3-none-any.whl"
    path.write_bytes(_packed({**packed, record: _record(packed, record)}))
    return path


def _record(files: Mapping[str, str], itself: str) -> str:
    lines = (f"{name},{_digest(text)},{len(text)}" for name, text in files.items())
    return "\n".join([*lines, f"{itself},,", ""])


def _digest(text: str) -> str:
    raw = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _packed(files: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)  # its time is the format's first day
            executable = ".data/scripts/" in name
            entry.external_attr = (0o100755 if executable else 0o100644) << 16
            archive.writestr(entry, text)
    return buffer.getvalue()
