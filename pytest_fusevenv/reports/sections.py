"""The parts of the HTML page that are text: they are read without its script too."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from pytest_fusevenv.reports.changes import Deed, releases
from pytest_fusevenv.reports.changes import broken as find_broken
from pytest_fusevenv.reports.wording import MEANINGS, SYMBOLS, VERDICTS, counted, listed, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pytest_fusevenv.guard.cells import News, Page
    from pytest_fusevenv.reports.changes import Broken, Change, Release
    from pytest_fusevenv.scenarios import Verdict

_SHOWN = 8
"""How many filesystems are named before the rest is folded."""


# --- what was guarded ----------------------------------------------------------------------


def headline(page: Page) -> str:
    """What was guarded, in a line."""
    return f"{_range(page)} on {counted(len(page.profiles), 'filesystem')}"


def _range(page: Page) -> str:
    """The tools of a page, releases of one kind from the first to the last."""
    kinds: dict[str, list[str]] = {}
    for tool in page.tools:
        kinds.setdefault(tool.kind, []).append(named(tool.name))
    return listed([_from_to(kind, names) for kind, names in kinds.items()]) if kinds else "nothing"


def _from_to(kind: str, names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{names[0]} to {names[-1].removeprefix(f'{kind} ')}"


def summary(page: Page) -> str:
    """What was played and when, and how many cells came out how: in words, and as a bar."""
    counts = Counter(cell.verdict for cell in page.cells)
    names = listed([one.name for one in page.scenarios]) if page.scenarios else "nothing"
    played = (
        f"{counted(len(page.tools), 'release')} played {counted(len(page.scenarios), 'scenario')} "
        f"({names}) on {counted(len(page.profiles), 'filesystem')}{_when(page.began)}: "
        f"{counted(len(page.cells), 'cell')}{_took(page.seconds)}."
    )
    shares = [verdict for verdict in VERDICTS if counts[verdict]]
    bar = "".join(
        f'<span class="v-{one}" style="flex-grow:{counts[one]}"></span>' for one in shares
    )
    told = "".join(f"<li>{badge(one)} <b>{counts[one]:,}</b> {one}</li>" for one in shares)
    return (
        f'<p class="lead">{escape(played)}</p>\n'
        f'<div class="bar" aria-hidden="true">{bar}</div>\n<ul class="counts">{told}</ul>'
    )


def _when(began: str) -> str:
    try:
        moment = datetime.fromisoformat(began)
    except ValueError:
        return ""
    return f" on {moment.day} {moment:%B %Y at %H:%M} UTC"


def _took(seconds: float) -> str:
    if not seconds:
        return ""
    return f" in {seconds / 60:.0f} minutes" if seconds >= 120 else f" in {seconds:.0f} seconds"


def made(page: Page) -> str:
    """What made the page, for whoever wants the same again."""
    told = (
        f"Made by fusevenv {page.fusevenv} with {page.python}, over {page.engine}, "
        f"seed {page.seed}."
    )
    return escape(told)


def badge(verdict: Verdict) -> str:
    """The symbol of a verdict in its colours."""
    return f'<span class="badge v-{verdict}" aria-hidden="true">{escape(SYMBOLS[verdict])}</span>'


def verdicts() -> str:
    """What each verdict says."""
    return "".join(
        f"<div><dt>{badge(one)} {one}</dt><dd>{MEANINGS[one]}</dd></div>" for one in VERDICTS
    )


# --- news ----------------------------------------------------------------------------------


def news(page: Page) -> str:
    """What came out otherwise than expected, by kind; empty where nothing did."""
    if not page.news:
        return ""
    kinds = dict.fromkeys(one.kind for one in page.news)
    told = "".join(_kind(kind, [one for one in page.news if one.kind == kind]) for kind in kinds)
    has_baseline = any(one.expected for one in page.news)
    note = (
        "Cells that came out otherwise than the baseline says."
        if has_baseline
        else "No baseline says what to expect: what is broken, dirty, crashed or hung is news."
    )
    return (
        '<section id="news" aria-labelledby="news-title"><h2 id="news-title">News</h2>'
        f'<p class="note">{note}</p>{told}</section>'
    )


def _kind(kind: str, news: Sequence[News]) -> str:
    """The news of a kind: what came out alike in a scenario is one of them."""
    alike: dict[tuple[str, str, str], list[News]] = {}
    for one in news:
        alike.setdefault((one.scenario, one.came, one.expected), []).append(one)
    lines = [f"<li>{_alike(several)}</li>" for several in alike.values()]
    shown, rest = "".join(lines[:_SHOWN]), "".join(lines[_SHOWN:])
    more = _folded(f"{len(lines) - _SHOWN} more", f"<ul>{rest}</ul>") if rest else ""
    return f"<h3>{escape(kind.capitalize())} ({len(news):,})</h3><ul>{shown}</ul>{more}"


def _alike(news: Sequence[News]) -> str:
    first = news[0]
    newest = {one.profile: one.tool for one in news}
    links = [_link(name, first.scenario, tool, name) for name, tool in newest.items()]
    tools = list(dict.fromkeys(one.tool for one in news))
    who = named(tools[0]) if len(tools) == 1 else counted(len(tools), "release")
    expected = f'<span class="note">, expected {escape(first.expected)}</span>'
    return (
        f"{escape(who)}, <b>{escape(first.scenario)}</b> on {_named(links)}: "
        f"<code>{escape(first.came)}</code>{expected if first.expected else ''}"
    )


# --- changes -------------------------------------------------------------------------------


def changes(page: Page) -> str:
    """What each release changed, the newest first."""
    urls = _urls(page)
    told = "".join(_release(one, urls) for one in reversed(releases(page)))
    return told or '<p class="note">No release did otherwise than the one before it.</p>'


def _urls(page: Page) -> dict[str, str]:
    """A public report of each bug that has one."""
    return {bug.name: bug.urls[0] for bug in page.bugs if bug.urls}


def _release(release: Release, urls: dict[str, str]) -> str:
    verdicts = "".join(f"<li>{_change(one, urls)}</li>" for one in release.verdicts)
    reasons = "".join(f"<li>{_change(one, urls)}</li>" for one in release.reasons)
    many = counted(len(release.reasons), "change")
    folded = _folded(f"{many} of the reason alone", f"<ul>{reasons}</ul>") if reasons else ""
    return (
        f'<article class="release"><header><h3>{escape(named(release.tool))}</h3>'
        f"<p>after {escape(named(release.before).rpartition(' ')[2])}</p></header>"
        f"<div><ul>{verdicts}</ul>{folded}</div></article>"
    )


def _change(change: Change, urls: dict[str, str]) -> str:
    """A change: a sentence whose filesystems are links to their cells."""
    worse = "worse" if change.deed in _WORSE else "better" if change.deed in _BETTER else ""
    scenario = change.scenarios[0]
    links = [_link(name, scenario, change.tool, name) for name in change.profiles]
    why = f'<span class="why">{escape(change.reason)}</span>' if change.reason else ""
    mended = f" {escape(named(change.mended))} mended it." if change.mended else ""
    arrow = f"{badge(change.was)}<span aria-hidden=true>\u2192</span>{badge(change.came)}"
    return (
        f'<span class="arrow">{arrow}<span class="unseen">{change.was} to {change.came}:</span>'
        f'</span> <div><b class="{worse}">{change.deed.value}</b> '
        f"<b>{escape(listed(change.scenarios))}</b> on {_named(links)} {why}"
        f'<span class="note">{mended}{_known(change.bugs, urls)}</span></div>'
    )


_WORSE = {Deed.BROKE, Deed.BROKE_UNSEEN, Deed.WORSE}
_BETTER = {Deed.MENDED, Deed.BETTER, Deed.QUIET}


def _named(links: Sequence[str]) -> str:
    """Some filesystems; of many, the first, and the rest folded."""
    if len(links) <= _SHOWN + 2:
        return ", ".join(links)
    rest = ", ".join(links[_SHOWN:])
    more = _folded(f"and {len(links) - _SHOWN} more", rest)
    return f"{', '.join(links[:_SHOWN])} {more}"


def _known(bugs: Iterable[str], urls: dict[str, str]) -> str:
    told = ", ".join(_bug(bug, urls) for bug in bugs)
    return f" Known: {told}." if told else ""


def _bug(bug: str, urls: dict[str, str]) -> str:
    url = urls.get(bug)
    return f'<a href="{escape(url)}">{escape(bug)}</a>' if url else escape(bug)


def _folded(title: str, inner: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{inner}</details>"


def _link(profile: str, scenario: str, tool: str, text: str) -> str:
    """A link to a cell of this page."""
    place = "/".join(quote(part, safe="@") for part in (profile, scenario, tool))
    return f'<a href="#{place}">{escape(text)}</a>'


# --- broken though it says success ---------------------------------------------------------


def broken(page: Page) -> str:
    """The worst finding, as a table; a sentence where there is none."""
    urls = _urls(page)
    rows = "".join(_broken(one, urls) for one in find_broken(page))
    if not rows:
        return '<p class="note">Nowhere: what said success works.</p>'
    heads = "".join(
        f"<th scope=col>{name}</th>"
        for name in ("Filesystem", "Scenario", "Releases", "Behind it", "Known bug")
    )
    head, body = f"<thead><tr>{heads}</tr></thead>", f"<tbody>{rows}</tbody>"
    return f'<div class="scroll"><table class="plain">{head}{body}</table></div>'


def _broken(one: Broken, urls: dict[str, str]) -> str:
    links = [_link(name, one.scenarios[0], one.spans[-1].last, name) for name in one.profiles]
    cells = (
        escape(listed(one.scenarios)),
        "<br>".join(escape(str(span)) for span in one.spans),
        f"<code>{escape(one.why)}</code>",
        ", ".join(_bug(bug, urls) for bug in one.bugs),
    )
    return (
        f"<tr><th scope=row>{_named(links)}</th>"
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>"
    )
