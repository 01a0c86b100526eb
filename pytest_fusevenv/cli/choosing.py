"""What a run of the guard is to play: the tools, the matrix, and how many processes."""

from __future__ import annotations

import importlib.util
import os
from typing import TYPE_CHECKING

import click

from pytest_fusevenv.cli.arguments import chosen_engine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_fusevenv.guard.matrices import Matrix
    from pytest_fusevenv.kits import Kit
    from pytest_fusevenv.profiles import Profile


def fetched(tools: tuple[str, ...]) -> dict[str, Kit]:
    """The tools by name, ranges spread out. Raises UnknownTool."""
    from pytest_fusevenv.cli.tables import progress
    from pytest_fusevenv.kits import find_kits
    from pytest_fusevenv.selections import spread

    wanted = spread(tools or ("uv",), lambda said: click.echo(said, err=True))
    with progress("fetching tools", len(wanted)) as advance:
        return find_kits(wanted, advance)


def matrix(
    kits: Mapping[str, Kit], profiles: tuple[Profile, ...], scenarios: tuple[str, ...]
) -> Matrix:
    """The matrix that was asked for. Raises UnknownScenario, click.UsageError if it is empty."""
    from pytest_fusevenv import repertoire, seeds
    from pytest_fusevenv.catalogue import shipped
    from pytest_fusevenv.guard.matrices import Matrix
    from pytest_fusevenv.guard.releases import in_order
    from pytest_fusevenv.known import installed

    known = {**shipped(), **installed()}
    every = tuple(profile for profile in known.values() if not profile.modifier)
    wanted = repertoire.shipped() if "all" in scenarios else scenarios or repertoire.DEFAULT
    chosen = Matrix(
        tools=tuple(sorted(kits, key=in_order)),
        profiles=tuple({profile.name: profile for profile in profiles}.values()) or every,
        scenarios=tuple(dict.fromkeys(repertoire.find(name).name for name in wanted)),
        engine=chosen_engine(),
        seed=seeds.chosen(),
    )
    if not chosen.cells():
        able = (f"{name} by {repertoire.find(name).players}" for name in chosen.scenarios)
        raise click.UsageError(
            f"nothing to play with {', '.join(chosen.tools)}; can be played: {'; '.join(able)}"
        )
    return chosen


def processes(jobs: int | None) -> list[str]:
    """Pytest's options for several processes. Raises click.UsageError without pytest-xdist."""
    has_xdist = importlib.util.find_spec("xdist") is not None
    if jobs and jobs > 1 and not has_xdist:
        raise click.UsageError("-n needs pytest-xdist; install it: pip install pytest-xdist")
    wanted = (os.cpu_count() or 1) if jobs is None else jobs
    return ["-n", str(wanted)] if has_xdist and wanted > 1 else []
