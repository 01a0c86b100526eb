"""The repertoire: what the guard plays. A scenario is what a user does, with any kind of tool.

One module a scenario, named like it with `_` for `-`. To add one, write one module:

    \"\"\"A user syncs a project; the day after, again.\"\"\"

    from pytest_fusevenv.acts import Act, Place
    from pytest_fusevenv.repertoire import Scenario

    SCENARIO = Scenario(
        name="sync",
        title="uv sync",
        acts={
            "uv": Act(
                name="sync",
                dependencies=("fsall",),
                commands=("uv sync",),
                second=("uv sync",),
                checks=(".venv/bin/python -c 'import fsall.l'", ".venv/bin/fsall"),
            ),
        },
        elsewhere=(Place.CACHE,),
    )

`acts` has an act for each kind of tool that can do it (`uv`, `virtualenv`, `venv`, `pip`, `poetry`,
`pdm`); the rules of acts, and what is in reach of their commands, are in `acts.py`. Commands may
hold `{options}` too, what the tool is called with: `--copies` of `venv --copies`. On a plain
filesystem every release of every tool has to come out as `works`: else it is no scenario for a
guard, which would cry at nothing; `since` leaves out those that can not do it. `elsewhere` are
other directories that may lie on the mount in place of the act's: `sync@cache` is the same with the
cache there, `sync@project+cache` with both.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
from functools import cache
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from pytest_fusevenv.acts import Act, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DEFAULT", "Scenario", "UnknownScenario", "find", "shipped"]

DEFAULT = ("venv", "sync", "pip-install", "tool-install", "cache-clean")
"""What the guard plays where nothing is named: few cells that tell much.

Two in the project, where environments are; one in project and cache, for the links between them;
one in the tool directories, for their locks; one in the cache, for what is taken away.
"""


_ONE_BY_ONE = {
    "UV_CONCURRENT_BUILDS": "1",
    "UV_CONCURRENT_DOWNLOADS": "1",
    "UV_CONCURRENT_INSTALLS": "1",
}
"""What uv does side by side, it does in another order each time, and fails at another place."""


class UnknownScenario(LookupError):  # noqa: N818
    """No scenario has this name; the message lists the ones that have."""


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """What a user does: an act for each kind of tool, and what else may lie on the mount.

    `fills` is where the packages go to. `since` is the first version of a kind of tool that can do
    it, where not every one can.
    """

    name: str
    title: str
    acts: dict[str, Act]
    elsewhere: tuple[Place, ...] = ()
    fills: Place = Place.PROJECT
    since: dict[str, str] = {}
    story: str = ""

    @property
    def on_mount(self) -> tuple[Place, ...]:
        """What of the user's lies on the mount; the same with every tool."""
        return next(iter(self.acts.values())).on_mount

    def is_for(self, kind: str, version: str) -> bool:
        """Whether a tool can do it; one whose version is not told by a number is taken as new."""
        since = self.since.get(kind, "")
        told = _numbers(version) if version[:1].isdigit() else []
        return kind in self.acts and (not told or told >= _numbers(since))

    @property
    def players(self) -> str:
        """The kinds of tools that can do it, and since when: `pip, uv from 0.7.19 on`."""
        kinds = ((kind, self.since.get(kind, "")) for kind in sorted(self.acts))
        return ", ".join(f"{kind} from {since} on" if since else kind for kind, since in kinds)

    def placed(self, name: str, places: tuple[Place, ...]) -> Scenario:
        """The scenario under a name, with some directories on the mount, ready to be played.

        uv links from its cache and, where that is another volume, warns that it copies, and says
        how to keep it from warning: that is what the user has done. The interpreter is named,
        because uv remembers what it has asked of one by its path; nothing can be installed into it.
        """
        env = {"UV_PYTHON": "{base}", **_ONE_BY_ONE}
        if (self.fills in places) != (Place.CACHE in places):
            env["UV_LINK_MODE"] = "copy"
        acts = {
            kind: replace(act, on_mount=places, env={**env, **act.env})
            for kind, act in self.acts.items()
        }
        return replace(self, name=name, acts=acts)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


@cache
def shipped() -> dict[str, Scenario]:
    """Every scenario by name, with the docstring of its module as story; `find` has it ready."""
    modules = [
        importlib.import_module(f"{__name__}.{module.name}")
        for module in pkgutil.iter_modules(__path__)
        if not module.name.startswith("_")
    ]
    scenarios: list[Scenario] = [
        replace(module.SCENARIO, story=(module.__doc__ or "").strip()) for module in modules
    ]
    return {scenario.name: scenario for scenario in scenarios}


@cache
def find(name: str) -> Scenario:
    """The scenario of a name such as `sync` or `sync@cache`. Raises UnknownScenario."""
    stem, at, places = name.partition("@")
    if (scenario := shipped().get(stem)) is None:
        raise UnknownScenario(_unknown(name, stem))
    if not at:
        return scenario.placed(name, scenario.on_mount)
    by_name = {place.name.lower(): place for place in (*scenario.on_mount, *scenario.elsewhere)}
    wanted = places.split("+")
    if len(set(wanted)) < len(wanted) or not set(wanted) <= set(by_name):
        offer = ", ".join(by_name)
        raise UnknownScenario(
            f"{name!r}: what may lie on the mount in the scenario {stem} is {offer}, each once, "
            f"joined by '+'"
        )
    return scenario.placed(name, tuple(by_name[one] for one in wanted))


def _unknown(name: str, stem: str) -> str:
    near = difflib.get_close_matches(stem, shipped(), n=2, cutoff=0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else "."
    return f"no scenario is called {name!r}{hint} There are:{_listed(shipped().values())}"


def _listed(scenarios: Iterable[Scenario]) -> str:
    return "".join(f"\n  {one.name}  {one.title}" for one in scenarios)
