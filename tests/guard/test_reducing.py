"""The smallest profile: pure, so that no mount is needed to tell what goes away."""

from __future__ import annotations

import pytest

from pytest_fusevenv.calls import Op
from pytest_fusevenv.deviations import Errno
from pytest_fusevenv.guard.reducing import smallest
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Refuse

QUIRKS = tuple(Refuse(Op.SYMLINK, Errno.EPERM, because=f"reason {number}") for number in range(20))
PROFILE = Profile(name="twenty", title="Twenty quirks", quirks=QUIRKS)


def reduced_to(*needed: int) -> tuple[Profile, list[int]]:
    """What is left where some quirks are needed, and how many were left on the way."""
    wanted = {QUIRKS[number] for number in needed}
    left: list[int] = []
    return smallest(PROFILE, lambda profile: wanted <= {*profile.quirks}, left.append), left


@pytest.mark.parametrize("needed", [(), (0,), (19,), (3, 11), (0, 9, 10, 19), tuple(range(20))])
def test_only_the_quirks_that_are_needed_are_left_in_their_order(needed: tuple[int, ...]) -> None:
    profile, _ = reduced_to(*needed)

    assert profile.quirks == tuple(QUIRKS[number] for number in needed)


def test_of_two_quirks_that_do_the_same_one_is_left() -> None:
    either = {QUIRKS[2], QUIRKS[7]}
    profile = smallest(PROFILE, lambda one: bool(either & {*one.quirks}), lambda _: None)

    assert profile.quirks == (QUIRKS[2],)


def test_a_quirk_that_is_needed_by_another_goes_after_it() -> None:
    def still(profile: Profile) -> bool:
        return QUIRKS[19] in profile.quirks or QUIRKS[0] not in profile.quirks

    assert smallest(PROFILE, still, lambda _: None).quirks == ()


def test_one_needed_quirk_of_twenty_takes_fewer_questions_than_quirks() -> None:
    _, left = reduced_to(5)

    assert len(left) < len(QUIRKS)
    assert left == sorted(left, reverse=True)
