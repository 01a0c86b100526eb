"""`fusevenv diff`: where two filesystems answer differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pytest_fusevenv.cli.arguments import examples
from pytest_fusevenv.cli.commands import FINDING, Problem
from pytest_fusevenv.cli.probing import patience_option

if TYPE_CHECKING:
    from pytest_fusevenv.cli.subjects import Subject
    from pytest_fusevenv.fingerprints import Difference


@click.command(
    epilog=examples(
        "fusevenv diff theirs.json .",
        "fusevenv diff sshfs-3.7.5 sshfs-3.7.6",
        "fusevenv diff theirs.json theirs.toml --imitation",
    )
)
@click.argument("first")
@click.argument("second")
@click.option(
    "--imitation",
    is_flag=True,
    help="Leave out what no imitation can carry (see docs/probe.md), "
    "where one side is a filesystem and the other its profile.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead, for programs.")
@patience_option
def diff(first: str, second: str, patience: float, *, imitation: bool, as_json: bool) -> None:
    """Tell where two filesystems differ.

    FIRST and SECOND are each a fingerprint (a .json file that `fusevenv probe -o` wrote), a
    directory (with a slash in it, or "."), which is probed, or a profile: a name of
    `fusevenv list`, or a TOML file. Exits 1 where they differ.
    """
    from pytest_fusevenv.cli.subjects import subject
    from pytest_fusevenv.fingerprints import differences, shared
    from pytest_fusevenv.replays import NOT_CARRIED

    one, other = subject(first, patience), subject(second, patience)
    common = shared(one.fingerprint, other.fingerprint)
    if not common:
        raise Problem(f"{first} and {second} were not asked a single question in common")
    but = NOT_CARRIED if imitation else ()
    apart = differences(one.fingerprint, other.fingerprint, but=but)
    if as_json:
        _print_json(one, other, apart, len(common))
    else:
        _print(one, other, apart, len(common))
    if apart:
        raise SystemExit(FINDING)


def _print(one: Subject, other: Subject, apart: list[Difference], common: int) -> None:
    from pytest_fusevenv.cli.answers import show_differences

    if apart:
        show_differences(apart, one.name, other.name)
    asked = {one.fingerprint.origin.asked_by, other.fingerprint.origin.asked_by}
    click.echo(f"{len(apart)} of {common} answers differ")
    if len(asked) > 1:
        click.echo("note: one was asked as root, the other one was not", err=True)


def _print_json(one: Subject, other: Subject, apart: list[Difference], common: int) -> None:
    import msgspec

    told = {
        "version": 1,
        "first": one.name,
        "second": other.name,
        "questions": common,
        "differences": {d.key: {"first": d.first, "second": d.second} for d in apart},
    }
    click.echo(msgspec.json.format(msgspec.json.encode(told), indent=1).decode())
