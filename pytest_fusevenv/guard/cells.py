"""What came of one tool on one filesystem in one scenario, and a page of many: the JSON form.

docs/guard.md has the form for those who read it by a program; `FORMAT` is its version.
"""

from __future__ import annotations

import msgspec

from pytest_fusevenv.causes import Cause
from pytest_fusevenv.scenarios import Verdict

FORMAT = 1
"""The version of the JSON form; another one where a reader would have to know."""


class Typed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A command as it was typed, its exit code (None: it hung), and what it said, shortened.

    `role` is "command", "second" (the same once more), "again" (a retry of what failed),
    "survives" or "check".
    """

    role: str
    command: str
    exit_code: int | None
    said: str = ""


class Cell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One tool on one profile in one scenario: the verdict, its reason, and all it rests on.

    `reason` is a line that stays the same from run to run: what failed and the error that explains
    it; empty where all is well. `cause` is the refused call behind it, `refused` are all refused
    calls, each once, in alphabetical order. `bugs` are the names of known bugs that it looks like.
    `also` are other ways in which the same cell came out when it was played again: it is a flake.
    `seconds` is how long it took; no two runs agree on that.
    """

    tool: str
    profile: str
    scenario: str
    verdict: Verdict
    reason: str = ""
    lines: tuple[Typed, ...] = ()
    cause: Cause | None = None
    refused: tuple[str, ...] = ()
    bugs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def key(self) -> tuple[str, str, str]:
        """Where it stands in a matrix: tool, profile, scenario."""
        return self.tool, self.profile, self.scenario

    @property
    def came(self) -> str:
        """The verdict and its reason in a line: what a baseline holds."""
        return f"{self.verdict}: {self.reason}" if self.reason else str(self.verdict)


class ToolEntry(msgspec.Struct, frozen=True):
    """A tool of a page: `uv@0.8.13`, of the kind `uv`, at `0.8.13`."""

    name: str
    kind: str
    version: str


class ProfileEntry(msgspec.Struct, frozen=True):
    """A filesystem of a page: its name, its title, and the public reports it is made from."""

    name: str
    title: str
    sources: tuple[str, ...]


class ScenarioEntry(msgspec.Struct, frozen=True):
    """A scenario of a page: what a user does in it, and what of theirs lies on the filesystem."""

    name: str
    title: str
    on_mount: tuple[str, ...]


class BugEntry(msgspec.Struct, frozen=True):
    """A known bug that cells of a page look like."""

    name: str
    title: str
    urls: tuple[str, ...]


class News(msgspec.Struct, frozen=True):
    """A cell that came out otherwise than the baseline says.

    `kind` is "new failure", "new pass", "changed reason" or "flake"; "finding" where nothing was
    expected, and it is broken, dirty, crashed or hung.
    """

    tool: str
    profile: str
    scenario: str
    kind: str
    expected: str
    came: str


class Page(msgspec.Struct, frozen=True, omit_defaults=True):
    """A run of the guard: its axes in order, every cell in the order of the axes, and the news.

    Cells are ordered by profile, then scenario, then tool. `began` (UTC, ISO 8601) and `seconds`
    are the only things, with the seconds of the cells, that differ between two runs of one input.
    """

    version: int
    fusevenv: str
    engine: str
    python: str
    seed: int
    tools: tuple[ToolEntry, ...]
    profiles: tuple[ProfileEntry, ...]
    scenarios: tuple[ScenarioEntry, ...]
    cells: tuple[Cell, ...]
    news: tuple[News, ...] = ()
    bugs: tuple[BugEntry, ...] = ()
    began: str = ""
    seconds: float = 0.0


class BadPage(ValueError):  # noqa: N818
    """A file is no page of the guard; the message says which, where, and what would do."""


def as_json(page: Page) -> str:
    """A page as a program, or a reviewer of a difference, reads it: a line for each cell's part."""
    return msgspec.json.format(msgspec.json.encode(page)).decode() + "\n"


class _Head(msgspec.Struct, frozen=True):
    version: int


def read(data: bytes, name: str) -> Page:
    """The page in some JSON. Raises BadPage."""
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.version != FORMAT:
            raise BadPage(
                f"{name} is of version {head.version} of the form; this fusevenv reads {FORMAT}"
            )
        page = msgspec.json.decode(data, type=Page)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadPage(
            f"{name} is no JSON of `fusevenv guard`: {error}; write one with "
            f"`fusevenv guard … --json FILE`"
        ) from None
    _refuse_strays(page, name)
    return page


def _refuse_strays(page: Page, name: str) -> None:
    """Raise BadPage where a cell, or news of one, is of no tool, filesystem or scenario in it."""
    axes = [{one.name for one in axis} for axis in (page.tools, page.profiles, page.scenarios)]
    news = [(one.tool, one.profile, one.scenario) for one in page.news]
    for place in (*(cell.key for cell in page.cells), *news):
        if any(part not in axis for part, axis in zip(place, axes, strict=True)):
            raise BadPage(f"{name} has {', '.join(place)}, which is not on the axes of its page")
