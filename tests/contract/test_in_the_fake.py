"""The same cases as on mounts, asked of the in-process world: the cases, the matrix, the table.

What the fake can not carry is left out, for a reason of its own table (`fake.beyond`).
"""

from __future__ import annotations

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


def answers(case: Case, column: str, filesystem: FakeFilesystem) -> str:
    """What a column's profile answers to a case in the fake, joined by "; "."""
    with adopted(filesystem), Export() as export:
        rest = prepare(case, export)
        with Fake(
            COLUMNS[column],
            filesystem,
            str(export.source),
            str(export.mountpoint),
            world=export.world,
            guest=USER,
        ) as fake:
            return answers_at(rest, export, InProcess(fake))


def test_only_what_the_table_names_is_left_out() -> None:
    left_out: dict[Beyond, set[str]] = {}
    for case in ASKED:
        if reason := beyond(case):
            left_out.setdefault(reason, set()).add(case.id)
    assert left_out == LEFT_OUT


@pytest.mark.parametrize(
    ("case", "column"), parameters(tuple(case for case in ASKED if beyond(case) is None))
)
def test_case(case: Case, column: str, fs: FakeFilesystem) -> None:
    assert agrees(answers(case, column, fs), case.answers[column]), case.what
