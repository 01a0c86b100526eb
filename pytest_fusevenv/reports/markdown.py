"""A page of the guard as Markdown, for the summary of a step on GitHub or a note on GitLab."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from pytest_fusevenv.reports import changes
from pytest_fusevenv.reports.changes import Span, series
from pytest_fusevenv.reports.markup import code, folded, link, plain, table
from pytest_fusevenv.reports.sections import headline
from pytest_fusevenv.reports.wording import MEANINGS, SYMBOLS, VERDICTS, counted, listed, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pytest_fusevenv.guard.cells import Cell, News, Page, ScenarioEntry, ToolEntry
    from pytest_fusevenv.reports.changes import Broken, Change, Release
    from pytest_fusevenv.scenarios import Verdict

LIMIT = 200_000
"""How many bytes a summary may have at most; GitHub shows none that is over 1 MiB."""

_ROWS = 50
"""How many rows of a table of news, or changes of a release, are shown."""

_NAMES = 12
"""How many filesystems are named in a row."""

_MARKS = {verdict: plain(symbol) for verdict, symbol in SYMBOLS.items()}
"""The symbol of each verdict, which may stand at the beginning of a line."""

_CUT = "This summary is cut here; the JSON and the HTML page have all of it."

_Verdicts = tuple["Verdict | None", ...]


def write(page: Page) -> str:
    """The Markdown of a page: the news first, then the rest as far as there is room."""
    kept, room = list[str](), LIMIT - len(_CUT) - 1
    for block in _blocks(page):
        room -= len(block.encode()) + 2
        if room < 0:
            return "\n\n".join([*kept, _CUT]) + "\n"
        kept.append(block)
    return "\n\n".join(kept) + "\n"


def _blocks(page: Page) -> Iterator[str]:
    """The parts of the summary, the most urgent first."""
    yield f"## Guard: {plain(headline(page))}"
    yield _totals(page)
    yield from _news(page)
    yield from _changes(page)
    yield from _broken(page)
    yield "### Every cell"
    yield _legend()
    yield from (_matrix(page, scenario) for scenario in page.scenarios if page.cells)
    yield plain(f"fusevenv {page.fusevenv}, {page.python}, over {page.engine}, seed {page.seed}.")


def _totals(page: Page) -> str:
    """What was played, and how many cells came out how."""
    counts = Counter(cell.verdict for cell in page.cells)
    told = [f"{_MARKS[one]} {counts[one]:,} {one}" for one in VERDICTS if counts[one]]
    took = f" in {page.seconds:.0f} s" if page.seconds else ""
    axes = (
        f"{counted(len(page.tools), 'tool')} on {counted(len(page.profiles), 'filesystem')} in "
        f"{counted(len(page.scenarios), 'scenario')}"
    )
    return f"{axes}: {counted(len(page.cells), 'cell')}{took}. **{', '.join(told) or 'None.'}**"


def _legend() -> str:
    return "  \n".join(f"{_MARKS[one]} **{one}**: {MEANINGS[one]}" for one in VERDICTS)


def _files(names: Sequence[str]) -> str:
    """Some filesystems; of many, the first."""
    shown = ", ".join(map(code, names[:_NAMES]))
    more = len(names) - _NAMES
    return f"{shown} and {more} more" if more > 0 else shown


def _cut(shown: int, total: int, what: str) -> str:
    return f"\n\n… and {counted(total - shown, what)} more; see the JSON." if total > shown else ""


# --- news ----------------------------------------------------------------------------------

_KINDS = {
    "new failure": "New failures",
    "new pass": "New passes",
    "changed reason": "Changed reasons",
    "finding": "Findings: nothing was expected, and these are bad by themselves",
    "flake": "Flakes: not the same each time",
}


def _news(page: Page) -> Iterator[str]:
    """A table for each kind of news; a sentence where there is none."""
    if not page.news:
        yield "### No news"
        return
    yield f"### News: {counted(len(page.news), 'cell')}"
    for kind, title in _KINDS.items():
        if own := [one for one in page.news if one.kind == kind]:
            rows = list(_news_rows(page, own))
            heads = ("filesystem", "scenario", "tool", "expected", "came")
            yield f"**{title}** ({len(own):,})"
            yield table(heads, rows[:_ROWS]) + _cut(min(_ROWS, len(rows)), len(rows), "row")


def _news_rows(page: Page, news: Iterable[News]) -> Iterator[tuple[str, ...]]:
    """News in rows: what is said of several releases, or of several filesystems, once."""
    tools: dict[tuple[str, str, str, str], set[str]] = {}
    for one in news:
        place = (one.profile, one.scenario, one.expected, one.came)
        tools.setdefault(place, set()).add(one.tool)
    profiles: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = {}
    for (profile, scenario, expected, came), names in tools.items():
        spans = tuple(str(span) for span in _spans(page.tools, names))
        profiles.setdefault((scenario, expected, came, spans), []).append(profile)
    for (scenario, expected, came, spans), files in profiles.items():
        told = plain(", ".join(spans))
        yield _files(files), code(scenario), told, code(expected), code(came)


def _spans(tools: Sequence[ToolEntry], wanted: set[str]) -> Iterator[Span]:
    """Some tools of a page as releases in a row."""
    for (_, is_wanted), group in groupby(tools, lambda tool: (series(tool), tool.name in wanted)):
        if is_wanted:
            yield _span(list(group))


def _span(tools: Sequence[ToolEntry]) -> Span:
    return Span(tools[0].name, tools[-1].name, len(tools), is_all=False)


# --- changes -------------------------------------------------------------------------------


def _urls(page: Page) -> Mapping[str, str]:
    """A public report of each bug that has one."""
    return {bug.name: bug.urls[0] for bug in page.bugs if bug.urls}


def _known(bugs: Iterable[str], urls: Mapping[str, str]) -> str:
    return ", ".join(link(bug, urls.get(bug, "")) for bug in bugs)


def _changes(page: Page) -> Iterator[str]:
    """What each release changed, the newest first."""
    if released := changes.releases(page):
        yield "### What each release changed"
    urls = _urls(page)
    yield from (_release(one, urls) for one in reversed(released))


def _release(release: Release, urls: Mapping[str, str]) -> str:
    told = [*release.verdicts, *release.reasons]
    lines = "\n".join(f"- {_change(one, urls)}" for one in told[:_ROWS])
    heading = f"**{plain(named(release.tool))}**, after {plain(named(release.before))}:"
    return f"{heading}\n\n{lines}{_cut(min(_ROWS, len(told)), len(told), 'change')}"


def _change(change: Change, urls: Mapping[str, str]) -> str:
    scenarios = listed([code(name) for name in change.scenarios])
    arrow = f"{_MARKS[change.was]} → {_MARKS[change.came]}"
    why = f": {code(change.reason)}" if change.reason else ""
    mended = f"; {plain(named(change.mended))} mended it" if change.mended else ""
    known = f" ({_known(change.bugs, urls)})" if change.bugs else ""
    where = f"{scenarios} on {_files(change.profiles)}"
    return f"{arrow} {change.deed.value} {where}{why}{mended}{known}"


# --- broken though it says success ---------------------------------------------------------


def _broken(page: Page) -> Iterator[str]:
    """The worst finding, as a table."""
    urls = _urls(page)
    if rows := [_broken_row(one, urls) for one in changes.broken(page)]:
        heads = ("filesystem", "scenario", "releases", "behind it", "known bug")
        yield "### Broken though it says success"
        yield table(heads, rows[:_ROWS]) + _cut(min(_ROWS, len(rows)), len(rows), "row")


def _broken_row(one: Broken, urls: Mapping[str, str]) -> tuple[str, ...]:
    scenarios = ", ".join(map(code, one.scenarios))
    spans = plain(", ".join(map(str, one.spans)))
    return _files(one.profiles), scenarios, spans, code(one.why), _known(one.bugs, urls)


# --- every cell ----------------------------------------------------------------------------


def _matrix(page: Page, scenario: ScenarioEntry) -> str:
    """A scenario: what came out alike shares a row, and releases that never differ a column."""
    cells = [cell for cell in page.cells if cell.scenario == scenario.name]
    profiles = list(dict.fromkeys(cell.profile for cell in cells))
    columns = list(_columns(page, cells, profiles))
    alike: dict[_Verdicts, list[str]] = {}
    for profile, *verdicts in zip(profiles, *(column for _, column in columns), strict=True):
        alike.setdefault(tuple(verdicts), []).append(profile)
    rows = ((*map(_mark, row), ", ".join(map(code, names))) for row, names in alike.items())
    heads = [*(plain(str(span)) for span, _ in columns), "filesystem"]
    return folded(f"{scenario.name}: {scenario.title}", table(heads, rows))


def _columns(
    page: Page, cells: Sequence[Cell], profiles: Sequence[str]
) -> Iterator[tuple[Span, _Verdicts]]:
    """Releases in a row that came out alike on every filesystem, and how."""
    verdicts = {(cell.tool, cell.profile): cell.verdict for cell in cells}
    played = {cell.tool for cell in cells}
    tools = (tool for tool in page.tools if tool.name in played)

    def came(tool: ToolEntry) -> tuple[str, _Verdicts]:
        return series(tool), tuple(verdicts.get((tool.name, name)) for name in profiles)

    for (_, column), group in groupby(tools, came):
        yield _span(list(group)), column


def _mark(verdict: Verdict | None) -> str:
    """A cell of a table; empty where nothing was played."""
    return _MARKS[verdict] if verdict else ""
