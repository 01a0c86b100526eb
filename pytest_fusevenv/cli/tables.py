"""Tables and progress in a terminal. The only room that imports rich."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec
from rich import box
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from pytest_fusevenv.cli.cells import Cell, StepsCell, Taken
from pytest_fusevenv.scenarios import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LOOK = {
    Verdict.WORKS: ("✓", "green"),
    Verdict.WORKS_AFTER_WARNING: ("✓", "yellow"),
    Verdict.REFUSED: ("!", "yellow"),
    Verdict.BROKEN: ("✗", "bold red"),
    Verdict.DIRTY: ("✗", "red"),
    Verdict.CRASHED: ("✗", "red"),
    Verdict.HUNG: ("✗", "red"),
}


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar on standard error, where that is a terminal; gives what moves it on."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


class LongBar:
    """A bar whose total is told later, with the time that is left."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar = bar
        self._task = task

    def total(self, total: int) -> None:
        """Tell how many there are."""
        self._bar.update(self._task, total=total)

    def advance(self) -> None:
        """Tell that one is done."""
        self._bar.advance(self._task)


@contextmanager
def long_progress(what: str, *, shown: bool) -> Iterator[LongBar]:
    """A bar with the time left, on standard error, where that is a terminal and it is `shown`."""
    console = Console(stderr=True)
    columns = (
        *(TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn()),
        *(
            TimeElapsedColumn(),
            TextColumn("left:"),
            TimeRemainingColumn(elapsed_when_finished=True),
        ),
    )
    disable = not (shown and console.is_terminal)
    with Progress(*columns, console=console, transient=True, disable=disable) as bar:
        yield LongBar(bar, bar.add_task(what, total=None))


def show(cells: Sequence[Cell | StepsCell], *, explain: bool) -> None:
    """Print the cells as tables and, if asked to, why what does not work does not."""
    console = Console(highlight=False)
    verdicts = [cell for cell in cells if isinstance(cell, Cell)]
    if verdicts:
        console.print(_verdicts(verdicts))
    for table in _tables([cell for cell in cells if isinstance(cell, StepsCell)]):
        console.print(table)
    for cell in verdicts if explain else ():
        if not cell.is_good:
            console.print(Text(f"\n{cell.profile}, uv {cell.uv}", style="bold"))
            console.print(Text(cell.account), soft_wrap=True)


def new_table(title: str | None = None) -> Table:
    """An empty table, as all tables here look."""
    return Table(
        box=box.SIMPLE_HEAD,
        title=title,
        title_justify="left",
        title_style="bold",
        pad_edge=False,
        show_edge=False,
    )


class Column(msgspec.Struct, frozen=True):
    """A column of a table: its heading, how wide it gets at most, whether a cell is one line."""

    heading: str
    most: int | None = None
    whole: bool = False


def show_rows(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Print rows as a table; a verdict at the end of a cell has its colour."""
    table = new_table()
    for column in columns:
        table.add_column(
            column.heading, overflow="fold", max_width=column.most, no_wrap=column.whole
        )
    for row in rows:
        table.add_row(*map(_cell, row))
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, _WIDE)
    console.print(table)


_WIDE = 120
"""The columns of a log."""


def _cell(text: str) -> Text:
    before, space, last = text.rpartition(" ")
    if last not in set(Verdict):
        return Text(text)
    _, style = _LOOK[Verdict(last)]
    return Text.assemble(before + space, (last, style))


# --- verdicts ------------------------------------------------------------------------------


def _verdicts(cells: list[Cell]) -> Table:
    """A line for each verdict; releases that follow one another and come out alike share one."""
    table = new_table()
    table.add_column("profile", no_wrap=True)
    table.add_column("uv", no_wrap=True)
    table.add_column("exit", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("why", overflow="fold")
    before = None
    for (profile, code, verdict, why), alike in groupby(cells, _seen):
        mark, style = _LOOK[verdict]
        name = "" if profile == before else profile
        releases = _span([cell.uv for cell in alike])
        told = Text(f"{mark} {verdict}", style=style)
        table.add_row(name, releases, "" if code is None else str(code), told, Text(why))
        before = profile
    return table


def _seen(cell: Cell) -> tuple[str, int | None, Verdict, str]:
    return cell.profile, cell.exit_code, cell.verdict, cell.why


def _span(labels: Sequence[str]) -> str:
    if len(labels) == 1:
        return labels[0]
    return f"{labels[0]} to {labels[-1]} ({len(labels)})"


# --- steps ---------------------------------------------------------------------------------


def _tables(cells: list[StepsCell]) -> Iterator[Table]:
    """One table of all profiles where there is one uv, else one for each profile.

    What comes out alike shares a column: any profiles, but only releases that follow one another.
    """
    if len({cell.uv for cell in cells}) == 1:
        alike: dict[tuple[str, ...], list[StepsCell]] = {}
        for cell in cells:
            alike.setdefault(_came(cell), []).append(cell)
        columns = [("\n".join(c.profile for c in cs), cs[0].steps) for cs in alike.values()]
        yield _steps(f"uv {cells[0].uv}", columns)
        return
    for profile, of_profile in groupby(cells, lambda cell: cell.profile):
        runs = [list(run) for _, run in groupby(of_profile, _came)]
        yield _steps(profile, [(_range([c.uv for c in run]), run[0].steps) for run in runs])


def _came(cell: StepsCell) -> tuple[str, ...]:
    return tuple(step.came for step in cell.steps)


def _range(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]}\nto {labels[-1]}"


def _steps(title: str, columns: Sequence[tuple[str, Sequence[Taken]]]) -> Table:
    table = new_table(title)
    table.add_column("step", no_wrap=True)
    for heading, _ in columns:
        table.add_column(heading)
    for row in zip(*(steps for _, steps in columns), strict=True):
        table.add_row(row[0].name, *(Text(step.came, style=_style(step)) for step in row))
    return table


def _style(step: Taken) -> str:
    if not step.as_expected:
        return "red"
    return "green" if step.came == "0" else "yellow"
