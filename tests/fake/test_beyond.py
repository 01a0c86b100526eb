"""What the fake cannot carry: the table, and what a profile is told of it."""

import typing

import pytest

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue import find, shipped
from pytest_fusevenv.fake.beyond import OPS, VERBS, Beyond, NotCarried, not_carried
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import AnyQuirk, Cache, Errno, Refuse

WHY = "a test asks for it, and for no other reason"


def test_every_verb_of_the_table_is_one() -> None:
    assert set(VERBS) <= {verb.__name__ for verb in typing.get_args(AnyQuirk)}


def test_the_control_is_carried_whole() -> None:
    assert not_carried(find("plain")) == ()


@pytest.mark.parametrize("profile", shipped().values(), ids=lambda profile: profile.name)
def test_no_shipped_profile_loses_what_an_environment_tool_meets(profile: Profile) -> None:
    """Links, names, owners and modes are carried; what is not is about open files and caches."""
    lost = {missing.name for missing in not_carried(profile)}
    of_open_ones = {"KeepPath", "Linger", "ListAsOpened", "ListOnce"}
    assert lost <= {"Cache", "MountAs", "OmitDots", "Lack fallocate", *of_open_ones}


def test_only_the_operations_that_never_reach_the_fake_are_missing() -> None:
    refused = Refuse((Op.MKDIR, Op.READ, Op.FLOCK), Errno.EIO, because=WHY)
    cached = Cache(1.0, because=WHY)
    assert not_carried(Profile("one", "one", (refused, cached, cached))) == (
        NotCarried("Refuse read", Beyond.OPEN_FILES),
        NotCarried("Refuse flock", Beyond.LOCKS),
        NotCarried("Cache", Beyond.CACHES),
    )
    assert Op.MKDIR not in OPS
