"""Writes what the documentation takes from the catalogue; `--check` only says whether it is so.

`docs/profiles.md` and `questions.md` are written whole, README.md between two marks.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from pytest_fusevenv.catalogue import ALIASES, shipped
from pytest_fusevenv.forms import as_table
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.questions import QUESTIONS, VERSION
from pytest_fusevenv.quirks import Quirk
from pytest_fusevenv.replays import NOT_CARRIED

ROOT = Path(__file__).resolve().parent.parent
MARKS = ("<!-- the catalogue: python docs/generate.py -->", "<!-- end of the catalogue -->")
TOP = """\
# Profiles

Written by `python docs/generate.py` from `pytest_fusevenv/catalogue/`; the tests check that it is
up to date. `fusevenv show NAME` prints one, `--toml` in the form that `fusevenv run ./my.toml`
reads. The order of a profile's quirks is the order in which they are asked.
"""


def pages() -> dict[Path, str]:
    """Every file that depends on the catalogue, and what it should say."""
    readme, docs = ROOT / "README.md", ROOT / "docs"
    return {
        readme: _with_table(readme.read_text()),
        docs / "profiles.md": _profiles(),
        docs / "questions.md": _questions(),
    }


def table() -> str:
    """The catalogue as a Markdown table."""
    rows = [f"| `{p.name}` | {p.title}{_short_name(p)} |" for p in shipped().values()]
    return "\n".join(["| profile | what it imitates |", "|---|---|", *rows])


def _short_name(profile: Profile) -> str:
    names = [alias for alias, name in ALIASES.items() if name == profile.name]
    return f"; `{names[0]}` for short" if names else ""


def _with_table(text: str) -> str:
    before, rest = text.split(MARKS[0])
    _, after = rest.split(MARKS[1])
    return f"{before}{MARKS[0]}\n{table()}\n{MARKS[1]}{after}"


def _profiles() -> str:
    return "\n".join([TOP, table(), "", *(_chapter(profile) for profile in shipped().values())])


def _chapter(profile: Profile) -> str:
    quirks = [f"- {_told(quirk)}" for quirk in profile.quirks] or ["None."]
    sources = [f"- <{source}>" for source in profile.sources]
    parts = [f"## {profile.name}", profile.story, "Quirks:", _lines(quirks), "Sources:"]
    return "\n\n".join([*parts, _lines(sources)]) + "\n"


def _lines(items: list[str]) -> str:
    return "\n".join(items)


def _told(quirk: Quirk) -> str:
    table = as_table(quirk)
    verb, because, when = (table.pop(name, "") for name in ("verb", "because", "when"))
    ops, errno = _words(table.pop("ops", ())), table.pop("errno", "")
    facts = [ops, f"→ {errno}" if errno else "", f"when {when}" if when else ""]
    rest = ", ".join(
        f"{name.replace('_', ' ')} {_fact(name, fact)}" for name, fact in table.items()
    )
    head = " ".join(filter(None, [f"**{verb}**", *facts, f"({rest})" if rest else ""]))
    return f"{head}: {because}"


def _fact(name: str, value: object) -> str:
    told = f"{value:04o}" if name in ("mask", "permissions", "file", "directory") else _words(value)
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


QUESTIONS_TOP = f"""\
# The questions of a probe

Written by `python docs/generate.py`; the tests check that it is up to date. These are the
{len(QUESTIONS)} questions of version {VERSION} of the list, in the order in which they are asked.
See [probe.md](probe.md).
"""

NOT_CARRIED_TOP = """\
## What no imitation carries

Answers that are not a FUSE server's to give, or not ours yet. `fusevenv diff --imitation` leaves
them out; a name that ends in a dot stands for its whole topic.

| answer | whose it is |
|---|---|
"""


def _questions() -> str:
    """Every question, a table for each topic."""
    parts = [QUESTIONS_TOP]
    for topic, questions in groupby(QUESTIONS.values(), lambda question: question.topic):
        rows = [f"| `{_cell(asked.name)}` | {_cell(asked.asks)} |" for asked in questions]
        heading = f"## {topic or 'without a topic'}"
        parts.append("\n".join([heading, "", "| name | question |", "|---|---|", *rows, ""]))
    reasons = [f"| `{key}` | {reason} |" for key, reason in NOT_CARRIED.items()]
    return "\n".join([*parts, NOT_CARRIED_TOP + "\n".join(reasons), ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("`", "'")


def main() -> int:
    """Bring the files up to date, or, with `--check`, say which ones are not."""
    stale = {path: text for path, text in pages().items() if _read(path) != text}
    for path, text in stale.items():
        if "--check" not in sys.argv:
            path.write_text(text)
        else:
            print(f"{path.relative_to(ROOT)} is out of date; run: python docs/generate.py")
    return 1 if stale and "--check" in sys.argv else 0


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
