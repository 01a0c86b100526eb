"""A matrix: which tools are to play which scenarios on which filesystems, and in which order."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from pytest_fusevenv import __version__
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.guard.releases import kind_of
from pytest_fusevenv.kits import Kit
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.repertoire import find

if TYPE_CHECKING:
    from pytest_fusevenv.acts import Act


class CellName(msgspec.Struct, frozen=True):
    """Where a cell stands: a tool, a profile and a scenario, by their names."""

    tool: str
    profile: str
    scenario: str

    @property
    def key(self) -> tuple[str, str, str]:
        """As `Cell.key`."""
        return self.tool, self.profile, self.scenario

    def __str__(self) -> str:
        """As a test is called: `nfs4-sync-uv@0.10.3`."""
        return f"{self.profile}-{self.scenario}-{self.tool}"


class Matrix(msgspec.Struct, frozen=True):
    """The axes of a guard's run, and what serves the mounts. It travels to pytest's workers."""

    tools: tuple[str, ...]
    profiles: tuple[Profile, ...]
    scenarios: tuple[str, ...]
    engine: Engine
    seed: int = 0

    def cells(self) -> list[CellName]:
        """Every cell there is, by profile, scenario and tool, in the order of the axes."""
        return [
            CellName(tool, profile.name, scenario)
            for profile in self.profiles
            for scenario in self.scenarios
            for tool in self.tools
            if find(scenario).is_for(kind_of(tool), tool.partition("@")[2])
        ]

    def profile(self, name: str) -> Profile:
        """The profile of a name."""
        return next(profile for profile in self.profiles if profile.name == name)


class Question(msgspec.Struct, frozen=True):
    """What is asked of a cell: which tool, on which filesystem, in which scenario."""

    kit: Kit
    profile: Profile
    scenario: str
    engine: Engine
    seed: int = 0

    @property
    def act(self) -> Act:
        """What the tool does in the scenario, called as this kit is."""
        act = find(self.scenario).acts[self.kit.kind]
        return replace(act, commands=self._called(act.commands), second=self._called(act.second))

    def _called(self, commands: tuple[str, ...]) -> tuple[str, ...]:
        options = f" {self.kit.options}" if self.kit.options else ""
        return tuple(command.replace(" {options}", options) for command in commands)

    @property
    def digest(self) -> str:
        """What stands for the question: another tool, profile or scenario, another digest."""
        asked = (
            __version__,
            self.kit.identity,
            self.profile,
            self.scenario,
            self.act,
            self.engine,
            self.seed,
            str(self.kit.python),
        )
        return hashlib.sha256(msgspec.json.encode(asked)).hexdigest()[:24]
