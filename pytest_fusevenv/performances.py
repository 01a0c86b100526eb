"""Bugs performed: their commands typed on mounts of their own, and the verdicts on what came.

Each side of a bug, and each workaround, is a part. A part has a project, two wheels, and a cache,
tool directories and a temporary directory of its own; what the bug names of these is on the mount.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from pytest_fusevenv.acting import Acting, Line
from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.imitations import Ruling
from pytest_fusevenv.known import installed
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.scenery import scenery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fusevenv.engine import Engine
    from pytest_fusevenv.kits import Kit


class Part(msgspec.Struct, frozen=True):
    """One thing to perform of a bug: its commands with a tool, and what is expected of them.

    `side` is "shows", "gone" or "workaround", `heading` what a person calls it.
    """

    side: str
    heading: str
    bug: Bug
    expected: Side


class Performance(msgspec.Struct, frozen=True):
    """A part performed: every line, the verdict, the call that explains it, and what is amiss."""

    part: Part
    lines: tuple[Line, ...]
    verdict: Verdict
    cause: Ruling | None
    amiss: tuple[str, ...]
    profile: Profile


def parts_of(bug: Bug) -> list[Part]:
    """The parts of a bug, in the order in which they are told: shows, gone, workarounds."""
    parts = [Part("shows", f"Shows with {bug.shows.tool}", bug, bug.shows)]
    if bug.gone:
        heading = "Not there yet with" if bug.is_still_there else "Gone with"
        parts.append(Part("gone", f"{heading} {bug.gone.tool}", bug, bug.gone))
    return [*parts, *(_tried(bug, one) for one in bug.workarounds)]


def _tried(bug: Bug, workaround: Workaround) -> Part:
    """A workaround as a part: what it does not say is the bug's."""
    other = replace(
        bug,
        commands=workaround.commands or bug.commands,
        checks=workaround.checks or bug.checks,
        env={**bug.env, **workaround.env},
        on_mount=workaround.on_mount or bug.on_mount,
        profile=workaround.profile or bug.profile,
    )
    expected = Side(workaround.tool or bug.shows.tool, workaround.verdict, workaround.says)
    return Part("workaround", f"Works around it: {workaround.what}", other, expected)


def tools_of(bugs: list[Bug]) -> list[str]:
    """Every tool that performing some bugs takes, each once."""
    return list(dict.fromkeys(part.expected.tool for bug in bugs for part in parts_of(bug)))


def perform(part: Part, kit: Kit, engine: Engine | None = None) -> Performance:
    """Perform a part on a mount of its own. Raises CannotMount, UnknownProfile."""
    profile = find(part.bug.profile, installed())
    with scenery(part.bug, profile, kit, engine) as scene:
        acting = Acting(part.bug, scene)
        verdict, failure = acting.verdict()
        return Performance(
            part,
            tuple(acting.lines),
            verdict,
            acting.cause(failure),
            tuple(_amiss(part.expected, verdict, acting.lines)),
            profile,
        )


def _amiss(expected: Side, verdict: Verdict, lines: list[Line]) -> Iterator[str]:
    """What did not come as it should."""
    if verdict is not expected.verdict:
        yield f"the verdict is {verdict}, not {expected.verdict}"
    code = next(line.ran.returncode for line in reversed(lines) if line.role == "command")
    if expected.exits is not None and code != expected.exits:
        yield f"the last of the commands exited {code}, not {expected.exits}"
    said = "".join(line.ran.stderr + line.ran.stdout for line in lines)
    yield from (f"nothing said {words!r}" for words in expected.says if words not in said)
