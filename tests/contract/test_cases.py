"""The 53 conformance cases of the specification, section 7, on real mounts."""

from __future__ import annotations

import pytest

from pytest_fusevenv.catalogue import shipped
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import MountAs, Serve
from tests.contract.asking import agrees, answers, parameters_on_each_engine
from tests.contract.case import Case
from tests.contract.columns import COLUMNS
from tests.contract.file_cases import FILE_CASES
from tests.contract.link_cases import LINK_CASES
from tests.contract.people import Guests
from tests.contract.target_cases import TARGET_CASES
from tests.contract.test_time import HOST_GROWS_A_FILE

CASES = (*LINK_CASES, *TARGET_CASES, *FILE_CASES)


@pytest.mark.parametrize(
    ("case", "column", "engine"), parameters_on_each_engine(CASES), indirect=["engine"]
)
def test_case(case: Case, column: str, guests: Guests, engine: Engine) -> None:
    assert agrees(answers(case, column, guests, engine), case.answers[column]), case.what


def test_all_53_numbers_are_present() -> None:
    numbers = {case.number for case in CASES} | {HOST_GROWS_A_FILE}
    assert numbers == set(range(1, 54))


def test_every_shipped_sshfs_over_a_server_of_its_own_has_a_column() -> None:
    named = {profile.name for profile in COLUMNS.values()}
    assert {name for name, profile in shipped().items() if _is_sshfs(profile)} <= named


def _is_sshfs(profile: Profile) -> bool:
    served = any(isinstance(quirk, Serve) for quirk in profile.quirks)
    return served and any(isinstance(q, MountAs) and q.type == "sshfs" for q in profile.quirks)
