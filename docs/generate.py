"""Writes what the documentation takes from the catalogue; `--check` only says whether it is so.

`docs/profiles.md`, a page a profile, `bugs.md`, `scenarios.md`, `questions.md`, `likeness.md` and
the schema of the guard's JSON are written whole, README.md between two marks.
"""

from __future__ import annotations

import inspect
import sys
from itertools import groupby
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # `docs` and `tests` are not installed

from docs.profile_pages import by_family, page, table_of_all
from docs.scenario_pages import all_scenarios
from pytest_fusevenv import bugs
from pytest_fusevenv.catalogue import shipped
from pytest_fusevenv.guard.cells import FORMAT, Page
from pytest_fusevenv.performances import parts_of
from pytest_fusevenv.questions import QUESTIONS, VERSION
from pytest_fusevenv.replays import NOT_CARRIED

MARKS = ("<!-- the catalogue: python docs/generate.py -->", "<!-- end of the catalogue -->")


def pages() -> dict[Path, str]:
    """Every file that depends on the catalogue, and what it should say."""
    readme, docs = ROOT / "README.md", ROOT / "docs"
    return {
        readme: _with_table(readme.read_text()),
        docs / "profiles.md": table_of_all(),
        **{docs / "profiles" / f"{name}.md": page(profile) for name, profile in shipped().items()},
        docs / "bugs.md": _bugs(),
        docs / "scenarios.md": all_scenarios(),
        docs / "questions.md": _questions(),
        docs / "likeness.md": _likeness(),
        docs / "guard.schema.json": _schema(),
    }


def _table() -> str:
    """The catalogue as a Markdown table, a family a row."""
    rows = [
        f"| {family.value} | {', '.join(f'`{profile.name}`' for profile in profiles)} |"
        for family, profiles in by_family()
    ]
    return _lines(["| what it imitates | profiles |", "|---|---|", *rows])


def _with_table(text: str) -> str:
    before, rest = text.split(MARKS[0])
    _, after = rest.split(MARKS[1])
    return f"{before}{MARKS[0]}\n{_table()}\n{MARKS[1]}{after}"


def _lines(items: list[str]) -> str:
    return "\n".join(items)


# --- bugs ----------------------------------------------------------------------------------

BUGS_TOP = """\
# Known bugs

Written by `python docs/generate.py` from `pytest_fusevenv/bugs/`; the tests check that it is up to
date, and that each bug comes out as it says here: with the release that shows it, with the one that
does not, and with what works around it. `fusevenv reproduce NAME` performs one, `--all` every one.
The verdicts are explained in [verdicts.md](verdicts.md).

| bug | what happens | profile | shows in | gone in |
|---|---|---|---|---|
"""


def _bugs() -> str:
    known = bugs.shipped().values()
    rows = [
        f"| [`{bug.name}`](#{bug.name}) | {bug.title} | `{bug.profile}` | {bug.shows.tool} | "
        f"{bug.told_gone} |"
        for bug in known
    ]
    return "\n".join([BUGS_TOP + _lines(rows), "", *map(_told_bug, known)])


def _told_bug(bug: bugs.Bug) -> str:
    """A bug as a chapter: what it is, the commands, and what comes of them."""
    places = " and ".join(place.value for place in bug.on_mount)
    typed = [f"    $ {command}" for command in (*bug.before, *bug.commands, *bug.checks)]
    came = [
        f"- {part.heading}: **{part.expected.verdict}**"
        + (f" (`{part.bug.profile}`)" if part.bug.profile != bug.profile else "")
        for part in parts_of(bug)
    ]
    where = f"On the mount: {places}. The filesystem: {bug.filesystem}."
    since = [f"Since {bug.since}."] if bug.since else []
    reports = _lines([f"- <{url}>" for url in bug.urls])
    head = [f"## {bug.name}", f"*{bug.title}*", bug.story, *since, where]
    return "\n\n".join([*head, _lines(typed), _lines(came), reports]) + "\n"


# --- questions -----------------------------------------------------------------------------

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


# --- the JSON of the guard -----------------------------------------------------------------


def _schema() -> str:
    """The JSON schema of what `fusevenv guard --json` writes."""
    schema = msgspec.json.schema(Page)
    schema["$defs"]["Page"]["properties"]["version"] = {"const": FORMAT}
    for definition in schema["$defs"].values():
        definition["description"] = inspect.cleandoc(definition["description"])
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return msgspec.json.format(msgspec.json.encode(whole)).decode() + "\n"


def main() -> int:
    """Bring the files up to date, or, with `--check`, say which ones are not."""
    stale = {path: text for path, text in pages().items() if _read(path) != text}
    for path, text in stale.items():
        if "--check" not in sys.argv:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        else:
            print(f"{path.relative_to(ROOT)} is out of date; run: python docs/generate.py")
    return 1 if stale and "--check" in sys.argv else 0


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
