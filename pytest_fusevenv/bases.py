"""A base interpreter that nothing can be installed into: a stand-in for the one that is here.

In an environment that is half made, without its `pyvenv.cfg`, uv takes the base interpreter for the
environment, and installs into that: measured with 0.13.9 on a full disk. That would change the
user's Python, and the next cell with it. So packages of the stand-in go where nobody may write.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from pytest_fusevenv.fetches import ask

_TELL = "import os, sys, sysconfig; print(sys.base_prefix, os.path.dirname(os.__file__), sep='\\n')"
_PACKAGES = ("site-packages", "dist-packages")
_CLOSED = Path("/proc/driver")
"""A directory that every Linux has, and in which not even root makes a file."""


def make_base(python: Path, prefix: Path) -> Path:
    """Make a stand-in for an interpreter at a prefix; its program. Raises RuntimeError."""
    said = ask(python, "-I", "-c", _TELL)
    if said.returncode != 0:
        raise RuntimeError(f"{python} does not start: {said.stderr.strip()}")
    real, library = map(Path, said.stdout.splitlines())
    program = prefix / "bin" / library.name
    program.parent.mkdir(parents=True)
    shutil.copy2(python.resolve(), program)
    (prefix / "bin" / "python3").symlink_to(program.name)
    (prefix / "bin" / "python").symlink_to(program.name)
    _link_all(library, prefix / "lib" / library.name, but=_PACKAGES)
    for shared in real.glob("lib/libpython*"):
        (prefix / "lib" / shared.name).symlink_to(shared)
    for name in _PACKAGES:
        (prefix / "lib" / library.name / name).symlink_to(_CLOSED)
    return program


def _link_all(source: Path, target: Path, *, but: tuple[str, ...]) -> None:
    """Make a directory of links to all that is in another."""
    target.mkdir(parents=True)
    for entry in source.iterdir():
        if entry.name not in but:
            (target / entry.name).symlink_to(entry)
