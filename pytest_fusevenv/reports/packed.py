"""A page as its script reads it: what is told more than once stands in it once.

Most cells of a release tell what those of the release before it told, and most commands say what
others said too: cells are numbers of stories, and stories have numbers of texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from msgspec.structs import asdict, replace

from pytest_fusevenv.reports.changes import series
from pytest_fusevenv.reports.wording import MEANINGS, SYMBOLS, VERDICTS, named

if TYPE_CHECKING:
    from pytest_fusevenv.guard.cells import Cell, Page, ToolEntry

_NO_CELL = -1


class Told(TypedDict):
    """A story; numbers are those of texts."""

    verdict: int
    reason: str
    lines: list[tuple[str, int, int | None, int]]
    cause: list[str]
    refused: list[int]
    bugs: tuple[str, ...]
    also: tuple[str, ...]


class Packed(TypedDict):
    """All the script is given. `cells` are numbers of stories by profile, scenario and tool."""

    tools: list[dict[str, str]]
    profiles: list[dict[str, object]]
    scenarios: list[dict[str, object]]
    bugs: list[dict[str, object]]
    verdicts: list[dict[str, str]]
    news: list[tuple[int, str, str]]
    cells: list[int]
    milliseconds: list[int]
    stories: list[Told]
    texts: list[str]


def packed(page: Page) -> Packed:
    """The data of a page."""
    places = _places(page)
    stories = _Stories()
    cells, milliseconds = [_NO_CELL] * len(places), [0] * len(places)
    for cell in page.cells:
        place = places[cell.key]
        cells[place] = stories.number(cell)
        milliseconds[place] = round(cell.seconds * 1000)
    return Packed(
        tools=[_tool(tool) for tool in page.tools],
        profiles=[asdict(profile) for profile in page.profiles],
        scenarios=[asdict(scenario) for scenario in page.scenarios],
        bugs=[asdict(bug) for bug in page.bugs],
        verdicts=[
            {"name": one.value, "symbol": SYMBOLS[one], "meaning": MEANINGS[one]}
            for one in VERDICTS
        ],
        news=[
            (places[one.tool, one.profile, one.scenario], one.kind, one.expected)
            for one in page.news
        ],
        cells=cells,
        milliseconds=milliseconds,
        stories=stories.told,
        texts=stories.texts,
    )


def _places(page: Page) -> dict[tuple[str, str, str], int]:
    """Where each cell stands, by its key."""
    keys = [
        (tool.name, profile.name, scenario.name)
        for profile in page.profiles
        for scenario in page.scenarios
        for tool in page.tools
    ]
    return {key: place for place, key in enumerate(keys)}


def _tool(tool: ToolEntry) -> dict[str, str]:
    label = named(tool.name)
    short = label.removeprefix(f"{tool.kind} ")
    return {"name": tool.name, "label": label, "short": short, "series": series(tool)}


class _Stories:
    """The stories and texts so far."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.texts: list[str] = []
        self._numbers: dict[Cell, int] = {}
        self._texts: dict[str, int] = {}

    def number(self, cell: Cell) -> int:
        """The number of a cell's story, wherever and however quickly it was played."""
        story = replace(cell, tool="", profile="", scenario="", seconds=0.0)
        if story not in self._numbers:
            self._numbers[story] = len(self.told)
            self.told.append(self._story(story))
        return self._numbers[story]

    def _story(self, cell: Cell) -> Told:
        lines = [(one.role, one.command, one.exit_code, one.said) for one in cell.lines]
        cause = cell.cause
        return Told(
            verdict=VERDICTS.index(cell.verdict),
            reason=cell.reason,
            lines=[
                (role, self._text(typed), code, self._text(s)) for role, typed, code, s in lines
            ],
            cause=[cause.op, cause.path, cause.errno, cause.because] if cause else [],
            refused=[self._text(call) for call in cell.refused],
            bugs=cell.bugs,
            also=cell.also,
        )

    def _text(self, text: str) -> int:
        if text not in self._texts:
            self._texts[text] = len(self.texts)
            self.texts.append(text)
        return self._texts[text]
