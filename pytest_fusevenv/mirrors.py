"""A mirror of Pythons on disk: one archive, packed of an interpreter that is here.

It is what `uv python install` unpacks, in the form of python-build-standalone's `install_only`
archives. It holds what Python needs to start and to answer uv: some hundred files, not the whole
library. It is packed once and kept in the cache.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import platform
import re
import shutil
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.fetches import ask, keep, set_aside
from pytest_fusevenv.tools import cache_directory

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORM = "1"
"""Of what is packed: another one, another archive."""

_TELL = """\
import __future__, encodings.ascii, encodings.latin_1, importlib.machinery, importlib.util, site
import json, logging, os, platform, struct, subprocess, sys, sysconfig, typing, warnings
sysconfig.get_config_vars()
if sys.version_info < (3, 10):
    import distutils.command.install
library = os.path.dirname(os.__file__)
loaded = [getattr(module, "__file__", None) or "" for module in list(sys.modules.values())]
print(json.dumps({
    "version": platform.python_version(),
    "prefix": sys.base_prefix,
    "program": os.path.realpath(sys.executable),
    "library": library,
    "shared": sysconfig.get_config_var("INSTSONAME") or "",
    "loaded": sorted(name for name in set(loaded) if name.startswith(library + os.sep)),
}))
"""


class _Told(msgspec.Struct, frozen=True):
    """What an interpreter says of itself, and which files of its library it has loaded."""

    version: str
    prefix: str
    program: str
    library: str
    shared: str
    loaded: tuple[str, ...]


class Mirror(msgspec.Struct, frozen=True):
    """A mirror: its index, for UV_PYTHON_DOWNLOADS_JSON_URL, and the version that it has."""

    index: Path
    version: str


@cache
def mirror_of(python: Path) -> Mirror:
    """The mirror that has the Python at a path, packed if need be. Raises RuntimeError."""
    told = _asked(python)
    named = hashlib.sha256(msgspec.json.encode((_FORM, told))).hexdigest()[:12]
    place = cache_directory().parent / "mirror" / f"{told.version}-{named}"
    index = place / "downloads.json"
    if not index.exists():
        with set_aside(place.parent) as scratch:
            ready = scratch / "ready"
            ready.mkdir()
            _pack(told, ready, place)
            keep(ready, place)
    return Mirror(index, told.version)


def _asked(python: Path) -> _Told:
    said = ask(python, "-I", "-B", "-c", _TELL)
    if said.returncode != 0:
        raise RuntimeError(f"{python} does not say what it is: {said.stderr.strip()}")
    return msgspec.json.decode(said.stdout, type=_Told)


def _pack(told: _Told, directory: Path, place: Path) -> None:
    """Write the archive and the index into a directory that is to be at `place`."""
    data = _archive(told)
    name = f"cpython-{told.version}.tar.gz"
    (directory / name).write_bytes(data)
    entry = _entry(told.version, (place / name).as_uri(), hashlib.sha256(data).hexdigest())
    (directory / "downloads.json").write_bytes(msgspec.json.encode(entry))


def _entry(version: str, url: str, sha256: str) -> dict[str, dict[str, object]]:
    """An index with one download, in uv's form."""
    major, minor, patch = (int(number) for number in re.findall(r"\d+", version)[:3])
    family = platform.machine()
    download = {
        "name": "cpython",
        "arch": {"family": family, "variant": None},
        "os": "linux",
        "libc": "gnu",
        "major": major,
        "minor": minor,
        "patch": patch,
        "prerelease": "",
        "url": url,
        "sha256": sha256,
        "variant": None,
        "build": "20250101",
    }
    return {f"cpython-{version}-linux-{family}-gnu": download}


# --- the archive ---------------------------------------------------------------------------


def _archive(told: _Told) -> bytes:
    """The same bytes for the same files."""
    buffer = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0, compresslevel=6) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for name, source in sorted(_sources(told)):
            _add(archive, f"python/{name}", _adapted(source, told), mode=_mode(source))
        for link in ("python", "python3"):
            entry = tarfile.TarInfo(f"python/bin/{link}")
            entry.type, entry.linkname = tarfile.SYMTYPE, _program(told)
            archive.addfile(entry)
    return buffer.getvalue()


def _program(told: _Told) -> str:
    return "python" + ".".join(told.version.split(".")[:2])


def _sources(told: _Told) -> Iterator[tuple[str, Path]]:
    """What is packed: each file's name in the archive, and where it is here."""
    program = _program(told)
    yield f"bin/{program}", Path(told.program)
    if ".so" in told.shared and (shared := Path(told.prefix, "lib", told.shared)).exists():
        yield f"lib/{told.shared}", shared
    frozen = map(str, Path(told.library, "importlib").glob("*.py"))  # tells of no file of its own
    for name in {*told.loaded, *frozen}:
        yield f"lib/{program}/{Path(name).relative_to(told.library)}", Path(name)


def _mode(source: Path) -> int:
    return source.stat().st_mode & 0o777


def _adapted(source: Path, told: _Told) -> bytes:
    """A file as it stands in such an archive: stripped, and no path of this machine in it."""
    if source.name.startswith("_sysconfigdata"):
        text = source.read_text().replace(told.prefix, "/install")
        more = "\nbuild_time_vars['PYTHON_BUILD_STANDALONE'] = 1\n"
        return (text + more).encode()
    data = source.read_bytes()
    return _found_beside(_stripped(data), f"{told.prefix}/lib") if data[:4] == b"\x7fELF" else data


def _stripped(data: bytes) -> bytes:
    """A program without its symbols; with them, where there is no `strip`."""
    if not shutil.which("strip"):
        return data
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        done = subprocess.run(["strip", "--strip-unneeded", file.name], check=False)
        return Path(file.name).read_bytes() if done.returncode == 0 else data


def _found_beside(data: bytes, directory: str) -> bytes:
    """A program that looks for its libraries in `../lib` instead of in a directory."""
    old, new = directory.encode(), b"$ORIGIN/../lib"
    if len(old) < len(new):
        return data
    return data.replace(b"\0" + old + b"\0", b"\0" + new.ljust(len(old), b"\0") + b"\0")


def _add(archive: tarfile.TarFile, name: str, data: bytes, *, mode: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), mode
    archive.addfile(entry, io.BytesIO(data))
