"""A cell played: an act on a mount of its own, and what is to be told of it."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_fusevenv.acting import Acting
from pytest_fusevenv.causes import Cause
from pytest_fusevenv.complaints import complaint, warned
from pytest_fusevenv.deviations import name_of
from pytest_fusevenv.guard.cells import Cell, Typed
from pytest_fusevenv.guard.resemblance import known_bugs
from pytest_fusevenv.scenery import scenery

if TYPE_CHECKING:
    from pytest_fusevenv.acting import Line
    from pytest_fusevenv.guard.matrices import Question
    from pytest_fusevenv.imitations import Ruling
    from pytest_fusevenv.scenery import Scenery

_SAID = 1500
"""How many characters of what a command said are kept: the first."""

_REFUSED = 20
"""How many refused calls are kept."""


def play(question: Question) -> Cell:
    """Play a cell on a mount of its own. Raises CannotMount."""
    began = time.monotonic()
    act = question.act
    asked = question.profile, question.kit, question.engine, question.seed
    with scenery(act, *asked) as scene:
        acting = Acting(act, scene)
        verdict, failure = acting.verdict()
        ruling = acting.cause(failure)
        kept = _Kept(scene)
        return Cell(
            tool=question.kit.tool,
            profile=question.profile.name,
            scenario=question.scenario,
            verdict=verdict,
            reason=_reason(acting.lines, failure, ruling, kept),
            lines=tuple(map(kept.typed, acting.lines)),
            cause=kept.cause(ruling) if ruling else None,
            refused=tuple(kept.refused(acting.watch.all_causes)),
            bugs=known_bugs(question, verdict, acting.lines) if failure else (),
            seconds=round(time.monotonic() - began, 3),
        )


def _reason(lines: list[Line], failure: Line | None, ruling: Ruling | None, kept: _Kept) -> str:
    """What failed, and the error behind it, without what changes from run to run."""
    if failure is None:
        warning = next((line for line in lines if warned(line.ran)), None)
        return kept.gist(_warning(warning)) if warning and warning.role == "command" else ""
    command = _shortened(failure.command)
    if failure.ran.returncode is None:
        return f"{command}: no end"
    why = f"{ruling.call.op.value} {name_of(ruling.errno or 0)}" if ruling else ""
    why = why or kept.gist(complaint(failure.ran)).removeprefix(f"{command}: ")
    return f"{command}: {why}"


def _shortened(command: str) -> str:
    """A command up to its first quoted word: `.venv/bin/python -c …`."""
    before, quote, _ = command.partition("'")
    return f"{before}…" if quote else command


def _warning(line: Line) -> str:
    """The first warning of a line."""
    said = line.ran.stderr.splitlines()
    return next(each for each in said if each.lower().startswith("warning"))


# --- what is kept of it --------------------------------------------------------------------

_MOVING = (
    (re.compile(r"\.tmp[\w-]+"), ".tmp"),
    (re.compile(r"(?<=archive-v0/)[\w-]+"), "…"),
    (re.compile(r"\b\d+(\.\d+)?(ms|s)\b"), "…s"),
    (re.compile(r"\b(?=\w*\d)[0-9a-f]{12,}\b"), "…"),
    (re.compile(r"\bpid \d+"), "pid …"),
    (re.compile(r"(?<=\.pyc)\.\d+"), ""),
    (re.compile(r"^sh: (line )?\d+: ", re.MULTILINE), ""),
)
"""What changes from run to run, or from shell to shell, in what a tool says."""

_ANY_PATH = re.compile(r"[`'\"]?(?<![\w<])/[^\s`'\":]+[`'\"]?")


class _Kept:
    """What of a scene may be kept: nothing that is otherwise in the next run."""

    def __init__(self, scene: Scenery) -> None:
        top = scene.mount.path.parent
        self._names = (
            (str(scene.mount.path), "/mount"),
            (str(top), "/off"),
            (scene.paths["base"], "/python"),
            (str(Path(scene.paths["base"]).parent.parent), "/base"),
            (scene.paths["python"], "/python"),
        )

    def plain(self, text: str) -> str:
        """A text without the names of scratch directories, times and chance."""
        for path, name in self._names:
            text = text.replace(path, name)
        for moving, instead in _MOVING:
            text = moving.sub(instead, text)
        return text

    def gist(self, text: str) -> str:
        """A text in one line, without any path at all."""
        return " ".join(_ANY_PATH.sub("…", self.plain(text)).split())[:200]

    def typed(self, line: Line) -> Typed:
        """A line; what it said is kept where something is the matter."""
        ran = line.ran
        is_silent = ran.returncode == 0 and not warned(ran)
        said = "" if is_silent else self.plain(ran.stderr + ran.stdout).strip()[:_SAID]
        return Typed(line.role, line.command, ran.returncode, said)

    def cause(self, ruling: Ruling) -> Cause:
        """The cause, its path without chance."""
        cause = Cause.of(ruling)
        return Cause(cause.op, self.plain(cause.path), cause.errno, cause.because)

    def refused(self, rulings: list[Ruling]) -> list[str]:
        """The refused calls, each once, in alphabetical order."""
        told = {self.plain(str(Cause.of(ruling))) for ruling in rulings}
        return sorted(told)[:_REFUSED]
