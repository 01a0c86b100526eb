"""Reproducers of the findings of `fusevenv guard`: a directory for each."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace
from rich.console import Console

from pytest_fusevenv.cli.commands import Problem
from pytest_fusevenv.guard.matrices import Question
from pytest_fusevenv.guard.news import is_bad
from pytest_fusevenv.guard.reducing import reduce
from pytest_fusevenv.reports.reproducers import FILES, Reproducer, texts
from pytest_fusevenv.scenarios import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pytest_fusevenv.guard.cells import Cell, Page
    from pytest_fusevenv.guard.matrices import Matrix
    from pytest_fusevenv.kits import Kit


def write(page: Page, matrix: Matrix, kits: Mapping[str, Kit], directory: Path) -> None:
    """Write a reproducer of every finding of a page below a directory.

    Raises Problem where one would replace what is not ours, CannotMount.
    """
    places = {cell: directory / _named(cell) for cell in wanted(page)}
    for place in places.values():
        _refuse_to_replace(place)
    if not places:
        click.echo("nothing to reproduce: every cell works, or is as expected", err=True)
    for cell, place in places.items():
        kit = kits[cell.tool]
        question = Question(
            kit, matrix.profile(cell.profile), cell.scenario, matrix.engine, matrix.seed
        )
        with _bar(cell) as left:
            reproducer = _reproducer(question, cell, left)
        place.mkdir(parents=True, exist_ok=True)
        for name, text in texts(reproducer).items():
            (place / name).write_text(text)
        (place / "repro.sh").chmod(0o755)
        click.echo(f"written: {place}/repro.sh ({reproducer.size})", err=True)


def wanted(page: Page) -> list[Cell]:
    """The cells that are news but no flakes; without any, those that are bad or refused."""
    told = {(one.tool, one.profile, one.scenario) for one in page.news if one.kind != "flake"}
    failing = [cell for cell in page.cells if is_bad(cell.verdict) or _is_refused(cell)]
    return [cell for cell in failing if cell.key in told] if told else failing


def _is_refused(cell: Cell) -> bool:
    return cell.verdict is Verdict.REFUSED


def _reproducer(question: Question, cell: Cell, left: Callable[[int], None]) -> Reproducer:
    reduced = reduce(question, cell, left)
    kit = question.kit
    return Reproducer(
        # What the smaller profile does not know: the filesystem's name, and the bugs known on it.
        cell=replace(reduced.cell or cell, profile=cell.profile, bugs=cell.bugs),
        tool=f"uv@{kit.uv.path.resolve()}" if "/" in cell.tool else cell.tool,
        profile=reduced.profile,
        original=question.profile,
        act=question.act,
        seed=question.seed,
        why_whole=reduced.why_whole,
    )


# --- where it goes -------------------------------------------------------------------------


def _named(cell: Cell) -> str:
    """A cell's name as one of a directory."""
    name = f"{cell.profile}-{cell.scenario}-{cell.tool}"
    return re.sub(r"[^\w.@+=-]+", "-", name)


def _refuse_to_replace(place: Path) -> None:
    """Raise Problem where a place has what no reproducer has."""
    if place.exists() and not place.is_dir():
        raise Problem(f"{place} is no directory: no reproducer can be written there")
    others = sorted({file.name for file in place.iterdir()} - {*FILES}) if place.exists() else []
    if others:
        raise Problem(
            f"{place} has {', '.join(others[:3])}, which is no part of a reproducer, and is not "
            f"written over; name another directory, or remove it"
        )


@contextmanager
def _bar(cell: Cell) -> Iterator[Callable[[int], None]]:
    """A line on standard error, where that is a terminal; gives what tells it the quirks left."""
    console = Console(stderr=True)
    with console.status(f"reducing {_named(cell)}") as status:
        yield lambda left: status.update(f"reducing {_named(cell)}: {left} quirks left")
