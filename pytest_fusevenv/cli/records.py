"""The performances of `fusevenv reproduce --all`, as a table and as programs read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.causes import Cause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_fusevenv.bugs import Bug, Verdict
    from pytest_fusevenv.engine import Engine
    from pytest_fusevenv.performances import Performance

FORMAT = 1
"""The version of the JSON form; another one where a reader would have to know."""


class _Typed(msgspec.Struct, frozen=True):
    role: str
    command: str
    exit_code: int | None


class _Record(msgspec.Struct, frozen=True):
    bug: str
    side: str
    heading: str
    filesystem: str
    profile: str
    tool: str
    expected: str
    verdict: str
    amiss: tuple[str, ...]
    cause: Cause | None
    typed: tuple[_Typed, ...]


class _Page(msgspec.Struct, frozen=True):
    version: int
    engine: str
    performances: tuple[_Record, ...]


def as_json(performances: Sequence[Performance], engine: Engine) -> str:
    """The performances for programs, in their order."""
    page = _Page(FORMAT, engine.value, tuple(map(_record, performances)))
    return msgspec.json.format(msgspec.json.encode(page)).decode()


def _record(one: Performance) -> _Record:
    part = one.part
    return _Record(
        bug=part.bug.name,
        side=part.side,
        heading=part.heading,
        filesystem=part.bug.filesystem,
        profile=part.bug.profile,
        tool=part.expected.tool,
        expected=part.expected.verdict,
        verdict=one.verdict,
        amiss=one.amiss,
        cause=Cause.of(one.cause) if one.cause else None,
        typed=tuple(_Typed(line.role, line.command, line.ran.returncode) for line in one.lines),
    )


def row(bug: Bug, performances: Sequence[Performance]) -> tuple[str, ...]:
    """A bug as a row: both sides, and whether all of it came out as it is on record."""
    own = [one for one in performances if one.part.bug.name == bug.name]
    verdicts: dict[str, Verdict] = {one.part.side: one.verdict for one in reversed(own)}
    good = "no" if any(one.amiss for one in own) else "yes"
    shows = f"{bug.shows.tool} {verdicts.get('shows', '')}"
    gone = f"{bug.told_gone} {verdicts.get('gone', '')}"
    return bug.name, shows.rstrip(), gone.rstrip(), good
