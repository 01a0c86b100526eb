"""A profile is held to the original itself, where that can be mounted here."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_fusevenv.catalogue import shipped
from pytest_fusevenv.likenesses import of_profile
from pytest_fusevenv.probe import probe
from pytest_fusevenv.profiles import Profile
from tests.oracle.beside import unexplained
from tests.oracle.disks import DISKS
from tests.oracle.real import Real, room, standing

REAL = {disk.name: disk for disk in DISKS}
EVERY_TIME = ("fuse-overlayfs", "gocryptfs")
"""Those that every run asks; a long run asks the rest."""


@pytest.mark.parametrize(
    ("profile", "real"),
    [
        pytest.param(
            profile,
            REAL[profile.original.name],
            id=name,
            marks=() if name in EVERY_TIME else pytest.mark.long,
        )
        for name, profile in shipped().items()
        if profile.original and profile.original.name in REAL
    ],
)
def test_the_original_answers_today_as_the_profile_does_but_for_given_reasons(
    profile: Profile, real: Real, available: Callable[[Real], Real]
) -> None:
    available(real)
    with room() as at, standing(real, at):
        theirs = probe(at.mountpoint)
    ours = of_profile(profile.name, theirs.origin.asked_by)
    assert unexplained(profile, theirs, ours) == []
