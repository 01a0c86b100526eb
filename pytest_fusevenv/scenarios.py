"""What a user runs on a mount, and the verdict on what came of it."""

from __future__ import annotations

import shutil
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from pytest_fusevenv.causes import Watch, errors_named, explaining
from pytest_fusevenv.checks import CHECKS, Finding
from pytest_fusevenv.complaints import complaint, crashed, warned
from pytest_fusevenv.examinations import Examination
from pytest_fusevenv.imitations import Ruling
from pytest_fusevenv.places import Left, environments_below, left_at, named_place
from pytest_fusevenv.tools import UnknownTool, environment
from pytest_fusevenv.venvs import Environment, Ran, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_fusevenv.mount import Mount
    from pytest_fusevenv.tools import Uv


class Verdict(StrEnum):
    """What came of a scenario."""

    WORKS = "works"
    WORKS_AFTER_WARNING = "works-after-warning"
    REFUSED = "refused"
    BROKEN = "broken"
    DIRTY = "dirty"
    CRASHED = "crashed"
    HUNG = "hung"

    @property
    def is_good(self) -> bool:
        """Whether the user has what they asked for."""
        return self in (Verdict.WORKS, Verdict.WORKS_AFTER_WARNING)


class Story(msgspec.Struct, frozen=True):
    """One scenario on one mount: what was run, what was checked, the verdict and its cause.

    `runs` are the scenario's own commands, in order; `again` is the second run of the one that
    failed. `cause` is the ruling that explains the verdict, None where nothing was refused.
    `refused` of `calls` calls were refused. `environment` is where the environment is or should be,
    `scratch` what its commands take for home. `sources` are the profile's.
    """

    profile: str
    tool: str
    runs: tuple[Ran, ...]
    findings: tuple[Finding, ...]
    verdict: Verdict
    cause: Ruling | None = None
    refused: int = 0
    calls: int = 0
    trace: str = ""
    again: Ran | None = None
    environment: str = ""
    scratch: str = ""
    sources: tuple[str, ...] = ()

    @property
    def failure(self) -> Finding | None:
        """The first finding that is not right."""
        return next((finding for finding in self.findings if not finding.ok), None)


def environment_of(story: Story) -> Environment:
    """The environment of a story, for as long as its mount lives."""
    return Environment(Path(story.environment), environment(Path(story.scratch)))


def play(
    mount: Mount,
    uv: Uv,
    *,
    args: Sequence[str] = (),
    python: str | None = None,
    commands: Sequence[Sequence[str]] | None = None,
    seconds: float = 120.0,
) -> Story:
    """Run `uv venv` (with `args`, for `python`) on a mount, or `commands` instead, and judge.

    The verdict, from what was seen and nothing else:

    - a command did not end in `seconds`: hung. One died of a signal, panicked or showed a
      traceback: crashed;
    - a command failed otherwise: it is run once more. If it left something behind, and is then
      stopped by another complaint than the first time, what it left is in the way: dirty. If it
      left nothing, or fails as it did the first time: refused;
    - all commands exit 0, and a check of the environment fails: broken. If only the way on from it
      is barred (a second run, the removal), what was made is in the way: dirty;
    - all commands exit 0 and nothing is wrong: works, after a warning if a command gave one.

    `commands` that make no environment are judged by their exit codes alone; one that they make
    is found wherever on the mount it is. Raises UnknownTool where a command is on no PATH.
    """
    scratch = Path(tempfile.mkdtemp(prefix="play-", dir=mount.state))
    if commands is None:
        words = ("uv", "venv", *args, *(("--python", python) if python else ()))
        return _Play(mount, uv, scratch, (words,), seconds, repeatable=True).story()
    given = tuple(tuple(command) for command in commands)
    return _Play(mount, uv, scratch, given, seconds, repeatable=False).story()


