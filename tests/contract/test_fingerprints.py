"""The shipped fingerprints of the profiles are what their mounts answer."""

from __future__ import annotations

import os

import pytest

from pytest_fusevenv.catalogue import shipped
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.fingerprints import Fingerprint, differences
from pytest_fusevenv.likenesses import of_profile
from pytest_fusevenv.obstacles import obstacle
from tests import fingerprinting


@pytest.fixture(scope="module", autouse=True)
def can_mount() -> None:
    if found := obstacle(Engine.MFUSEPY):
        pytest.skip(f"fusevenv: [{found.code}] {found}")


def assert_as_shipped(name: str, told: Fingerprint) -> None:
    assert differences(of_profile(name, told.origin.asked_by), told) == [], (
        f"`python -m tests.fingerprinting {name}` brings the shipped fingerprint up to date"
    )


@pytest.mark.parametrize("name", shipped())
def test_a_mount_answers_as_is_shipped(name: str) -> None:
    assert_as_shipped(name, fingerprinting.fingerprint_of(name))


@pytest.mark.skipif(os.geteuid() != 0, reason="needs-root: the test above is the ordinary user's")
@pytest.mark.parametrize("name", shipped())
def test_a_mount_answers_an_ordinary_user_as_is_shipped(name: str) -> None:
    assert_as_shipped(name, fingerprinting.as_ordinary_user(name))
