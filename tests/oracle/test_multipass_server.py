"""The real sshfs before a server by the specification: does the specification say what it does?

Every answer the specification gives for a column of Multipass's is asked for again, of the real
client. So the specification's half that is sshfs' is judged by sshfs, and the imitation, of which
`tests/contract` asks the same, with it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.contract.asking import agrees, answers_at
from tests.contract.case import Case
from tests.contract.changes import CHANGING, MAKING, UNMAKING
from tests.contract.file_cases import FILE_CASES
from tests.contract.host import Export
from tests.contract.link_cases import LINK_CASES
from tests.contract.matrix import MATRIX
from tests.contract.operations import CONTENTS, LOOKING
from tests.contract.people import IS_ROOT, NEEDS_ROOT, Guests
from tests.contract.target_cases import TARGET_CASES
from tests.contract.test_time import AT_ONCE, EXPECTED, MOMENTS
from tests.oracle.multipass_mounts import MULTIPASS, Column, complaints
from tests.oracle.real import Real, Room, standing

CASES = (
    *(*LINK_CASES, *TARGET_CASES, *FILE_CASES),
    *(*LOOKING, *CONTENTS, *MAKING, *UNMAKING, *CHANGING),
)

CONTRADICTED = {("listed type", "A"): "10; 0; ok"}
"""What the real client answers where the specification is wrong.

What sshfs lists from its own memory (`dcache_timeout`, so only the first release) has no type: the
case lists the directory twice.
"""

Available = Callable[[Real], Real]


def _asked(cases: tuple[Case, ...], *, each_alone: bool) -> list[object]:
    """Each case for each column; where each takes a server, a long run asks who answers alike."""

    def length(case: Case, column: Column) -> list[pytest.MarkDecorator]:
        letters = [it.letter for it in MULTIPASS if (case.id, it.letter) not in CONTRADICTED]
        repeats = each_alone and case.repeats(column.letter, letters)
        return [pytest.mark.long] if repeats else []

    return [
        pytest.param(
            case,
            column,
            id=f"{case.id}-{column.name}",
            marks=(*_marks(case, column), *length(case, column)),
        )
        for case in cases
        for column in MULTIPASS
        if column.letter in case.columns
    ]


def _marks(case: Case, column: Column) -> list[pytest.MarkDecorator]:
    others = any(step.startswith(("root?", "other?")) for step in case.steps)
    if others or column.letter in case.needs_root:
        return [pytest.mark.skipif(not IS_ROOT, reason=NEEDS_ROOT)]
    return []


def stand(column: Column, export: Export, available: Available, stack: ExitStack) -> None:
    """Put a server and the real client before an export, until the stack is left."""
    at = Room(export.top, export.source, export.mountpoint)
    stack.callback(_refuse_complaints, at)
    stack.enter_context(standing(available(column.real(export.world)), at))


def _refuse_complaints(at: Room) -> None:
    if complaints(at).exists():
        assert complaints(at).read_text() == ""


@pytest.fixture(scope="module")
def guests() -> Iterator[Guests]:
    """The people in the guest."""
    with Guests() as people:
        yield people


@pytest.fixture(scope="module")
def shared(available: Available) -> Iterator[Callable[[Column], Export]]:
    """The export of a column that those rows share which do not disturb one another."""
    made: dict[Column, Export] = {}
    with ExitStack() as stack:

        def of(column: Column) -> Export:
            if column not in made:
                made[column] = stack.enter_context(Export())
                stand(column, made[column], available, stack)
            return made[column]

        yield of


@pytest.mark.parametrize(("case", "column"), _asked(CASES, each_alone=True))
def test_the_specification_is_right(
    case: Case, column: Column, guests: Guests, available: Available
) -> None:
    first = next(n for n, step in enumerate(case.steps) if not step.startswith("H: "))
    with Export() as export, ExitStack() as stack:
        answers_at(case.steps[:first], export, guests)
        stand(column, export, available, stack)
        told = answers_at(case.steps[first:], export, guests)
    expected = CONTRADICTED.get((case.id, column.letter), case.answers[column.letter])
    assert agrees(told, expected), case.what


@pytest.mark.parametrize(("case", "column"), _asked(MATRIX, each_alone=False))
def test_the_link_matrix_is_right(
    case: Case, column: Column, guests: Guests, shared: Callable[[Column], Export]
) -> None:
    told = answers_at(case.steps, shared(column), guests)
    assert agrees(told, case.answers[column.letter]), case.what


@pytest.mark.parametrize(
    "column",
    [column for column in MULTIPASS if column.letter in EXPECTED],
    ids=lambda column: column.name,
)
def test_what_the_host_changed_is_seen_when_the_specification_says(
    column: Column, guests: Guests, available: Available
) -> None:
    tries = (_watched(column, guests, available) for _ in range(20))
    seen = next(filter(None, tries))  # a busy machine gets another try
    assert "/".join(seen) == EXPECTED[column.letter]


def _watched(column: Column, guests: Guests, available: Available) -> list[str] | None:
    """How a file looks to the guest at each moment after the host made it grow; None if too late.

    Waiting is what this is about.
    """
    with Export() as export, ExitStack() as stack:
        stand(column, export, available, stack)
        old = guests.ask("", export.mountpoint, "size('f')")
        looked = time.monotonic()
        export.write("f", "much longer than it was\n")
        seen = []
        for moment in (0.0, *MOMENTS):
            threading.Event().wait(max(0.0, looked + moment - time.monotonic()))
            seen.append(guests.ask("", export.mountpoint, "size('f')"))
            if time.monotonic() - looked > moment + AT_ONCE:
                return None
    return ["old" if size == old else "new" for size in seen]
