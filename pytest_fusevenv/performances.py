"""Bugs performed: their commands typed on mounts of their own, and the verdicts on what came.

Each side of a bug, and each workaround, is a part. A part has a project, two wheels, and a cache,
tool directories and a temporary directory of its own; what the bug names of these is on the mount.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.causes import Watch, errors_named, explaining
from pytest_fusevenv.complaints import complaint, crashed, warned
from pytest_fusevenv.imitations import Ruling
from pytest_fusevenv.known import installed
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.scenery import Scenery, scenery
from pytest_fusevenv.venvs import Ran, run

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


class Line(msgspec.Struct, frozen=True):
    """A command as it was typed, what came back, and what it was typed for."""

    role: str
    command: str
    ran: Ran


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
        acting = _Acting(part.bug, scene)
        verdict, failure = acting.verdict()
        return Performance(
            part,
            tuple(acting.lines),
            verdict,
            _cause(acting.watch, failure) if failure else None,
            tuple(_amiss(part.expected, verdict, acting.lines)),
            profile,
        )


def _cause(watch: Watch, failure: Line) -> Ruling | None:
    """The refused call that explains why a line failed: made meanwhile or, if it fits, before."""
    said = failure.ran.stderr or failure.ran.stdout
    if found := explaining(watch.causes(failure.command)[::-1], said):
        return found
    return explaining(watch.all_causes[::-1], said) if errors_named(said) else None


def _amiss(expected: Side, verdict: Verdict, lines: list[Line]) -> Iterator[str]:
    """What did not come as it should."""
    if verdict is not expected.verdict:
        yield f"the verdict is {verdict}, not {expected.verdict}"
    code = next(line.ran.returncode for line in reversed(lines) if line.role == "command")
    if expected.exits is not None and code != expected.exits:
        yield f"the last of the commands exited {code}, not {expected.exits}"
    said = "".join(line.ran.stderr + line.ran.stdout for line in lines)
    yield from (f"nothing said {words!r}" for words in expected.says if words not in said)


_PATH = re.compile(r"\S*/\S*")


def _gist(ran: Ran) -> str:
    """What a command complains of, without paths: uv unpacks and copies files in any order."""
    return _PATH.sub("…", complaint(ran))


# --- acting --------------------------------------------------------------------------------


class _Acting:
    """The commands of a bug while they are typed."""

    def __init__(self, bug: Bug, scene: Scenery) -> None:
        self.bug = bug
        self.scene = scene
        self.watch = Watch(scene.mount.trace)
        self.lines: list[Line] = []

    def verdict(self) -> tuple[Verdict, Line | None]:
        """Type all there is to type; the verdict, and the line that failed."""
        failed = self._commands(self.bug.commands)
        if failed is None:
            return self._checked(Verdict.WORKS_AFTER_WARNING if self._warned else Verdict.WORKS)
        if failed.ran.returncode is None:
            return Verdict.HUNG, failed
        if crashed(failed.ran):
            return Verdict.CRASHED, failed
        return self._retried(failed)

    def _commands(self, commands: tuple[str, ...]) -> Line | None:
        """Type commands up to the first that fails; that one."""
        for command in commands:
            line = self._typed("command", command)
            if line.ran.returncode != 0:
                return line
        return None

    def _retried(self, failed: Line) -> tuple[Verdict, Line]:
        """What is left after a failure, and what comes of trying again."""
        survives = [self._typed("survives", one).ran.returncode for one in self.bug.survives]
        if any(survives):
            return Verdict.DIRTY, failed
        again = [self._typed("again", one) for one in self.bug.again or (failed.command,)]
        if again[-1].ran.returncode != 0:
            alike = _gist(again[-1].ran) == _gist(failed.ran)
            return (Verdict.REFUSED if alike else Verdict.DIRTY), failed
        verdict, broken = self._checked(Verdict.REFUSED)
        return verdict, broken or failed

    def _checked(self, otherwise: Verdict) -> tuple[Verdict, Line | None]:
        """Broken, and the first check that fails; else another verdict."""
        checks = [self._typed("check", command) for command in self.bug.checks]
        failed = next((line for line in checks if line.ran.returncode != 0), None)
        return (Verdict.BROKEN if failed else otherwise), failed

    @property
    def _warned(self) -> bool:
        return any(warned(line.ran) for line in self.lines)

    def _typed(self, role: str, command: str) -> Line:
        words = ("sh", "-c", self.scene.filled(command))
        with self.watch.during(command):
            ran = run(words, self.scene.cwd, self.scene.env, self.bug.seconds)
        self.lines.append(Line(role, command, ran))
        return self.lines[-1]
