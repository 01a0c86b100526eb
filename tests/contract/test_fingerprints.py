"""The shipped fingerprints of the profiles are what their mounts answer."""

from __future__ import annotations

import os

import pytest

from pytest_fusevenv.catalogue import shipped
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.fingerprints import Fingerprint, differences
from pytest_fusevenv.likenesses import of_profile
from pytest_fusevenv.obstacles import obstacle
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Serve
from tests import fingerprinting


@pytest.fixture(scope="module", autouse=True)
def can_mount() -> None:
    if found := obstacle(Engine.MFUSEPY):
        pytest.skip(f"fusevenv: [{found.code}] {found}")


ASKED_BY_BOTH = {"multipass-1.13", "multipass-1.16", "sshfs-3.7.6"}
"""The profiles that every run asks as an ordinary user, too; a long run asks all."""


def assert_as_shipped(name: str, told: Fingerprint) -> None:
    assert differences(of_profile(name, told.origin.asked_by), told) == [], (
        f"`python -m tests.fingerprinting {name}` brings the shipped fingerprint up to date"
    )


def _has_roles(profile: Profile) -> bool:
    """Whether somebody else than the caller serves it: where who asks matters most."""
    return any(isinstance(quirk, Serve) for quirk in profile.quirks)


def _is_asked_every_time(profile: Profile) -> bool:
    """Whether every run asks it, as root; a long run asks all."""
    return _has_roles(profile) or profile.name in {"plain", "cifs", "exfat", "nfs4", "overlayfs"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if _is_asked_every_time(profile) else pytest.mark.long)
        for name, profile in shipped().items()
        if name in fingerprinting.ASKED
    ],
)
def test_a_mount_answers_as_is_shipped(name: str) -> None:
    assert_as_shipped(name, fingerprinting.fingerprint_of(name))


@pytest.mark.skipif(os.geteuid() != 0, reason="needs-root: the test above is the ordinary user's")
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in ASKED_BY_BOTH else pytest.mark.long)
        for name, profile in shipped().items()
        if name in fingerprinting.ASKED and not profile.follows_no_links
    ],
)
def test_a_mount_answers_an_ordinary_user_as_is_shipped(name: str) -> None:
    assert_as_shipped(name, fingerprinting.as_ordinary_user(name))
