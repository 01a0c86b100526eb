"""A baseline: what is expected of every cell, in a TOML file that people review.

    # Written by `fusevenv guard --accept`. What a line says holds from its release on.
    version = 1
    tools = ["uv@0.10.2", "uv@0.10.3", "uv@0.10.4"]

    [nfs4.sync]
    "uv@0.10.2" = "works"
    "uv@0.10.3" = "refused: uv sync: flock EBADF"
    "uv@0.10.4" = "works"

`tools` are all that were ever accepted. A release is expected to do as the release before it: only
the first one and the changes have lines of their own, so that a new release which changes nothing
adds one word to the file.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import msgspec
import tomli_w

from pytest_fusevenv.guard.releases import in_order, series, version_of
from pytest_fusevenv.scenarios import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pytest_fusevenv.guard.cells import Cell

FORMAT = 1
_HEAD = "# Written by `fusevenv guard --accept`. What a line says holds from its release on.\n"

Row = dict[str, str]
"""What is expected of each tool by name, for one profile and scenario."""


class BadBaseline(ValueError):  # noqa: N818
    """A file is no baseline; the message says which, where, and what would do."""


class Baseline(msgspec.Struct, frozen=True):
    """What is expected: for each profile and scenario, of each tool that was ever accepted."""

    rows: dict[tuple[str, str], Row] = {}

    def expected(self, tool: str, version: str, profile: str, scenario: str) -> str | None:
        """What is expected of a cell: what is on record, or what the release before it did.

        `version` is the number of a tool that is named by a place, such as `uv@PATH`.
        """
        row = self.rows.get((profile, scenario), {})
        if tool in row:
            return row[tool]
        own, wanted = series(tool), version_of(f"@{version}")
        if wanted is None:
            return None
        before = [(v, t) for t in row if series(t) == own and (v := version_of(t)) is not None]
        return row[max(older)[1]] if (older := [b for b in before if b[0] <= wanted]) else None

    def accepting(self, cells: Iterable[Cell]) -> Baseline:
        """The same baseline with some cells as they came out."""
        rows = {key: dict(row) for key, row in self.rows.items()}
        for cell in cells:
            rows.setdefault((cell.profile, cell.scenario), {})[cell.tool] = cell.came
        return Baseline(rows)


# --- the file ------------------------------------------------------------------------------


class _File(msgspec.Struct):
    version: int
    tools: list[str]


def load(path: Path) -> Baseline:
    """The baseline in a file; an empty one where there is none yet. Raises BadBaseline."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Baseline()
    except (OSError, UnicodeDecodeError) as error:
        raise BadBaseline(f"the baseline {path} cannot be read: {error}") from None
    return from_toml(text, str(path))


def from_toml(text: str, source: str) -> Baseline:
    """The baseline in a text. Raises BadBaseline, which begins with `source`."""
    try:
        table: dict[str, object] = msgspec.toml.decode(text)
        head = msgspec.convert(table, _File)
        tables = {key: value for key, value in table.items() if key not in _File.__struct_fields__}
        told = msgspec.convert(tables, dict[str, dict[str, Row]])
    except msgspec.MsgspecError as error:
        raise BadBaseline(
            f"the baseline {source} cannot be used: {error}; mend it, or write it anew with "
            f"`fusevenv guard --baseline FILE --accept`"
        ) from None
    if head.version != FORMAT:
        raise BadBaseline(
            f"the baseline {source} is of version {head.version} of the form; this fusevenv "
            f"reads {FORMAT}"
        )
    _refuse_unknown_verdicts(told, source)
    return Baseline(
        {
            (profile, scenario): _spread(head.tools, lines)
            for profile, scenarios in told.items()
            for scenario, lines in scenarios.items()
        }
    )


def _refuse_unknown_verdicts(told: Mapping[str, Mapping[str, Row]], source: str) -> None:
    """Raise BadBaseline where a line begins with no verdict."""
    for profile, scenarios in told.items():
        for scenario, lines in scenarios.items():
            for tool, came in lines.items():
                if came.partition(":")[0] not in set(Verdict):
                    raise BadBaseline(
                        f"the baseline {source} cannot be used: [{profile}.{scenario}] {tool}: "
                        f"{came!r} begins with no verdict; there are {', '.join(Verdict)}"
                    )


def _spread(tools: Iterable[str], lines: Row) -> Row:
    """A row with every tool in it: those without a line do as the one before them."""
    row: Row = {}
    for _, releases in groupby(sorted({*tools, *lines}, key=in_order), key=series):
        before: str | None = None
        for tool in releases:
            before = lines.get(tool, before)
            if before is not None:
                row[tool] = before
    return row


def as_toml(baseline: Baseline) -> str:
    """The text of a baseline: sorted, and with lines only where something changes."""
    tools = sorted({tool for row in baseline.rows.values() for tool in row}, key=in_order)
    table: dict[str, object] = {"version": FORMAT, "tools": tools}
    by_profile: dict[str, dict[str, Row]] = {}
    for (profile, scenario), row in sorted(baseline.rows.items()):
        by_profile.setdefault(profile, {})[scenario] = _changes(row)
    return _HEAD + tomli_w.dumps({**table, **by_profile})


def _changes(row: Mapping[str, str]) -> Row:
    """The lines of a row: of each series the first tool, and those that do otherwise."""
    kept: Row = {}
    for _, releases in groupby(sorted(row, key=in_order), key=series):
        before: str | None = None
        for tool in releases:
            if row[tool] != before:
                kept[tool] = before = row[tool]
    return kept
