"""The same cases as on mounts, asked of the in-process world: the cases, the matrix, the table.

What the fake can not carry is left out, for a reason of its own table (`fake.beyond`). The rows of
the matrix do not disturb one another: those of a column share a fake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem

from pytest_fusevenv.fake.beyond import Beyond
from pytest_fusevenv.fake.hooks import adopted
from pytest_fusevenv.fake.world import Fake
from tests.contract.asking import agrees, answers_at, parameters, prepare
from tests.contract.case import Case
from tests.contract.columns import COLUMNS
from tests.contract.fake_words import InProcess, beyond
from tests.contract.host import Export
from tests.contract.matrix import MATRIX
from tests.contract.people import USER
from tests.contract.test_cases import CASES
from tests.contract.test_operations import OPERATIONS

ASKED = (*CASES, *MATRIX, *OPERATIONS)

LEFT_OUT = {
    Beyond.BLOCKS: {"47"},
    Beyond.CACHES: {"49"},
    Beyond.HIDDEN_FILES: {"46"},
    Beyond.LOCKS: {"45", "fcntl lock"},
    Beyond.MAPS: {"mmap"},
    Beyond.MOUNT_TABLE: {"mount table"},
    Beyond.NAMES: {"not UTF-8"},
    Beyond.ONE_SIDED_TIMES: {"39"},
    Beyond.PROGRAMS: {"4", "6b", "execute"},
    Beyond.RANGES: {"44", "reserve"},
    Beyond.RAW_LISTINGS: {"42", "listed type"},
    Beyond.RENAME_FLAGS: {"rename flags"},
    Beyond.SOCKETS: {"41"},
}
"""The cases that this world can not carry, so that one more is noticed."""


Asking = Callable[[tuple[str, ...]], str]
"""Takes steps, and gives what the fake answers to them."""


@contextmanager
def faked(column: str, filesystem: FakeFilesystem, export: Export) -> Iterator[Asking]:
    """A column's profile over an export on a fake disk, which nobody has to clean up."""
    with Fake(
        COLUMNS[column],
        filesystem,
        str(export.source),
        str(export.mountpoint),
        world=export.world,
        guest=USER,
    ) as fake:
        guests = InProcess(fake)
        yield lambda steps: answers_at(steps, export, guests)


def answers(case: Case, column: str, filesystem: FakeFilesystem) -> str:
    """What a column's profile, all to itself, answers to a case in the fake, joined by "; "."""
    with adopted(filesystem):
        export = Export()
        rest = prepare(case, export)
        with faked(column, filesystem, export) as ask:
            return ask(rest)


def test_only_what_the_table_names_is_left_out() -> None:
    left_out: dict[Beyond, set[str]] = {}
    for case in ASKED:
        if reason := beyond(case):
            left_out.setdefault(reason, set()).add(case.id)
    assert left_out == LEFT_OUT


def carried(cases: tuple[Case, ...]) -> tuple[Case, ...]:
    """Those of some cases that can be asked here."""
    return tuple(case for case in cases if beyond(case) is None)


@pytest.mark.parametrize(("case", "column"), parameters(carried((*CASES, *OPERATIONS))))
def test_case(case: Case, column: str, fs: FakeFilesystem) -> None:
    assert agrees(answers(case, column, fs), case.answers[column]), case.what


@pytest.mark.parametrize(
    "column",
    [column for column in COLUMNS if any(column in row.columns for row in MATRIX)],
    ids=lambda column: COLUMNS[column].name,
)
def test_every_link_of_the_matrix(column: str, fs: FakeFilesystem) -> None:
    rows = [case for case in carried(MATRIX) if column in case.columns]
    with adopted(fs):
        export = Export()
        with faked(column, fs, export) as ask:
            told = {row.id: (ask(row.steps), row.answers[column]) for row in rows}
    assert {row: pair for row, pair in told.items() if not agrees(*pair)} == {}
