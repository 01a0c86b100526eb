"""Packages fetched from the index: installed aside, verified, then put in their place at once.

Whoever looks into the cache sees all of a package or nothing, whoever else fetches it meanwhile.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_fusevenv.complaints import complaint
from pytest_fusevenv.venvs import Ran

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SECONDS = 300.0
_FORGOTTEN_SECONDS = 3600.0
"""No fetch takes that long: whoever began it is dead, on whatever machine that shares the cache."""

_TRUE = ("1", "true", "t", "yes", "y", "on")
"""What uv takes for true."""


class UnknownTool(LookupError):  # noqa: N818
    """No such tool or version; the message says what was asked for, where, and what would do."""


class NotFetched(UnknownTool):
    """A tool that is not in the cache and could not be fetched."""


def offline() -> bool:
    """Whether the user has said that the network is not to be asked (UV_OFFLINE)."""
    return os.environ.get("UV_OFFLINE", "").lower() in _TRUE


@contextmanager
def set_aside(kept: Path) -> Iterator[Path]:
    """A directory to fetch into, gone at the end; so are those that others left half full."""
    kept.mkdir(parents=True, exist_ok=True)
    _sweep(kept)
    scratch = Path(tempfile.mkdtemp(prefix=".fetching-", dir=kept))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _sweep(kept: Path) -> None:
    """Remove what somebody who was killed has left."""
    for path in kept.glob(".fetching-*"):
        with suppress(FileNotFoundError):  # another process was faster
            if time.time() - path.stat().st_mtime > _FORGOTTEN_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def ask(*words: str | Path, env: Mapping[str, str] | None = None, seconds: float = _SECONDS) -> Ran:
    """Run a program here, as a part of this process: Ctrl-C at a terminal stops it too."""
    argv = tuple(map(str, words))
    cwd = str(Path.cwd())
    try:
        said = subprocess.run(
            argv,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Ran(argv, cwd, None, "", f"no answer in {seconds:.0f} seconds")
    except OSError as error:
        return Ran(argv, cwd, 126, "", f"{words[0]}: {error.strerror}")
    return Ran(argv, cwd, said.returncode, said.stdout, said.stderr)


def install(uv: Path, requirement: str, *how: str | Path) -> None:
    """Install a package and what it needs, as wheels, with the user's own index settings.

    Raises NotFetched, whose message is why.
    """
    options = ("--only-binary", ":all:", "--link-mode", "copy")
    said = ask(uv, "pip", "install", *how, *options, requirement)
    if said.returncode != 0:
        raise NotFetched(complaint(said).rstrip("."))


def verify(site: Path) -> None:
    """Compare every file of the packages in a directory with the hash in its wheel's RECORD.

    Where they agree, nothing was lost or changed on the way from the wheel to the disk. It is no
    proof of who made the wheel: for that we trust the index and its certificate, as pip does.

    Raises NotFetched, whose message is why.
    """
    records = sorted(site.glob("*.dist-info/RECORD"))
    if not records:
        raise NotFetched("what was installed has no RECORD")
    for record in records:
        with record.open(newline="", encoding="utf-8") as lines:
            for name, recorded, *_ in csv.reader(lines):
                if recorded.startswith("sha256=") and _digest(site / name) != recorded:
                    package = record.parent.name.removesuffix(".dist-info")
                    raise NotFetched(f"{name} of {package} is not what its RECORD says")


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        return str(error)
    return "sha256=" + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def keep(ready: Path, place: Path) -> None:
    """Put a directory in its place, unless another process was faster."""
    with suppress(OSError):  # ENOTEMPTY
        ready.rename(place)
