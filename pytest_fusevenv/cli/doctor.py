"""`fusevenv doctor`: can this machine mount, and if not, why, and the cure."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from pytest_fusevenv.cli.arguments import chosen_engine, examples
from pytest_fusevenv.cli.commands import CANNOT_MOUNT, FINDING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fusevenv.doctor import Sign


@click.command(epilog=examples("fusevenv doctor", "FUSEVENV_ENGINE=fusepy fusevenv doctor"))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead, for programs.")
def doctor(*, as_json: bool) -> None:
    """Say whether this machine can mount, and if not, why.

    With the cure. Exits 3 where it can not mount, 1 where only something else is missing.
    """
    import msgspec

    from pytest_fusevenv.doctor import Matter, examine

    signs = []
    for sign in examine(chosen_engine()):
        signs.append(sign)
        if not as_json:
            click.echo("\n".join(_line(sign)))
    matters = {sign.matter for sign in signs}
    can_mount = Matter.NO_MOUNT not in matters
    if as_json:
        page = {"version": 1, "can_mount": can_mount, "signs": signs}
        click.echo(msgspec.json.format(msgspec.json.encode(page)))
    else:
        click.echo("\nThis machine can mount." if can_mount else "\nThis machine cannot mount.")
    if not can_mount:
        raise SystemExit(CANNOT_MOUNT)
    if Matter.CAUTION in matters:
        raise SystemExit(FINDING)


_MARKS = {"fine": ("ok", "green"), "caution": ("!!", "yellow"), "cannot mount": ("NO", "red")}


def _line(sign: Sign) -> Iterator[str]:
    mark, colour = _MARKS[sign.matter.value]
    code = f" [{sign.code}]" if sign.code else ""
    styled = click.style(mark, fg=colour, bold=True)
    yield from _hung(f"{styled}  {sign.need:<15}", sign.found + code, 19)
    if sign.cure:
        yield from _hung(" " * 19 + "cure: ", sign.cure, 25)


def _hung(head: str, text: str, indent: int) -> list[str]:
    """A text wrapped beside its head; a path or command is never broken."""
    first, *rest = textwrap.wrap(
        text, 80 - indent, break_long_words=False, break_on_hyphens=False
    ) or [""]
    return [head + first, *(" " * indent + line for line in rest)]
