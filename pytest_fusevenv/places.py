"""Where a scenario's environment is to be, and what stands there."""

from __future__ import annotations

import os
import stat
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEFAULT = ".venv"
"""Where `uv venv` makes an environment unless told otherwise."""

_TAKE_A_VALUE = frozenset(
    {
        *("-p", "--python", "--prompt", "--link-mode", "--python-preference", "--color"),
        *(
            "-i",
            "--index",
            "--default-index",
            "--index-url",
            "--extra-index-url",
            "--index-strategy",
        ),
        *("-f", "--find-links", "--keyring-provider", "--allow-insecure-host", "--config-file"),
        *("--exclude-newer", "--exclude-newer-package", "--refresh-package", "--cache-dir"),
        *("--directory", "--project"),
    }
)
"""The options of `uv venv` whose next word is not a path for the environment."""


def named_place(commands: tuple[tuple[str, ...], ...]) -> str:
    """The path that the last `uv venv` among some commands names, or uv's default."""
    for command in reversed(commands):
        if command[:2] == ("uv", "venv"):
            return _positional(command[2:]) or DEFAULT
    return DEFAULT


def _positional(words: tuple[str, ...]) -> str | None:
    values = {n + 1 for n, word in enumerate(words) if word in _TAKE_A_VALUE}
    named = (w for n, w in enumerate(words) if n not in values and not w.startswith("-"))
    return next(named, None)


class Left(NamedTuple):
    """One object, and what of it would be different if somebody had changed it."""

    path: str
    mode: int
    size: int
    mtime: int


def left_at(place: Path) -> frozenset[Left]:
    """Every object at a place and below it; links are not followed."""
    return frozenset(_left(place))


def _left(place: Path) -> Iterator[Left]:
    try:
        here = place.lstat()
        directory = stat.S_ISDIR(here.st_mode)
        names = os.listdir(place) if directory else []  # noqa: PTH208 - names, nothing else
    except OSError:  # it has gone, or may not be looked at
        return
    if directory:  # its time and size would tell of what came and went
        yield Left(str(place), here.st_mode, 0, 0)
    else:
        yield Left(str(place), here.st_mode, here.st_size, here.st_mtime_ns)
    for name in names:
        yield from _left(place / name)


class Made(NamedTuple):
    """One environment, and what of it would be different if it had been made again."""

    path: str
    inode: int
    mtime: int


def environments_below(top: Path) -> frozenset[Made]:
    """The environments in a directory, by path below it; a short look, which follows no link."""
    return frozenset(islice(_environments(top), _MOST_ENVIRONMENTS))


_DEEPEST = 5
_MOST_LOOKED_AT = 10_000
_MOST_ENVIRONMENTS = 20


def _environments(top: Path) -> Iterator[Made]:
    pending = [(top, 0)]
    looked_at = 0
    while pending and looked_at < _MOST_LOOKED_AT:
        directory, depth = pending.pop()
        if config := _lstat(directory / "pyvenv.cfg"):
            yield Made(str(directory.relative_to(top)), config.st_ino, config.st_mtime_ns)
            continue
        names = _names(directory) if depth < _DEEPEST else []
        looked_at += len(names)
        below = (directory / name for name in sorted(names, reverse=True))
        pending.extend((path, depth + 1) for path in below if _is_directory(path))


def _lstat(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


def _is_directory(path: Path) -> bool:
    found = _lstat(path)
    return found is not None and stat.S_ISDIR(found.st_mode)


def _names(directory: Path) -> list[str]:
    try:
        return os.listdir(directory)  # noqa: PTH208 - names, nothing else
    except OSError:
        return []
