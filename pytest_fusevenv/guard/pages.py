"""Pages: the cells of a run in their order, with all that is told beside them; and several merged.

A page does not depend on who played its cells, or in which order: a run by several processes, or
by several machines whose pages are merged, gives the page that one process gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from pytest_fusevenv import __version__, bugs
from pytest_fusevenv.guard.baselines import Baseline
from pytest_fusevenv.guard.cells import (
    FORMAT,
    BadPage,
    BugEntry,
    Cell,
    Page,
    ProfileEntry,
    ScenarioEntry,
    ToolEntry,
)
from pytest_fusevenv.guard.news import news
from pytest_fusevenv.guard.releases import kind_of
from pytest_fusevenv.repertoire import find

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pytest_fusevenv.guard.matrices import Matrix
    from pytest_fusevenv.kits import Kit
    from pytest_fusevenv.profiles import Profile


def page_of(
    matrix: Matrix,
    kits: Mapping[str, Kit],
    cells: Iterable[Cell],
    baseline: Baseline | None = None,
    *,
    began: str = "",
    seconds: float = 0.0,
) -> Page:
    """The page of a matrix of which some cells were played."""
    known = {cell.key: cell for cell in cells}
    played = [known[name.key] for name in matrix.cells() if name.key in known]
    versions = {tool: kits[tool].version for tool in matrix.tools}
    expectations = baseline or Baseline()
    told = (
        news(cell, expectations.expected(cell.tool, versions[cell.tool], *cell.key[1:]))
        for cell in played
    )
    return Page(
        version=FORMAT,
        fusevenv=__version__,
        engine=matrix.engine.value,
        python=python_of(kits),
        seed=matrix.seed,
        tools=tuple(ToolEntry(tool, kind_of(tool), versions[tool]) for tool in matrix.tools),
        profiles=tuple(map(_profile, matrix.profiles)),
        scenarios=tuple(map(_scenario, matrix.scenarios)),
        cells=tuple(played),
        news=tuple(filter(None, told)),
        bugs=_bugs(played),
        began=began,
        seconds=round(seconds, 1),
    )


def python_of(kits: Mapping[str, Kit]) -> str:
    """The names of the interpreters of some tools: `python3.13`."""
    return ", ".join(sorted({kit.python.name for kit in kits.values()}))


def _profile(profile: Profile) -> ProfileEntry:
    return ProfileEntry(profile.name, profile.title, profile.sources)


def _scenario(name: str) -> ScenarioEntry:
    scenario = find(name)
    return ScenarioEntry(name, scenario.title, tuple(place.value for place in scenario.on_mount))


def _bugs(cells: Sequence[Cell]) -> tuple[BugEntry, ...]:
    named = {name for cell in cells for name in cell.bugs}
    known = (bug for name, bug in bugs.shipped().items() if name in named)
    return tuple(BugEntry(bug.name, bug.title, bug.urls) for bug in known)


# --- several in one ------------------------------------------------------------------------


def merged(pages: Sequence[Page]) -> Page:
    """The page of several that are parts of one run. Raises BadPage where they are not."""
    first = pages[0]
    for page in pages[1:]:
        if _frame(page) != _frame(first):
            raise BadPage(
                "these pages are not parts of one run: their tools, filesystems, scenarios, "
                "engines, seeds or versions differ"
            )
    cells = {cell.key: cell for page in pages for cell in page.cells}
    if len(cells) < sum(len(page.cells) for page in pages):
        raise BadPage("these pages are not parts of one run: a cell is in more than one of them")
    told = {(one.tool, one.profile, one.scenario): one for page in pages for one in page.news}
    known = {bug.name: bug for page in pages for bug in page.bugs}
    order = [key for key in _keys(first) if key in cells]
    return replace(
        first,
        cells=tuple(cells[key] for key in order),
        news=tuple(told[key] for key in order if key in told),
        bugs=tuple(known[name] for name in bugs.shipped() if name in known),
        began=min(page.began for page in pages),
        seconds=max(page.seconds for page in pages),
    )


def _frame(page: Page) -> Page:
    """What all parts of one run have in common."""
    return replace(page, cells=(), news=(), bugs=(), began="", seconds=0.0)


def _keys(page: Page) -> list[tuple[str, str, str]]:
    return [
        (tool.name, profile.name, scenario.name)
        for profile in page.profiles
        for scenario in page.scenarios
        for tool in page.tools
    ]