class _Play:
    """A scenario while it is played."""

    def __init__(
        self,
        mount: Mount,
        uv: Uv,
        scratch: Path,
        commands: tuple[tuple[str, ...], ...],
        seconds: float,
        *,
        repeatable: bool,
    ) -> None:
        self.mount = mount
        self.uv = uv
        self.scratch = scratch
        self.commands = commands
        self.seconds = seconds
        self.env = environment(scratch, uv)
        self.place = mount.path / named_place(commands)
        self.before = self._left()
        self.there_before = environments_below(mount.backing)
        self.again = self._repeat if repeatable and not self.before else None
        self.watch = Watch(mount.trace)

    def story(self) -> Story:
        """Run, check, judge."""
        runs = self._run_all()
        told = (
            self._of_failure(runs) if runs and runs[-1].returncode != 0 else self._of_success(runs)
        )
        story = replace(told, refused=len(self.mount.trace.causes), calls=self.mount.trace.calls)
        if self.again and story.findings and not self._left():
            self._repeat()  # the removal was a check; whoever reads the story wants to look
        return story

    def _story(self, runs: tuple[Ran, ...], verdict: Verdict) -> Story:
        return Story(
            profile=self.mount.profile.name,
            tool=self.uv.name,
            runs=runs,
            findings=(),
            verdict=verdict,
            refused=len(self.mount.trace.causes),
            calls=self.mount.trace.calls,
            trace=str(self.mount.trace.path),
            environment=str(self.place),
            scratch=str(self.scratch),
            sources=self.mount.profile.sources,
        )

    # --- commands --------------------------------------------------------------------------

    def _run_all(self) -> tuple[Ran, ...]:
        """The commands in order, up to the first that fails."""
        runs: list[Ran] = []
        for command in self.commands:
            with self.watch.during(f"run {len(runs)}"):
                runs.append(self._run(command))
            if runs[-1].returncode != 0:
                break
        return tuple(runs)

    def _run(self, command: tuple[str, ...]) -> Ran:
        words = (str(self.uv.path), *command[1:]) if command[0] == "uv" else command
        if "/" not in words[0] and not shutil.which(words[0], path=self.env["PATH"]):
            raise UnknownTool(f"no program on PATH is called {words[0]!r} (of {command})")
        return replace(run(words, self.mount.path, self.env, self.seconds), argv=command)

    def _repeat(self) -> Ran:
        return self._run(self.commands[0])

    # --- verdicts --------------------------------------------------------------------------

    def _of_failure(self, runs: tuple[Ran, ...]) -> Story:
        failed = runs[-1]
        causes = self.watch.causes(f"run {len(runs) - 1}")
        told = replace(
            self._story(runs, Verdict.REFUSED),
            cause=explaining(causes[::-1], failed.stderr or failed.stdout),
        )
        if failed.returncode is None:
            return replace(told, verdict=Verdict.HUNG)
        if crashed(failed):
            return replace(told, verdict=Verdict.CRASHED)
        left = self._left() != self.before
        again = self._run(self.commands[len(runs) - 1])
        in_the_way = left and again.returncode != 0 and complaint(again) != complaint(failed)
        return replace(told, again=again, verdict=Verdict.DIRTY if in_the_way else Verdict.REFUSED)

    def _of_success(self, runs: tuple[Ran, ...]) -> Story:
        findings = self._all_findings()
        failures = [finding for finding in findings if not finding.ok]
        if not failures:
            warning = any(warned(ran) for ran in runs)
            verdict = Verdict.WORKS_AFTER_WARNING if warning else Verdict.WORKS
            return replace(self._story(runs, verdict), findings=findings)
        verdict = Verdict.BROKEN if any(f.of_use for f in failures) else Verdict.DIRTY
        told = replace(self._story(runs, verdict), findings=findings)
        return replace(told, cause=self._cause(failures[0]))

    def _cause(self, failure: Finding) -> Ruling | None:
        """The call that explains a finding: refused meanwhile or, if its error says so, before."""
        if ruling := explaining(self.watch.causes(failure.check), failure.answer):
            return ruling
        if not errors_named(failure.answer):
            return None
        return explaining(self.watch.all_causes[::-1], failure.answer)

    def _all_findings(self) -> tuple[Finding, ...]:
        """What is to be said of the environment; of the first bad one, where there are several."""
        findings: tuple[Finding, ...] = ()
        for place in self._places():
            self.place = place
            findings = self._findings()
            if not all(finding.ok for finding in findings):
                break
        return findings

    def _places(self) -> list[Path]:
        """Where environments were made: where they should be, and wherever commands put one."""
        if self.again:
            return [self.place]
        made = environments_below(self.mount.backing) - self.there_before
        found = [self.mount.path / one.path for one in sorted(made)]
        return [self.place, *found] if self._left() and self.place not in found else found

    def _findings(self) -> tuple[Finding, ...]:
        found: list[Finding] = []
        environment = Environment(self.place, self.env)
        top = self.mount.path
        subject = Examination(environment, self.uv, self.scratch, self.again, top=top)
        for check in CHECKS:
            with self.watch.during(check.name):
                finding = check(subject)
            if finding:
                found.append(finding)
        return tuple(found)

    def _left(self) -> frozenset[Left]:
        """What is at the environment's place: looked at underneath, where nothing is hidden."""
        if not self.place.is_relative_to(self.mount.path):
            return left_at(self.place)
        return left_at(self.mount.backing / self.place.relative_to(self.mount.path))
