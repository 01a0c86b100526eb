"""A performance as a person reads it: what was typed and said, the verdict, the cause."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from pytest_fusevenv.explain import tell_ruling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fusevenv.acting import Line
    from pytest_fusevenv.bugs import Bug
    from pytest_fusevenv.performances import Performance

_NOTES = {"again": "  # once more", "check": "  # must work now", "survives": "  # must work still"}


def heading(bug: Bug) -> str:
    """What a bug is: its title, reports, and filesystem."""
    places = ", ".join(place.value for place in bug.on_mount)
    return "\n".join(
        [
            click.style(f"{bug.name}: {bug.title}", bold=True),
            *bug.urls,
            *textwrap.wrap(f"{bug.filesystem} (profile {bug.profile}); on it: {places}", 90),
        ]
    )


def told(performance: Performance) -> str:
    """A performance, from its heading to its verdict."""
    return "\n".join(["", *_told(performance), ""])


def _told(performance: Performance) -> Iterator[str]:
    part = performance.part
    yield click.style(part.heading, bold=True) + f" ({part.bug.profile})"
    yield ""
    for line in performance.lines:
        yield _typed(line)
    yield f"\n{click.style('Verdict', bold=True)}: {_verdict(performance)}"
    if performance.cause:
        cause = tell_ruling(performance.cause, performance.profile)
        yield "cause: " + cause.replace(f"\n{part.bug.urls[0]}", "")
    yield from (click.style(f"not as expected: {what}", fg="red") for what in performance.amiss)


def _verdict(performance: Performance) -> str:
    as_expected = performance.verdict is performance.part.expected.verdict
    return str(performance.verdict) + (", as expected" if as_expected else "")


def _typed(line: Line) -> str:
    prompt = click.style(f"$ {line.command}", fg="cyan")
    note = click.style(_NOTES.get(line.role, ""), dim=True)
    said = (line.ran.stderr + line.ran.stdout).rstrip("\n")
    code = line.ran.returncode
    ended = "[did not end]" if code is None else f"[exit code {code}]" if code else ""
    return "\n".join(
        filter(None, (prompt + note, said, click.style(ended, dim=True) if ended else ""))
    )
