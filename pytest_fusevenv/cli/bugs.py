"""`fusevenv bugs`: the known bugs, and what is known of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pytest_fusevenv.cli.arguments import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fusevenv.bugs import Bug, Side


@click.command(epilog=examples("fusevenv bugs", "fusevenv bugs uv-15528", "fusevenv bugs --json"))
@click.argument("names", metavar="[BUG]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead, for programs.")
def bugs(names: tuple[str, ...], *, as_json: bool) -> None:
    """List the known bugs, or tell what is known of some.

    Each can be seen to happen: `fusevenv reproduce BUG`.
    """
    from pytest_fusevenv.bugs import find, shipped

    known = [find(name) for name in names] or list(shipped().values())
    if as_json:
        import msgspec

        page = {"version": 1, "bugs": known}
        click.echo(msgspec.json.format(msgspec.json.encode(page)).decode())
    elif names:
        click.echo("\n\n".join("\n".join(_page(bug)) for bug in known))
    else:
        _listed(known)


def _listed(known: list[Bug]) -> None:
    from pytest_fusevenv.cli.tables import Column, show_rows

    columns = (
        Column("bug", whole=True),
        Column("what happens (on which profile)"),
        Column("shows in", most=_RELEASE),
        Column("gone in", most=_RELEASE),
    )
    show_rows(columns, [_row(bug) for bug in known])


_RELEASE = 11
"""The columns for a release, which breaks after the name of its tool, if at all."""


def _row(bug: Bug) -> tuple[str, str, str, str]:
    sides = (side.replace("@", " ") for side in (bug.shows.tool, bug.told_gone))
    shows, gone = sides
    return (bug.name, f"{bug.title} ({bug.profile})", shows, gone)


def _page(bug: Bug) -> Iterator[str]:
    from pytest_fusevenv.cli.transcripts import heading

    yield heading(bug)
    yield f"\n{bug.story}\n"
    yield click.style("Commands", bold=True)
    for command in (*bug.before, *bug.commands, *bug.checks):
        yield f"  $ {command}"
    yield "\n" + click.style("Came of it", bold=True)
    yield f"  {_came(bug.shows)}"
    if bug.gone:
        yield f"  {_came(bug.gone)}"
    if bug.is_still_there:
        since = f", since {bug.since}" if bug.since else ""
        yield f"  still there in {bug.shows.tool}{since}"
    if bug.workarounds:
        yield "\n" + click.style("Works around it, as tested", bold=True)
        yield from (f"  {one.what}: {one.verdict}" for one in bug.workarounds)


def _came(side: Side) -> str:
    return f"{side.tool}: {side.verdict}"
