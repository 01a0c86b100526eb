"""The cells of `fusevenv check`: what came of one uv on one profile, as a program would read it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.causes import Cause
from pytest_fusevenv.complaints import complaint
from pytest_fusevenv.explain import tell
from pytest_fusevenv.mount import mount
from pytest_fusevenv.scenarios import Verdict, play
from pytest_fusevenv.steps import take
from pytest_fusevenv.tools import find_python

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_fusevenv.engine import Engine
    from pytest_fusevenv.hosts import HostWorld
    from pytest_fusevenv.mount import Mount
    from pytest_fusevenv.profiles import Profile
    from pytest_fusevenv.scenarios import Story
    from pytest_fusevenv.steps import Stepped
    from pytest_fusevenv.tools import Uv
    from pytest_fusevenv.venvs import Ran


FORMAT = 1
"""The version of the JSON form; another one where a reader would have to know."""


class Question(msgspec.Struct, frozen=True):
    """What is asked of a cell: a uv on a profile, for a Python, on an engine, in a world."""

    profile: Profile
    uv: Uv
    python: str | None
    engine: Engine
    world: HostWorld


class Cell(msgspec.Struct, frozen=True, tag="verdict", tag_field="kind"):
    """The verdict on `uv venv` (see docs/verdicts.md), and what it rests on.

    `stderr` is the reason the last command gave, `check` the first check that failed. `account` is
    the story as a person reads it, `server` what the mount's server complained of.
    """

    profile: str
    uv: str
    commands: tuple[tuple[str, ...], ...]
    verdict: Verdict
    exit_code: int | None
    stderr: str
    check: str | None
    cause: Cause | None
    refused: int
    calls: int
    account: str
    server: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the user has what they asked for."""
        return self.verdict.is_good

    @property
    def why(self) -> str:
        """The cause in a line, or else what failed."""
        if self.is_good:
            return ""
        return str(self.cause) if self.cause else self.check or self.stderr


class Taken(msgspec.Struct, frozen=True):
    """One step: the command, its exit code (None: it hung), the error it named and its reason.

    `came` is all of that in a word or two.
    """

    name: str
    command: tuple[str, ...]
    exit_code: int | None
    errno: str | None
    stderr: str
    came: str
    as_expected: bool


class StepsCell(msgspec.Struct, frozen=True, tag="steps", tag_field="kind"):
    """What came of every step."""

    profile: str
    uv: str
    steps: tuple[Taken, ...]
    server: str = ""

    @property
    def is_good(self) -> bool:
        """Whether every step gave what it gives on a plain filesystem."""
        return all(step.as_expected for step in self.steps)


class _Page(msgspec.Struct, frozen=True):
    version: int
    engine: str
    cells: tuple[Cell | StepsCell, ...]


def as_json(cells: Sequence[Cell | StepsCell], engine: Engine) -> str:
    """The cells for programs, in their order."""
    page = _Page(FORMAT, engine.value, tuple(cells))
    return msgspec.json.format(msgspec.json.encode(page)).decode()


def verdict(question: Question) -> Cell:
    """Play `uv venv` on a mount of its own. Raises CannotMount."""
    with _mounted(question) as mounted:
        story = play(mounted, question.uv, python=question.python)
        return _judged(story, mounted, question)


def steps(question: Question) -> StepsCell:
    """Take the steps on a mount of their own. Raises CannotMount, UnknownTool."""
    with _mounted(question) as mounted:
        scratch = Path(tempfile.mkdtemp(prefix="steps-", dir=mounted.state))
        python = question.python and find_python(question.uv, scratch, question.python)
        taken = take(mounted, question.uv, scratch, python=python or None)
        return StepsCell(
            question.profile.name,
            question.uv.version,
            tuple(_step(each, mounted) for each in taken),
            mounted.complaints,
        )


def _mounted(question: Question) -> Mount:
    return mount(question.profile, world=question.world, engine=question.engine)


def _judged(story: Story, mounted: Mount, question: Question) -> Cell:
    last = story.runs[-1]
    failure = story.failure
    return Cell(
        profile=question.profile.name,
        uv=question.uv.version,
        commands=tuple(ran.argv for ran in story.runs),
        verdict=story.verdict,
        exit_code=last.returncode,
        stderr=_last_line(last, mounted),
        check=f"{failure.otherwise}: {_short(failure.answer, mounted)}" if failure else None,
        cause=Cause.of(story.cause) if story.cause else None,
        refused=story.refused,
        calls=story.calls,
        account=_short(tell(story).replace(f"; full trace: {story.trace}", ""), mounted),
        server=mounted.complaints,
    )


def _step(stepped: Stepped, mounted: Mount) -> Taken:
    return Taken(
        stepped.step.name,
        stepped.step.command,
        stepped.ran.returncode,
        stepped.errno,
        _last_line(stepped.ran, mounted),
        str(stepped),
        stepped.as_expected,
    )


def _last_line(ran: Ran, mounted: Mount) -> str:
    return _short(complaint(ran), mounted) if ran.stderr.strip() else ""


def _short(text: str, mounted: Mount) -> str:
    """A text without the names of scratch directories, which differ from run to run."""
    return text.replace(str(mounted.path), "…").replace(str(mounted.state), "…")
