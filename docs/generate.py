"""Writes what the documentation takes from the catalogue; `--check` only says whether it is so.

`docs/profiles.md`, `questions.md` and `likeness.md` are written whole, README.md between two marks.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

import msgspec

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
        docs / "likeness.md": _likeness(),
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


# --- likeness ------------------------------------------------------------------------------

LIKENESS_TOP = """\
# How like the imitations are

Written by `python docs/generate.py` from the records of long runs (`tests/oracle/runs/`), which
`tox -e oracle-long` makes; the tests check that it is up to date. Short runs with a fixed seed are
part of every test run.

An *oracle* is the real filesystem that a profile is measured against: the real sshfs over OpenSSH's
`sftp-server`; for Multipass, whose server cannot be had, a second implementation of its rules,
written independently of the profiles, behind the real sshfs; for the control, the very filesystem
that it is mounted over. Both sides are asked the [questions of a probe](questions.md), with the
caches that users have. Both take the same generated sequences of operations, with the caches off;
every answer is compared, and afterwards every attribute, link text and content. A difference that
nobody can explain fails the run.
"""

LIKENESS_COLUMNS = (
    *("profile", "oracle", "as", "questions", "equal", "different"),
    *("sequences", "operations", "facts", "known differences"),
)


class Record(msgspec.Struct, kw_only=True):
    """What runs against one oracle have said: the probe, the sequences, or both."""

    oracle: str
    profile: str
    user: str
    questions: int | None = None
    different: dict[str, str] = {}
    sequences: int | None = None
    operations: int | None = None
    facts: int | None = None
    explained: dict[str, int] = {}


def _records() -> list[Record]:
    """One record for each oracle and user, in the order of the catalogue."""
    merged: dict[tuple[str, str], dict[str, object]] = {}
    for file in sorted((ROOT / "tests" / "oracle" / "runs").glob("*.json")):
        told = msgspec.json.decode(file.read_bytes(), type=dict[str, object])
        merged.setdefault((str(told["oracle"]), str(told["user"])), {}).update(told)
    names = list(shipped())
    records = [msgspec.convert(told, Record) for told in merged.values()]
    return sorted(records, key=lambda r: (*_place(r.profile, names), r.oracle, r.user))


def _place(profile: str, names: list[str]) -> tuple[int, str]:
    return (names.index(profile) if profile in names else len(names)), profile


def _likeness() -> str:
    records = _records()
    rows = [f"| {' | '.join(map(_figure, _likeness_row(record)))} |" for record in records]
    heads = [f"| {' | '.join(LIKENESS_COLUMNS)} |", "|" + "---|" * len(LIKENESS_COLUMNS)]
    reasons = (
        f"{_record_title(r)}\n\n{_reasons(r)}\n" for r in records if r.different or r.explained
    )
    parts = [LIKENESS_TOP, *heads, *rows, "", "## Every difference, and why", "", *reasons]
    return "\n".join(parts)


def _likeness_row(record: Record) -> tuple[object, ...]:
    apart = len(record.different)
    equal = None if record.questions is None else record.questions - apart
    probed = (record.questions, equal, None if equal is None else apart)
    known = None if record.sequences is None else sum(record.explained.values())
    taken = (record.sequences, record.operations, record.facts, known)
    return (f"`{record.profile}`", record.oracle, record.user, *probed, *taken)


def _figure(value: object) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _record_title(record: Record) -> str:
    return f"### `{record.profile}` and {record.oracle}, as {record.user}"


def _reasons(record: Record) -> str:
    """The reasons, each once: with the questions it answers, or how often sequences met it."""
    keys: dict[str, list[str]] = {}
    for key, reason in record.different.items():
        keys.setdefault(reason, []).append(f"`{key}`")
    probed = [f"- {', '.join(found)}: {reason}" for reason, found in keys.items()]
    met = [f"- {count:,} times: {reason}" for reason, count in record.explained.items() if count]
    return "\n".join([*probed, *met]) or "None."


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
