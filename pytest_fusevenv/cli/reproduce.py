"""`fusevenv reproduce`: known bugs performed again, command by command, and explained."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import click

from pytest_fusevenv.cli.arguments import chosen_engine, examples, seed_option
from pytest_fusevenv.cli.commands import FINDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_fusevenv.bugs import Bug
    from pytest_fusevenv.kits import Kit
    from pytest_fusevenv.performances import Part, Performance

_FIRST = "uv-15528"


@click.command(
    epilog=examples(
        "fusevenv reproduce",
        "fusevenv reproduce uv-15528 --uv latest",
        "fusevenv reproduce --all",
    )
)
@click.argument("names", metavar="[BUG]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Perform every known bug; print a table.")
@click.option("--uv", "spec", metavar="VERSION|PATH", help="Another uv than the reported one.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead, for programs.")
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), default=2, help="How many mounts at a time. [2]"
)
@seed_option
def reproduce(
    names: tuple[str, ...], spec: str | None, jobs: int, *, every: bool, as_json: bool
) -> None:
    """Perform a known bug, and explain it.

    BUG is uv-15528 if you name none: an environment on a Multipass mount. Its commands are typed
    with a release that has the bug, with one that has not, and with what works around it. Exits 0
    where all comes out as it is on record, 1 where something does not.
    """
    from pytest_fusevenv.bugs import find, shipped
    from pytest_fusevenv.cli.records import as_json as written
    from pytest_fusevenv.performances import parts_of

    if every and (names or spec):
        raise click.UsageError("--all performs every bug as it is on record: name none, and no uv")
    known = list(shipped().values()) if every else [find(name) for name in names or (_FIRST,)]
    parts = [part for bug in known for part in (_with(spec, bug) if spec else parts_of(bug))]
    kits = _fetched([part.expected.tool for part in parts])
    os.umask(0o002)  # as the reporters' systems have it: it shows in listings
    if every or as_json:
        began = time.monotonic()
        performances = _performed(parts, kits, jobs)
        if as_json:
            click.echo(written(performances, chosen_engine()))
        else:
            _show(known, performances, time.monotonic() - began)
        all_well = not any(one.amiss for one in performances)
    else:
        all_well = _performed_aloud(known, parts, kits)
    if not all_well:
        raise SystemExit(FINDING)


def _with(spec: str, bug: Bug) -> list[Part]:
    """The part that shows a bug, with another uv."""
    from msgspec.structs import replace

    from pytest_fusevenv.performances import parts_of

    shows = parts_of(bug)[0]
    expected = replace(shows.expected, tool=f"uv@{spec}")
    return [replace(shows, expected=expected, heading=f"With uv {spec}")]


def _fetched(tools: Sequence[str]) -> dict[str, Kit]:
    """The tools by name. Raises UnknownTool."""
    from pytest_fusevenv.cli.tables import progress
    from pytest_fusevenv.kits import find_kits

    wanted = list(dict.fromkeys(tools))
    with progress("fetching tools", len(wanted)) as advance:
        return find_kits(wanted, advance)


# --- one by one, aloud ---------------------------------------------------------------------


def _performed_aloud(known: Sequence[Bug], parts: Sequence[Part], kits: Mapping[str, Kit]) -> bool:
    """Perform and print, part by part; whether all came out as it should."""
    wrong: list[str] = []
    for bug in known:
        of_bug = [part for part in parts if part.bug.name == bug.name]
        wrong.extend(_aloud(bug, of_bug, kits))
    click.echo("")
    if wrong:
        click.secho("Not as it is on record:", fg="red", bold=True)
        click.echo("\n".join(f"  {what}" for what in wrong))
    else:
        click.secho("Reproduced: all came out as it is on record.", bold=True)
    return not wrong


def _aloud(bug: Bug, parts: Sequence[Part], kits: Mapping[str, Kit]) -> Iterator[str]:
    from pytest_fusevenv.cli.transcripts import heading, told
    from pytest_fusevenv.performances import perform

    click.echo(heading(bug))
    for part in parts:
        performance = perform(part, kits[part.expected.tool], chosen_engine())
        click.echo(told(performance), nl=False)
        if part is parts[0]:
            click.echo(f"\n{click.style('Why', bold=True)}\n\n{bug.story}")
        yield from (f"{bug.name}, {part.expected.tool}: {what}" for what in performance.amiss)


# --- all of them, side by side -------------------------------------------------------------


def _performed(parts: Sequence[Part], kits: Mapping[str, Kit], jobs: int) -> list[Performance]:
    """The performances in the order of their parts, some at a time."""
    from concurrent.futures import ThreadPoolExecutor, as_completed

    from pytest_fusevenv.cli.tables import progress
    from pytest_fusevenv.performances import perform

    engine = chosen_engine()
    with (
        progress("reproducing", len(parts)) as advance,
        ThreadPoolExecutor(jobs) as workers,
    ):
        asked = [workers.submit(perform, part, kits[part.expected.tool], engine) for part in parts]
        try:
            for answered in as_completed(asked):
                answered.result()  # the first to fail ends it all
                advance()
        except BaseException:
            workers.shutdown(wait=True, cancel_futures=True)  # what runs unmounts by itself
            raise
        return [answered.result() for answered in asked]


def _show(known: Sequence[Bug], performances: Sequence[Performance], seconds: float) -> None:
    """Print the bugs as a table, what is amiss below it, and how many are not."""
    from pytest_fusevenv.cli.records import row
    from pytest_fusevenv.cli.tables import Column, show_rows

    columns = (
        *(Column("bug", whole=True), Column("shows in")),
        *(Column("gone in"), Column("as expected", most=_WORD)),
    )
    show_rows(columns, [row(bug, performances) for bug in known])
    for one in performances:
        for what in one.amiss:
            where = f"{one.part.bug.name}, {one.part.heading[0].lower()}{one.part.heading[1:]}"
            click.secho(f"{where}: {what}", fg="red")
    amiss = {one.part.bug.name for one in performances if one.amiss}
    click.echo(f"\n{len(known) - len(amiss)} of {len(known)} as expected, {seconds:.0f} s")


_WORD = 8
"""The columns for "as" and "expected", one above the other."""
