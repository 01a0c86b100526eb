"""`fusevenv bisect`: which release changed what comes of a scenario on a filesystem."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pytest_fusevenv.cli.arguments import PROFILE, chosen_engine, examples, seed_option
from pytest_fusevenv.cli.commands import FINDING, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_fusevenv.guard.bisecting import Missing, Why
    from pytest_fusevenv.guard.cells import Cell
    from pytest_fusevenv.guard.players import Player
    from pytest_fusevenv.guard.proofs import Evidence

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    epilog=examples(
        "fusevenv bisect uv:0.9.0..0.10.3 --profile nfs4 --scenario sync@cache",
        "fusevenv bisect uv@0.12.0..0.13.9 --profile multipass --scenario venv --all",
        "fusevenv bisect uv@last:40 uv@PATH --profile exfat --scenario sync --sure",
        "fusevenv bisect uv@last:40 --profile exfat --scenario sync --known guard.json",
    )
)
@click.argument("tools", metavar="TOOLS...", nargs=-1, required=True)
@click.option(
    "--profile",
    "named",
    metavar="PROFILE",
    required=True,
    shell_complete=PROFILE.shell_complete,
    help="The filesystem.",
)
@click.option(
    "--scenario",
    metavar="NAME",
    required=True,
    help="What a user does: `sync`, or `sync@cache` with the cache on the filesystem, ...",
)
@click.option(
    "--by",
    type=click.Choice(["verdict", "reason"]),
    default="verdict",
    help="What is compared: the verdict, or the verdict and its reason. [verdict]",
)
@click.option(
    "--all",
    "all_changes",
    is_flag=True,
    help="Find more than the first change, and look between releases that agree, too.",
)
@click.option("--every", is_flag=True, help="Ask every release: nothing is overlooked.")
@click.option("--sure", is_flag=True, help="Ask both sides of a change a second time.")
@click.option(
    "--known",
    metavar="FILE",
    type=_FILE,
    help="A JSON file of `fusevenv guard`: its cells are taken over, and verified at a change.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead, for programs.")
@click.option("--exit-code", "telling", is_flag=True, help="Exit 1 where there is a change.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many mounts at a time, with --every. [one per core]",
)
@seed_option
def bisect(
    tools: tuple[str, ...],
    named: str,
    scenario: str,
    by: str,
    known: Path | None,
    jobs: int | None,
    *,
    all_changes: bool,
    every: bool,
    sure: bool,
    as_json: bool,
    telling: bool,
) -> None:
    """Name the release that changed what comes of a scenario on a filesystem.

    TOOLS is a range such as uv:0.9.0..0.13.9, or several in order, as `fusevenv guard` takes them.
    Both ends are asked first; where they differ, one change among n releases takes at most
    ceil(log2 n) + 2 runs. Only what is asked is fetched; a release that cannot be had is skipped.

    Exits 0 whether there is a change or not: the first lines say so.
    """
    from pytest_fusevenv.guard.bisecting import Bisection, Search
    from pytest_fusevenv.guard.proofs import By, Case, Evidence

    case, player = Case(named, scenario, By(by)), _player(named, scenario)
    releases = _releases(tools, scenario)
    cells = _cells(known, player.profile.name, scenario, releases)
    search = Search.ALL if all_changes or every else Search.FIRST
    words = {release: case.by.of(cell) for release, cell in cells.items()}
    evidence = Evidence(case, Bisection(releases, search, known=words, sure=sure), cells)
    began = time.monotonic()
    try:
        _search(evidence, player, jobs or os.cpu_count() or 1, every=every)
        _refuse_nothing(evidence)
    except KeyboardInterrupt:
        click.echo("", err=True)
        _tell(evidence, known, player, time.monotonic() - began, as_json=as_json)
        raise
    _tell(evidence, known, player, time.monotonic() - began, as_json=as_json)
    if telling and evidence.changes:
        raise SystemExit(FINDING)


# --- what is to be asked -------------------------------------------------------------------


def _releases(tools: tuple[str, ...], scenario: str) -> tuple[str, ...]:
    """The single releases, in order. Raises UnknownTool, click.UsageError."""
    from pytest_fusevenv.guard.releases import kind_of
    from pytest_fusevenv.repertoire import find
    from pytest_fusevenv.selections import spread

    wanted = find(scenario)
    releases = spread(tools, lambda note: click.echo(f"note: {note}", err=True))
    unable = [
        release
        for release in releases
        if not wanted.is_for(kind_of(release), release.partition("@")[2])
    ]
    if unable:
        raise click.UsageError(
            f"{scenario} can be played by {wanted.players}, not by {', '.join(unable)}"
        )
    if len(releases) < 2:
        raise click.UsageError(
            f"{' '.join(tools)} is one release: give a range such as uv@0.12.0..0.13.9"
        )
    return releases


def _cells(
    known: Path | None, profile: str, scenario: str, releases: Sequence[str]
) -> dict[str, Cell]:
    """The cells that a page of the guard has of this, but for its flakes. Raises BadPage."""
    if known is None:
        return {}
    from pytest_fusevenv.guard.cells import read

    page = read(known.read_bytes(), str(known))
    asked = {(release, profile, scenario) for release in releases}
    cells = {cell.tool: cell for cell in page.cells if cell.key in asked and not cell.also}
    if not cells:
        click.echo(f"note: {known} has nothing of {scenario} on {profile}", err=True)
    return cells


# --- asking --------------------------------------------------------------------------------


def _player(named: str, scenario: str) -> Player:
    from pytest_fusevenv import seeds
    from pytest_fusevenv.guard.players import Player

    profile = PROFILE.convert(named, None, None)
    return Player(profile, scenario, chosen_engine(), seeds.chosen())


def _search(evidence: Evidence, player: Player, jobs: int, *, every: bool) -> None:
    """Ask until all is said."""
    from pytest_fusevenv.guard.bisecting import Why

    while step := evidence.bisection.next():
        release, why = step
        if every and why is not Why.END:
            _ask_every(evidence, player, jobs)
            every = False
        else:
            _ask(evidence, player, release, why)


def _ask(evidence: Evidence, player: Player, release: str, why: Why) -> None:
    """Ask a release, and tell of it."""
    from pytest_fusevenv.cli.tables import progress

    with progress(f"fetching {release}", 1):
        kit = player.fetched(release)
    left = evidence.bisection.left
    runs = "the last run" if left == 1 else f"at most {left} runs left"
    click.echo(f"{release}: {why.value}, {runs}: ", nl=False, err=True)
    came = player.played(kit)
    evidence.add(release, why, came)
    click.echo(_came(came), err=True)


def _came(came: Cell | Missing) -> str:
    from pytest_fusevenv.guard.bisecting import Missing

    return "could not be had" if isinstance(came, Missing) else str(came.verdict)


def _ask_every(evidence: Evidence, player: Player, jobs: int) -> None:
    """Ask all that were not asked, some at a time."""
    from concurrent.futures import ThreadPoolExecutor

    from pytest_fusevenv.cli.tables import progress
    from pytest_fusevenv.guard.bisecting import Why

    unasked = evidence.bisection.unasked
    with (
        progress("asking every release", len(unasked)) as advance,
        ThreadPoolExecutor(jobs) as workers,
    ):
        asked = [workers.submit(player.ask, release) for release in unasked]
        try:
            for release, answered in zip(unasked, asked, strict=True):
                evidence.add(release, Why.EVERY, answered.result())
                advance()
        except BaseException:
            workers.shutdown(wait=True, cancel_futures=True)  # what runs unmounts by itself
            raise


# --- what is told --------------------------------------------------------------------------


def _refuse_nothing(evidence: Evidence) -> None:
    """Raise Problem where not even two releases could be had."""
    missing = evidence.bisection.missing
    if len(evidence.bisection.releases) - len(missing) < 2:
        lost, why = next(iter(missing.items()))
        raise Problem(
            f"there is nothing to compare: {len(missing)} of {len(evidence.bisection.releases)} "
            f"releases could not be had. Of {lost}: {why}"
        )


def _tell(
    evidence: Evidence, known: Path | None, player: Player, seconds: float, *, as_json: bool
) -> None:
    """Print the proof."""
    from pytest_fusevenv.cli.proofs import show
    from pytest_fusevenv.guard.proofs import as_json as written
    from pytest_fusevenv.guard.proofs import proof

    told = proof(evidence, str(known or ""), player.fetching, seconds)
    if as_json:
        click.echo(written(told))
    else:
        show(told)
