"""The environment that was made on a mount, as a test meets it: its verdict and the cause."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

import msgspec

from pytest_fusevenv.calls import Op
from pytest_fusevenv.deviations import name_of
from pytest_fusevenv.explain import tell
from pytest_fusevenv.scenarios import Story, Verdict, play
from pytest_fusevenv.seeds import told
from pytest_fusevenv.tools import environment
from pytest_fusevenv.venvs import Environment

if TYPE_CHECKING:
    import subprocess

    from pytest_fusevenv.imitations import Ruling
    from pytest_fusevenv.marks import Case
    from pytest_fusevenv.mount import Mount
    from pytest_fusevenv.profiles import Profile
    from pytest_fusevenv.tools import Uv
    from pytest_fusevenv.trace import Trace


class Cause(msgspec.Struct, frozen=True):
    """Why something failed: the call that a quirk refused, as its caller saw it."""

    op: Op
    path: str
    errno: int
    because: str
    caller: str = ""

    @classmethod
    def of(cls, ruling: Ruling) -> Self:
        """The cause that a ruling is."""
        caller = ruling.call.caller
        because = ruling.quirk.because if ruling.quirk else ""
        said = f"{caller.command}, pid {caller.pid}".removeprefix(", ")
        return cls(ruling.call.op, ruling.call.path, ruling.errno or 0, because, said)

    def __str__(self) -> str:
        return f"{self.op} {self.path} -> {name_of(self.errno)}"


class FuseVenv:
    """What the marker made: an environment on a mount, the story of it, and its verdict."""

    def __init__(self, mount: Mount, uv: Uv, case: Case, story: Story) -> None:
        self.mount = mount
        self.case = case
        self.story = story
        env = environment(Path(story.scratch), uv)
        self.environment = Environment(Path(story.environment), env)

    @classmethod
    def play(cls, mount: Mount, uv: Uv, case: Case) -> Self:
        """Run a case on a mount."""
        story = play(mount, uv, args=case.args, python=case.python, commands=case.commands)
        return cls(mount, uv, case, story)

    @property
    def path(self) -> Path:
        """Where the environment is, or should be."""
        return self.environment.path

    @property
    def profile(self) -> Profile:
        """The filesystem it lies on."""
        return self.mount.profile

    @property
    def trace(self) -> Trace:
        """What the mount answered."""
        return self.mount.trace

    @property
    def verdict(self) -> Verdict:
        """What came of the commands."""
        return self.story.verdict

    @property
    def cause(self) -> Cause | None:
        """The refused call that explains the verdict; None where nothing was refused."""
        return Cause.of(self.story.cause) if self.story.cause else None

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the environment's interpreter, in the directory that holds the environment."""
        return self.environment.python(*arguments)

    @property
    def properties(self) -> list[tuple[str, str]]:
        """What a JUnit file says of it."""
        cause = [("fusevenv_cause", str(self.cause))] if self.cause else []
        return [
            ("fusevenv_profile", self.profile.name),
            ("fusevenv_uv", self.story.tool),
            ("fusevenv_verdict", self.verdict.value),
            *cause,
        ]

    @property
    def mismatch(self) -> str:
        """The story, where the verdict is not one that was expected; empty where it is."""
        if self.verdict in self.case.expected:
            return ""
        expected = " or ".join(self.case.expected)
        heading = f"{self.profile.name} with {self.story.tool}: {self.verdict}, expected {expected}"
        by_chance = told(self.profile, self.mount.seed)
        return "\n".join(filter(None, (heading, tell(self.story), by_chance)))
