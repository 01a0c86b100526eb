"""`fusevenv list` and `fusevenv show`: the profiles there are, and what is in one."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from pytest_fusevenv.cli.arguments import PROFILE, examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fusevenv.profiles import Profile
    from pytest_fusevenv.quirks import AnyQuirk


@click.command("list", epilog=examples("fusevenv list"))
def list_profiles() -> None:
    """List the profiles."""
    from pytest_fusevenv.catalogue import ALIASES, shipped
    from pytest_fusevenv.known import installed

    named = {name: profile.title for name, profile in {**shipped(), **installed()}.items()}
    named |= {alias: f"= {name}" for alias, name in ALIASES.items()}
    width = max(map(len, named))
    for name, title in named.items():
        click.echo(f"{click.style(name.ljust(width), bold=True)}  {title}")


@click.command(epilog=examples("fusevenv show multipass", "fusevenv show sshfs --toml >my.toml"))
@click.argument("profile", type=PROFILE)
@click.option("--toml", is_flag=True, help="Print the TOML form, to change and to `run`.")
def show(profile: Profile, *, toml: bool) -> None:
    """Show what a profile does differently, and why.

    PROFILE is a name of `fusevenv list`, or a TOML file.
    """
    if toml:
        from pytest_fusevenv.forms import as_toml

        click.echo(as_toml(profile), nl=False)
        return
    click.echo("\n".join(_page(profile)))


def _page(profile: Profile) -> Iterator[str]:
    yield f"{click.style(profile.name, bold=True)}: {profile.title}"
    if profile.story:
        yield f"\n{profile.story}"
    yield "\n" + click.style("Quirks, in the order in which they are asked", bold=True)
    for number, quirk in enumerate(profile.quirks):
        yield from _described(number, quirk)
    if not profile.quirks:
        yield "  none"
    yield from _missing_in_process(profile)
    if profile.sources:
        yield "\n" + click.style("Sources", bold=True)
        yield from (f"  {source}" for source in profile.sources)


def _missing_in_process(profile: Profile) -> Iterator[str]:
    from pytest_fusevenv.fake.beyond import not_carried

    if missing := not_carried(profile):
        yield "\n" + click.style("In process (pyfakefs), not carried", bold=True)
        for name, reason in missing:
            yield from _wrapped(f"because {reason.value}", f"  {name} ", 8)


_PHRASES = {"otherwise": "every error as", "errnos": "but"}
_OCTAL = ("mask", "permissions")


def _described(number: int, quirk: AnyQuirk) -> Iterator[str]:
    from pytest_fusevenv.forms import as_table

    table = as_table(quirk)
    verb, because, when = (table.pop(name, "") for name in ("verb", "because", "when"))
    ops = _told(table.pop("ops", ""))
    answer = f"-> {table.pop('errno')}" if "errno" in table else ""
    rest = ", ".join(_phrase(name, value) for name, value in table.items())
    head = " ".join(filter(None, (ops, answer, rest)))
    styled = click.style(str(verb), fg="cyan")
    yield from _wrapped(head, f"{number:4}  {styled} ", 8)
    if when:
        yield from _wrapped(f"when {when}", " " * 8, 8)
    yield from _wrapped(f"because {because}", " " * 8, 8)


def _phrase(name: str, value: object) -> str:
    told = f"{value:#o}" if name in _OCTAL else _told(value)
    return f"{_PHRASES.get(name, name.replace('_', ' '))} {told}"


def _told(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_told, value))
        case dict():
            return ", ".join(f"{name} as {_told(item)}" for name, item in value.items())
        case _:
            return str(value)


def _wrapped(text: str, first: str, indent: int) -> list[str]:
    """A text in lines of 80 letters, colours not counted, the first one after `first`."""
    blank = " " * len(click.unstyle(first))
    lines = textwrap.wrap(text, 80, initial_indent=blank, subsequent_indent=" " * indent)
    return [(first + (lines or [blank])[0][len(blank) :]).rstrip(), *lines[1:]]
