"""What a command that exited 0 has left: environments whose interpreter does not start.

The worst finding, and the one an exit code hides.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_fusevenv.causes import Watch, explaining
from pytest_fusevenv.cli.refusals import wrapped
from pytest_fusevenv.deviations import name_of
from pytest_fusevenv.places import environments_below
from pytest_fusevenv.venvs import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fusevenv.imitations import Ruling
    from pytest_fusevenv.mount import Mount
    from pytest_fusevenv.places import Made

_SECONDS = 30.0


def broken_environments(mounted: Mount, before: frozenset[Made]) -> Iterator[str]:
    """The lines that tell of environments that do not start, but of none that were there before.

    They are looked for underneath, where nothing is hidden.
    """
    for made in sorted(environments_below(mounted.backing) - before):
        place = Path(made.path)
        watch = Watch(mounted.trace)
        interpreter = place / "bin" / "python"
        with watch.during("start"):
            ran = run([mounted.path / interpreter, "-c", ""], mounted.path, os.environ, _SECONDS)
        if ran.returncode != 0:
            said = ran.stderr.strip().splitlines() or [f"exit code {ran.returncode}"]
            reason = said[-1].rpartition(": ")[2]
            yield f"fusevenv: exit code 0, but {place} is broken: {interpreter}: {reason}"
            if ruling := explaining(watch.causes("start"), said[-1]):
                yield from _because(ruling)


def _because(ruling: Ruling) -> Iterator[str]:
    told = name_of(ruling.errno or 0)
    yield from wrapped(f"{ruling.call.op} -> {told}: {ruling.call.path}", "  ")
    if ruling.quirk:
        yield from wrapped(ruling.quirk.because, " " * 6)
