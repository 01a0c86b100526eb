"""`fusevenv check`: what `uv venv` makes of the filesystems, release by release."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from pytest_fusevenv.cli.arguments import (
    PROFILE,
    chosen_engine,
    examples,
    host_path_option,
    seed_option,
)
from pytest_fusevenv.cli.commands import FINDING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_fusevenv.cli.cells import Cell, Question, StepsCell
    from pytest_fusevenv.hosts import HostPath
    from pytest_fusevenv.profiles import Profile
    from pytest_fusevenv.tools import Uv

    Cells = Sequence[Cell | StepsCell]


@click.command(
    epilog=examples(
        "fusevenv check",
        "fusevenv check multipass-1.16 --uv 0.8.13 --uv latest --explain",
        "fusevenv check multipass sshfs --steps --json",
    )
)
@click.argument("profiles", type=PROFILE, nargs=-1)
@click.option(
    "--uv",
    "uvs",
    metavar="VERSION|PATH",
    multiple=True,
    help='A uv: a version ("0.8.13", fetched once), "latest", "PATH", or the path of a binary. '
    "Several may be given. [the one installed here]",
)
@click.option("--python", metavar="REQUEST", help="The Python to make environments for.")
@click.option(
    "--steps",
    "by_steps",
    is_flag=True,
    help="Take many steps instead (uv run, uv sync, uv venv --clear, rm -rf, ...) and show what "
    "each came to: its exit code, and the error it names.",
)
@click.option("--explain", is_flag=True, help="Tell why, of everything that does not work.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead, for programs.")
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), help="How many mounts at a time. [one per core]"
)
@host_path_option
@seed_option
def check(
    profiles: tuple[Profile, ...],
    uvs: tuple[str, ...],
    python: str | None,
    jobs: int | None,
    host_paths: tuple[HostPath, ...],
    *,
    by_steps: bool,
    explain: bool,
    as_json: bool,
) -> None:
    """Tell on which filesystems `uv venv` works.

    Each PROFILE (all, if none is named) is mounted anew for each uv, the environment is made and
    looked at. Exits 1 unless everything works: "broken" means that uv said it did, and it does not.
    """
    from pytest_fusevenv.cli import cells, tables
    from pytest_fusevenv.hosts import HostWorld

    engine, world = chosen_engine(), HostWorld(paths=host_paths)
    fetched = _fetched(uvs)
    questions = [
        cells.Question(profile, uv, python, engine, world)
        for profile in profiles or _all_profiles()
        for uv in fetched
    ]
    answers = _answers(questions, cells.steps if by_steps else cells.verdict, jobs)
    if as_json:
        click.echo(cells.as_json(answers, engine))
    else:
        tables.show(answers, explain=explain)
    for answer in answers:
        if answer.server:
            click.echo(
                f"fusevenv: a server of {answer.profile} complained:\n{answer.server}", err=True
            )
    for by_chance in _by_chance(questions):
        click.echo(by_chance, err=True)
    if not all(answer.is_good for answer in answers):
        raise SystemExit(FINDING)


def _by_chance(questions: Sequence[Question]) -> list[str]:
    """How to have the same chances again, where any profile leaves something to chance."""
    from pytest_fusevenv import seeds

    told = (seeds.told(question.profile, seeds.chosen()) for question in questions)
    return list(dict.fromkeys(filter(None, told)))


def _all_profiles() -> list[Profile]:
    from pytest_fusevenv.catalogue import shipped
    from pytest_fusevenv.known import installed

    return list({**shipped(), **installed()}.values())


def _fetched(specs: tuple[str, ...]) -> list[Uv]:
    """The uvs, each once, in the order in which they were asked for. Raises UnknownTool."""
    from pytest_fusevenv.cli.tables import progress
    from pytest_fusevenv.tools import fetch_all

    with progress("fetching uv", len(specs)) as advance:
        return list(dict.fromkeys(fetch_all(specs or (None,), lambda _: advance())))


def _answers(
    questions: list[Question], ask: Callable[[Question], Cell | StepsCell], jobs: int | None
) -> Cells:
    """The answers in the order of the questions, several asked at a time."""
    from concurrent.futures import ThreadPoolExecutor, as_completed

    from pytest_fusevenv.cli.tables import progress

    with (
        progress("checking", len(questions)) as advance,
        ThreadPoolExecutor(jobs or os.cpu_count()) as workers,
    ):
        asked = [workers.submit(ask, question) for question in questions]
        try:
            for answered in as_completed(asked):
                answered.result()  # the first to fail ends it all
                advance()
        except BaseException:
            workers.shutdown(wait=True, cancel_futures=True)  # what runs unmounts by itself
            raise
        return [answered.result() for answered in asked]
