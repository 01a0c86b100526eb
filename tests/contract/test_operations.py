"""The per-operation table of the specification, section 4, where section 7 does not ask."""

from __future__ import annotations

import pytest

from pytest_fusevenv.engine import Engine
from tests.contract.asking import agrees, answers, parameters_on_each_engine
from tests.contract.case import Case
from tests.contract.changes import CHANGING, MAKING, UNMAKING
from tests.contract.operations import CONTENTS, LOOKING
from tests.contract.people import Guests

OPERATIONS = (*LOOKING, *CONTENTS, *MAKING, *UNMAKING, *CHANGING)


@pytest.mark.parametrize(
    ("case", "column", "engine"), parameters_on_each_engine(OPERATIONS), indirect=["engine"]
)
def test_operation(case: Case, column: str, guests: Guests, engine: Engine) -> None:
    assert agrees(answers(case, column, guests, engine), case.answers[column]), case.what
