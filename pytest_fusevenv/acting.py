"""An act while it is typed on a mount: its lines, the verdict, and the call that explains it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.causes import Watch, errors_named, explaining
from pytest_fusevenv.complaints import complaint, crashed, warned
from pytest_fusevenv.scenarios import Verdict
from pytest_fusevenv.venvs import Ran, run

if TYPE_CHECKING:
    from pytest_fusevenv.acts import Act
    from pytest_fusevenv.imitations import Ruling
    from pytest_fusevenv.scenery import Scenery


class Line(msgspec.Struct, frozen=True):
    """A command as it was typed, what came back, and what it was typed for."""

    role: str
    command: str
    ran: Ran


class Acting:
    """The commands of an act while they are typed, in the order of the rules in `acts.py`."""

    def __init__(self, act: Act, scene: Scenery) -> None:
        self.act = act
        self.scene = scene
        self.watch = Watch(scene.mount.trace)
        self.lines: list[Line] = []

    def verdict(self) -> tuple[Verdict, Line | None]:
        """Type all there is to type; the verdict, and the line that failed."""
        if failed := self._commands("command", self.act.commands):
            return _ended_ill(failed) or self._retried(failed)
        failed = self._commands("second", self.act.second)
        if failed and (ill := _ended_ill(failed)):
            return ill
        verdict, broken = self._checked(self._good)
        if failed and not broken:
            return Verdict.DIRTY, failed
        return verdict, broken

    def cause(self, failure: Line | None) -> Ruling | None:
        """The refused call that explains a failure: made meanwhile or, if it fits, before."""
        if failure is None:
            return None
        said = failure.ran.stderr or failure.ran.stdout
        if found := explaining(self.watch.causes(failure.command)[::-1], said):
            return found
        return explaining(self.watch.all_causes[::-1], said) if errors_named(said) else None

    def _commands(self, role: str, commands: tuple[str, ...]) -> Line | None:
        """Type commands up to the first that fails; that one."""
        for command in commands:
            line = self._typed(role, command)
            if line.ran.returncode != 0:
                return line
        return None

    def _retried(self, failed: Line) -> tuple[Verdict, Line]:
        """What is left after a failure, and what comes of trying again."""
        survives = [self._typed("survives", one).ran.returncode for one in self.act.survives]
        if any(survives):
            return Verdict.DIRTY, failed
        again = [self._typed("again", one) for one in self.act.again or (failed.command,)]
        if again[-1].ran.returncode != 0:
            alike = _gist(again[-1].ran) == _gist(failed.ran)
            return (Verdict.REFUSED if alike else Verdict.DIRTY), failed
        verdict, broken = self._checked(Verdict.REFUSED)
        return verdict, broken or failed

    def _checked(self, otherwise: Verdict) -> tuple[Verdict, Line | None]:
        """Broken, and the first check that fails; else another verdict."""
        checks = [self._typed("check", command) for command in self.act.checks]
        failed = next((line for line in checks if line.ran.returncode != 0), None)
        return (Verdict.BROKEN if failed else otherwise), failed

    @property
    def _good(self) -> Verdict:
        """What it is if nothing is wrong; a second run may warn that it is one."""
        warning = any(warned(line.ran) for line in self.lines if line.role == "command")
        return Verdict.WORKS_AFTER_WARNING if warning else Verdict.WORKS

    def _typed(self, role: str, command: str) -> Line:
        words = ("sh", "-c", self.scene.filled(command))
        with self.watch.during(command):
            ran = run(words, self.scene.cwd, self.scene.env, self.act.seconds)
        self.lines.append(Line(role, command, ran))
        return self.lines[-1]


def _ended_ill(failed: Line) -> tuple[Verdict, Line] | None:
    """Hung or crashed, where a command did not end by its own will."""
    if failed.ran.returncode is None:
        return Verdict.HUNG, failed
    return (Verdict.CRASHED, failed) if crashed(failed.ran) else None


_PATH = re.compile(r"\S*/\S*")


def _gist(ran: Ran) -> str:
    """What a command complains of, without paths: uv unpacks and copies files in any order."""
    return _PATH.sub("…", complaint(ran))
