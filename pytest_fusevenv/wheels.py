"""A small wheel, made on the fly: a console script, a data file in the package and one beside it.

The same bytes every time: fixed times, fixed order, no compression.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NAME = "fusevenv-sample"
"""Of the wheel, and of its console script."""

SAYS = "of the package, of the prefix\n"
"""What its script prints: the text of both of its data files."""

_STEM = "fusevenv_sample-1.0"
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
_FILES = {
    "fusevenv_sample/__init__.py": _MODULE,
    "fusevenv_sample/data.txt": "of the package",
    f"{_STEM}.data/data/share/{NAME}/data.txt": "of the prefix",
    f"{_STEM}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 1.0\n",
    f"{_STEM}.dist-info/WHEEL": (
        "Wheel-Version: 1.0\nGenerator: pytest-fusevenv\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    ),
    f"{_STEM}.dist-info/entry_points.txt": f"[console_scripts]\n{NAME} = fusevenv_sample:main\n",
}


def make_wheel(directory: Path) -> Path:
    """Write the wheel into a directory; where it is."""
    path = directory / f"{_STEM}-py3-none-any.whl"
    path.write_bytes(_packed({**_FILES, f"{_STEM}.dist-info/RECORD": _record()}))
    return path


def _record() -> str:
    lines = (f"{name},{_digest(text)},{len(text)}" for name, text in _FILES.items())
    return "\n".join([*lines, f"{_STEM}.dist-info/RECORD,,", ""])


def _digest(text: str) -> str:
    raw = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _packed(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)  # its time is the format's first day
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, text)
    return buffer.getvalue()
