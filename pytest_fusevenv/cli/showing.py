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
    from pytest_fusevenv.families import Family
    from pytest_fusevenv.known import installed

    profiles = {**shipped(), **installed()}
    width = max(map(len, profiles))
    for family in Family:
        named = {p.name: p.title for p in profiles.values() if p.family is family}
        _print_named(family.value, named, width)
    _print_named("short names", {alias: f"= {name}" for alias, name in ALIASES.items()}, width)


def _print_named(heading: str, named: dict[str, str], width: int) -> None:
    """Print a family: a heading, and a line for each name."""
    if named:
        click.echo(click.style(heading, underline=True))
    for name, title in named.items():
        click.echo(f"  {click.style(name.ljust(width), bold=True)}  {title}")


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
    yield from _apart(profile)
    if profile.sources:
        yield "\n" + click.style("Sources", bold=True)
        if not profile.original:
            yield "  There is no fingerprint of a real one: it is made from these."
        yield from (f"  {source}" for source in profile.sources)


def _apart(profile: Profile) -> Iterator[str]:
    """Where it differs from the real one, and why: each reason once, with its questions."""
    if not profile.original or not profile.original.apart:
        return
    keys: dict[str, list[str]] = {}
    for key, reason in profile.original.apart.items():
        keys.setdefault(reason, []).append(key)
    yield "\n" + click.style(f"Apart from the real one, {profile.original.name}", bold=True)
    for reason, questions in keys.items():
        yield from _wrapped(", ".join(questions), "  ", 2)
        yield from _wrapped(f"because {reason}", " " * 8, 8)


def _missing_in_process(profile: Profile) -> Iterator[str]:
    from pytest_fusevenv.fake.beyond import not_carried

    if missing := not_carried(profile):
        yield "\n" + click.style("In process (pyfakefs), not carried", bold=True)
        for name, reason in missing:
            yield from _wrapped(f"because {reason.value}", f"  {name} ", 8)


_PHRASES = {"otherwise": "every error as", "errnos": "but"}
_OCTAL = ("mask", "permissions", "file", "directory")


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
    octal = name in _OCTAL and isinstance(value, int)
    told = f"{value:#o}" if octal else _told(value)
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
