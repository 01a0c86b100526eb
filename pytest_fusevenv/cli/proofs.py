"""The proof of a bisection in a terminal: the answer, the releases that differ, every run."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from pytest_fusevenv.cli.tables import Column, show_rows
from pytest_fusevenv.complaints import complaint
from pytest_fusevenv.guard.bisecting import Search, Why
from pytest_fusevenv.scenarios import Verdict
from pytest_fusevenv.venvs import Ran

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_fusevenv.guard.cells import Cell, Typed
    from pytest_fusevenv.guard.proofs import Change, Entry, Proof


def show(proof: Proof) -> None:
    """Print a proof."""
    for line in _answer(proof):
        click.secho(line, bold=True)
    for change in proof.changes:
        _show_change(change)
    if proof.entries:
        click.echo("")
        _show_runs(proof)
    click.echo("")
    for line in _account(proof):
        click.echo(line)


# --- the answer ----------------------------------------------------------------------------


def _answer(proof: Proof) -> Iterator[str]:
    """What was found, a line each."""
    where = f"{proof.scenario} on {proof.profile}"
    yield from (f"{where}: {_found(change)}" for change in proof.changes)
    if not proof.changes:
        yield f"{where}: no change was seen{'' if proof.finished else ' yet'}"


def _found(change: Change) -> str:
    before, after = change.before, change.after
    came = f"{before.verdict} -> {after.verdict}"
    if before.verdict is after.verdict:
        came = f"{before.came} -> {after.came}"
    if change.unasked:
        return f"{came} between {before.tool} and {after.tool}, {len(change.unasked)} not asked yet"
    if change.missing:
        lost = ", ".join(change.missing)
        return f"{came} between {before.tool} and {after.tool}; {lost} could not be had"
    return f"{came} in {after.tool}"


def _show_change(change: Change) -> None:
    """Print both sides of a change, and how to have it again."""
    click.echo("")
    columns = (
        Column("", whole=True),
        Column("the last of the old"),
        Column("the first of the new"),
    )
    sides = zip(_side(change.before), _side(change.after), strict=True)
    show_rows(columns, [(name, one, two) for (name, one), (_, two) in sides if one or two])
    click.echo(f"\na reproducer: {change.reproducer}")


def _side(cell: Cell) -> Iterator[tuple[str, str]]:
    """A cell, fact by fact."""
    yield "release", cell.tool
    yield "verdict", str(cell.verdict)
    yield "reason", cell.reason
    yield "exit codes", _codes(cell.lines)
    yield "it said", _complaint(cell)
    yield "cause", str(cell.cause or "")
    yield "because", cell.cause.because if cell.cause else ""
    yield "known as", ", ".join(cell.bugs)


def _codes(lines: Sequence[Typed]) -> str:
    return " ".join("none" if line.exit_code is None else str(line.exit_code) for line in lines)


def _complaint(cell: Cell) -> str:
    """What the command that failed complained of."""
    is_broken = cell.verdict is Verdict.BROKEN
    for line in cell.lines:
        if line.exit_code != 0 and is_broken == (line.role == "check"):
            return complaint(Ran((line.command,), "", line.exit_code, "", line.said))
    return ""


# --- the runs ------------------------------------------------------------------------------


def _show_runs(proof: Proof) -> None:
    """Print what is known of the releases, in their order; of a file's only what is at an end."""
    ends = {entry.release for entry in (*proof.entries[:1], *proof.entries[-1:])}
    shown = [one for one in proof.entries if one.run or one.missing or one.release in ends]
    columns = (
        *(Column("release", whole=True), Column("exit codes", whole=True)),
        *(Column("verdict", whole=True), Column("reason"), Column("known by", whole=True)),
    )
    rows = [_row(list(alike)) for _, alike in groupby(shown, _seen)]
    reasons = ["", *(row[3] for row in rows)]
    show_rows(
        columns,
        [
            (*row[:3], "the same" if row[3] and row[3] == above else row[3], row[4])
            for row, above in zip(rows, reasons, strict=False)
        ],
    )


def _seen(entry: Entry) -> tuple[str, ...]:
    """What tells an entry from its neighbour; releases of a long list that came alike do not."""
    told = _row([entry])
    return told[1:4] if entry.how == Why.EVERY.value else told


def _row(entries: Sequence[Entry]) -> tuple[str, str, str, str, str]:
    """Entries that are alike, in a row."""
    first, last = entries[0], entries[-1]
    release, run = first.release, f"run {first.run}: "
    if entries[1:]:
        release = f"{first.release} to {last.release} ({len(entries)})"
        run = f"runs {first.run} to {last.run}: "
    how = f"{run if first.run else ''}{first.how}"
    if first.cell is None:
        return release, "", "", "could not be had", how
    return release, _codes(first.cell.lines), first.cell.verdict, first.cell.reason, how


# --- the account ---------------------------------------------------------------------------


def _account(proof: Proof) -> Iterator[str]:
    """How many runs it took, and what is not known."""
    extra = f", and {proof.extra} more to make sure" if proof.extra else ""
    is_every = any(entry.how == Why.EVERY.value for entry in proof.entries)
    most = f"at most {proof.bound} for each change among {len(proof.releases)} releases"
    yield (
        f"{proof.runs} runs{extra}; {'every release was asked' if is_every else most}; "
        f"{proof.seconds:.0f} s (fetches: {proof.fetching:.0f} s)"
    )
    if not proof.finished:
        yield "The search was interrupted: this is what is known so far."
    for release, came in proof.flakes.items():
        yield f"A flake: {release} came out as {', then '.join(came)}."
    if missing := [entry.release for entry in proof.entries if entry.missing]:
        yield f"{', '.join(missing)} could not be had; --json says why."
    if proof.unasked and proof.finished:
        yield from _unasked(proof)


def _unasked(proof: Proof) -> Iterator[str]:
    """What may hide among releases that were not asked."""
    count, total = len(proof.unasked), len(proof.releases)
    more = "" if proof.search == Search.ALL.value else "--all looks for one, "
    yield (
        f"{count} of {total} releases were not asked: a change that was undone between two that "
        f"agree may be there. {more}--every asks each of them."
    )
