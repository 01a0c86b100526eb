"""What a mount refused, and why: the end of `fusevenv run`."""

from __future__ import annotations

import os
import stat
import textwrap
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_fusevenv.deviations import name_of
from pytest_fusevenv.quirks import MapIds
from pytest_fusevenv.seeds import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fusevenv.imitations import Ruling
    from pytest_fusevenv.mount import Mount

_MOST_PATHS = 3
_MOST_LOOKED_AT = 5000


def refusals(mounted: Mount) -> Iterator[str]:
    """The lines that say how many calls were refused, and for each kind which ones and why."""
    causes, calls = mounted.trace.causes, mounted.trace.calls
    count = len(causes) or "none"
    yield f"fusevenv: {mounted.profile.name}: {count} of {calls} calls refused"
    if by_chance := told(mounted.profile, mounted.seed):
        yield f"  {by_chance}"
    kinds: dict[tuple[str, int | None, str], list[Ruling]] = {}
    for ruling in causes:
        because = ruling.quirk.because if ruling.quirk else ""
        kinds.setdefault((ruling.call.op, ruling.errno, because), []).append(ruling)
    for (op, number, because), rulings in kinds.items():
        name = name_of(number or 0)
        yield from wrapped(f"{op} -> {name}: {_paths(rulings)}", "  ")
        yield from wrapped(because, " " * 6)
    if causes:
        yield from (f"  {source}" for source in mounted.profile.sources if "/issues/" in source)


def _paths(rulings: list[Ruling]) -> str:
    """The paths that were refused, the most often asked for first, and who asked."""
    paths = Counter(ruling.call.path for ruling in rulings)
    most = [f"{path} (x{n})" if n > 1 else path for path, n in paths.most_common(_MOST_PATHS)]
    more = f" and {len(paths) - _MOST_PATHS} more" if len(paths) > _MOST_PATHS else ""
    who = {ruling.call.caller.command for ruling in rulings} - {""}
    return ", ".join(most) + more + (f", asked by {', '.join(sorted(who))}" if who else "")


def nobodies(mounted: Mount) -> Iterator[str]:
    """What to know where objects are nobody's: the kernel refuses, and asks no filesystem.

    So these refusals are in no trace.
    """
    maps = (quirk for quirk in mounted.profile.quirks if isinstance(quirk, MapIds))
    if not any(quirk.hide_unmapped for quirk in maps):
        return
    found = list(_unowned(mounted.path))
    if found:
        more = f" and {len(found) - 1} more" if found[1:] else ""
        yield from wrapped(
            f"note: nobody owns {found[0].relative_to(mounted.path)}{more} (the id -1): the kernel "
            f"itself refuses to remove, rename or change these (EOVERFLOW, {os.strerror(75)!r}) "
            f"and does not ask the filesystem",
            "  ",
        )


def _unowned(top: Path) -> Iterator[Path]:
    """The objects below a directory that have no valid owner, as far as a short look finds them."""
    overflow = int(Path("/proc/sys/kernel/overflowuid").read_text())
    for path in islice(_below(top), _MOST_LOOKED_AT):
        try:
            if path.lstat().st_uid == overflow:
                yield path
        except OSError:
            continue


def _below(top: Path) -> Iterator[Path]:
    pending = [top]
    while pending:
        try:
            entries = sorted(pending.pop().iterdir())
        except OSError:
            continue
        for entry in entries:
            yield entry
            if _is_directory(entry):
                pending.append(entry)


def _is_directory(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def wrapped(text: str, indent: str) -> list[str]:
    """A text in lines of at most 88 columns, the first of them indented."""
    return textwrap.wrap(
        text,
        88,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
