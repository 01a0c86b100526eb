"""Every profile is held to a real filesystem, or to a report, and to being itself."""

from __future__ import annotations

import re

import pytest

from pytest_fusevenv.catalogue import shipped
from pytest_fusevenv.fingerprints import Fingerprint
from pytest_fusevenv.likenesses import CONTROL, of_profile
from pytest_fusevenv.profiles import Profile
from tests.oracle.beside import superfluous, unexplained
from tests.oracle.measured import measured

_REPORT = re.compile(r"https://.*/((issues?|pull|discussions|bugs?|merge_requests)/.*\d|wiki/.*)")

held = pytest.mark.parametrize(
    "profile", [p for p in shipped().values() if p.original], ids=lambda p: p.name
)


def both(profile: Profile) -> tuple[Fingerprint, Fingerprint]:
    """What the original answered, and what a mount of the profile answers (which is shipped)."""
    assert profile.original
    theirs = measured(profile.original.name)
    return theirs, of_profile(profile.name, theirs.origin.asked_by)


@held
def test_it_answers_as_its_original_but_for_given_reasons(profile: Profile) -> None:
    assert unexplained(profile, *both(profile)) == [], (
        f"`python -m tests.oracle.beside {profile.name}` shows them side by side"
    )


@held
def test_no_reason_is_given_for_what_is_answered_alike(profile: Profile) -> None:
    assert superfluous(profile, *both(profile)) == []


@held
def test_every_reason_is_a_sentence(profile: Profile) -> None:
    assert profile.original
    for key, reason in profile.original.apart.items():
        assert len(reason.split()) >= 4, key
        assert not reason.endswith("."), key


@pytest.mark.parametrize("profile", shipped().values(), ids=lambda p: p.name)
def test_a_measured_original_or_a_report_is_behind_it(profile: Profile) -> None:
    assert profile.original or any(_REPORT.match(source) for source in profile.sources)


def test_the_control_has_no_quirks() -> None:
    assert shipped()[CONTROL].quirks == ()
