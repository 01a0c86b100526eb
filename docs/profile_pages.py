"""The pages of the profiles, `docs/profiles/NAME.md`, and the table of all: `docs/profiles.md`."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pytest_fusevenv import bugs
from pytest_fusevenv.catalogue import ALIASES, shipped
from pytest_fusevenv.families import Family
from pytest_fusevenv.fingerprints import shared
from pytest_fusevenv.forms import as_table
from pytest_fusevenv.likenesses import INCIDENTAL, of_profile
from pytest_fusevenv.profiles import Original, Profile
from tests.oracle.beside import different, reason_for
from tests.oracle.measured import HERE, how_mounted, measured

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_fusevenv.questions import Answer
    from pytest_fusevenv.quirks import Quirk

ALL_TOP = """\
# Profiles

Written by `python docs/generate.py` from `pytest_fusevenv/catalogue/`; the tests check that it is
up to date. Each name leads to a page with the reasons, the sources, what differs from the real one,
the known bugs and what works around them. `fusevenv show NAME` prints most of it, and `--toml` the
form that `fusevenv run ./my.toml` reads. [What is not here](missing.md) is told, too.

The *original* is a real filesystem that was asked the [questions of a probe](questions.md), and
beside it how many of them the profile answers alike.
"""


def table_of_all() -> str:
    """The page with one table for each family of profiles."""
    parts = [ALL_TOP]
    for family, profiles in by_family():
        heads = ("profile", "what it imitates", "original", "answered alike", "known bugs")
        rows = [_row(profile) for profile in profiles]
        parts.append(f"## {_sentence(family.value)}\n\n{_table(heads, rows)}\n")
    return "\n".join(parts)


def by_family() -> Iterator[tuple[Family, list[Profile]]]:
    """The families, and the shipped profiles of each."""
    order = list(Family)
    profiles = sorted(shipped().values(), key=lambda profile: order.index(profile.family))
    for family, members in groupby(profiles, lambda profile: profile.family):
        yield family, list(members)


def _row(profile: Profile) -> list[str]:
    known = ", ".join(f"[{bug.name}](bugs.md#{bug.name})" for bug in _bugs_on(profile))
    link = f"[`{profile.name}`](profiles/{profile.name}.md)"
    original, alike = ("", "")
    if profile.original:
        equal, compared = _figures(profile, profile.original)
        original, alike = profile.original.name, f"{equal} of {compared}"
    return [link, f"{profile.title}{_short_name(profile)}", original, alike, known]


def _short_name(profile: Profile) -> str:
    names = [alias for alias, name in ALIASES.items() if name == profile.name]
    return f"; `{names[0]}` for short" if names else ""


# --- one page ------------------------------------------------------------------------------


def page(profile: Profile) -> str:
    """All that is known of one profile."""
    module = profile.name.replace("-", "_").replace(".", "_")
    written = (
        f"Written by `python docs/generate.py` from `pytest_fusevenv/catalogue/{module}.py`. "
        "See also [all profiles](../profiles.md)."
    )
    quirks = [f"- {_told(quirk)}" for quirk in profile.quirks] or ["None."]
    sources = [f"- <{source}>" for source in profile.sources]
    parts = [
        *(f"# {profile.name}", f"*{profile.title}*", profile.story),
        *("## Quirks", "In the order in which they are asked:", "\n".join(quirks)),
        *("## Beside the real one", *_beside(profile)),
        *("## Known bugs", *_known_bugs(profile)),
        *("## Sources", "\n".join(sources), written),
    ]
    return "\n\n".join(parts) + "\n"


def _beside(profile: Profile) -> Iterator[str]:
    if not profile.original:
        yield (
            "There is no fingerprint of a real one: it is made from its sources. What a few were "
            "compared with otherwise is told in [likeness.md](../likeness.md)."
        )
        return
    equal, compared = _figures(profile, profile.original)
    name = profile.original.name
    yield (
        f"The original is called `{name}`. Of {compared} questions of a [probe](../probe.md) that "
        f"both were asked, {equal} are answered alike. What "
        "[no imitation carries](../questions.md#what-no-imitation-carries) is not counted."
    )
    if how := how_mounted(HERE / f"{name}.json"):
        yield f"How it was mounted:\n\n```text\n{how}\n```"
    if rows := list(_differences(profile, profile.original)):
        yield _table(("question", "the original", "the imitation", "why"), rows)


def _figures(profile: Profile, original: Original) -> tuple[int, int]:
    """How many questions are answered alike, and how many were asked of both."""
    theirs = measured(original.name)
    ours = of_profile(profile.name, theirs.origin.asked_by)
    compared = [key for key in shared(theirs, ours) if key not in INCIDENTAL]
    return len(compared) - len(different(theirs, ours)), len(compared)


def _differences(profile: Profile, original: Original) -> Iterator[list[str]]:
    theirs = measured(original.name)
    ours = of_profile(profile.name, theirs.origin.asked_by)
    for key, first, second in different(theirs, ours):
        reason = reason_for(key, profile) or ""
        yield [f"`{key}`", _answer(first), _answer(second), reason]


_MOST = 60


def _answer(answer: Answer) -> str:
    """An answer in a cell of a table, cut where it is long."""
    told = str(answer).removeprefix("E:") or "nothing"
    cut = told if len(told) <= _MOST else told[: _MOST - 1] + "…"
    return f"`{cut.replace('`', chr(39))}`"


def _bugs_on(profile: Profile) -> list[bugs.Bug]:
    """The known bugs that are shown on a profile, alone or with a modifier over it."""
    return [bug for bug in bugs.shipped().values() if profile.name in bug.profile.split("+")]


def _known_bugs(profile: Profile) -> Iterator[str]:
    found = _bugs_on(profile)
    if not found:
        yield "None is listed in [bugs.md](../bugs.md) for it."
        return
    rows = [
        [f"[{bug.name}](../bugs.md#{bug.name})", bug.title, bug.shows.tool, bug.told_gone]
        for bug in found
    ]
    yield _table(("bug", "what happens", "shows in", "gone in"), rows)
    around = [
        [bug.name, workaround.what, _how(workaround), f"**{workaround.verdict}**"]
        for bug in found
        for workaround in bug.workarounds
    ]
    if around:
        yield "## What works around it"
        yield (
            "As tested with the release that shows the bug, or with the tool that is named. "
            "`{off}` is a directory off the mount."
        )
        yield _table(("bug", "what to do", "how it was tested", "verdict"), around)


def _how(workaround: bugs.Workaround) -> str:
    """What is typed and set for a workaround, where that is not what is typed for the bug."""
    settings = [f"`{name}={value}`" for name, value in workaround.env.items()]
    typed = [f"`{command}`" for command in workaround.commands]
    on = [f"on `{workaround.profile}`"] if workaround.profile else []
    tool = [f"with {workaround.tool}"] if workaround.tool else []
    started = [f"`{check}`" for check in workaround.checks] if not typed else []
    return ", ".join([*settings, *typed, *started, *on, *tool])


# --- words ---------------------------------------------------------------------------------


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([_cell(text) for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


_OCTAL = ("mask", "permissions", "file", "directory")


def _told(quirk: Quirk) -> str:
    table = as_table(quirk)
    verb, because, when = (table.pop(name, "") for name in ("verb", "because", "when"))
    ops, errno = _words(table.pop("ops", ())), table.pop("errno", "")
    facts = [ops, f"→ {errno}" if errno else "", f"when {when}" if when else ""]
    rest = ", ".join(_fact(name, fact) for name, fact in table.items())
    head = " ".join(filter(None, [f"**{verb}**", *facts, f"({rest})" if rest else ""]))
    return f"{head}: {because}"


def _fact(name: str, value: object) -> str:
    octal = name in _OCTAL and isinstance(value, int)
    told = f"{value:04o}" if octal else _words(value)
    return f"{name.replace('_', ' ')} {told}"


def _words(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str() if value.isidentifier():
            return f"`{value}`"
        case list() | tuple():
            return ", ".join(map(_words, value))
        case dict():
            return ", ".join(f"{name} as {item}" for name, item in value.items())
        case _:
            return str(value)
