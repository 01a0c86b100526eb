"""What the fake cannot carry: the table, and what a profile is told of it."""

import typing

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue import find, shipped
from pytest_fusevenv.fake.beyond import OPS, VERBS, Beyond, NotCarried, carries_nothing, not_carried
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import AnyQuirk, Cache, Errno, Refuse

WHY = "a test asks for it, and for no other reason"


def test_every_verb_of_the_table_is_one() -> None:
    assert set(VERBS) <= {verb.__name__ for verb in typing.get_args(AnyQuirk)}


def test_the_control_is_carried_whole() -> None:
    assert not_carried(find("plain")) == ()


def test_the_profiles_of_which_nothing_is_carried_are_known() -> None:
    """They are about locks, open files and mount options, and nothing else."""
    assert {name for name, profile in shipped().items() if carries_nothing(profile)} == {
        "copy-enospc-once",
        "dvs",
        "io-error-once",
        "lock-enolck-flaky",
        "lock-eopnotsupp",
        "lustre-noflock",
        "noexec",
        "nosymfollow",
        "readonly",
        "wsl1-enomem",
    }


def test_only_the_operations_that_never_reach_the_fake_are_missing() -> None:
    refused = Refuse((Op.MKDIR, Op.READ, Op.FLOCK), Errno.EIO, because=WHY)
    cached = Cache(1.0, because=WHY)
    assert not_carried(Profile("one", "one", (refused, cached, cached))) == (
        NotCarried("Refuse read", Beyond.OPEN_FILES),
        NotCarried("Refuse flock", Beyond.LOCKS),
        NotCarried("Cache", Beyond.CACHES),
    )
    assert Op.MKDIR not in OPS
