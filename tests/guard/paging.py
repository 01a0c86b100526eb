"""Pages made of cells, for what reads them."""

from __future__ import annotations

from pytest_fusevenv.guard.cells import FORMAT, Cell, Page, ProfileEntry, ScenarioEntry, ToolEntry


def page_of(*cells: Cell) -> Page:
    """The page of some cells; its axes are theirs."""
    tools = dict.fromkeys(cell.tool for cell in cells)
    profiles = dict.fromkeys(cell.profile for cell in cells)
    scenarios = dict.fromkeys(cell.scenario for cell in cells)
    return Page(
        version=FORMAT,
        fusevenv="0.1.0",
        engine="mfusepy",
        python="python3.13",
        seed=0,
        tools=tuple(_tool(name) for name in tools),
        profiles=tuple(ProfileEntry(name, f"it imitates {name}", ()) for name in profiles),
        scenarios=tuple(ScenarioEntry(name, f"do {name}", ("the project",)) for name in scenarios),
        cells=cells,
    )


def _tool(name: str) -> ToolEntry:
    kind, _, version = name.partition("@")
    return ToolEntry(name, kind.split()[0], version)
