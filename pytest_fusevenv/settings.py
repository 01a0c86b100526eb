"""What a test run was told by options and ini-file, and the profiles that are meant there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fusevenv.seeds import chosen, read
from pytest_fusevenv.shards import part_of

if TYPE_CHECKING:
    from typing import NoReturn

    from pytest_fusevenv.profiles import Profile
    from pytest_fusevenv.summary import Declined


def setting(config: pytest.Config, name: str) -> str:
    """An option or, without it, its twin in the ini-file; empty where neither is given."""
    return str(config.getoption(f"fusevenv_{name}") or config.getini(f"fusevenv_{name}") or "")


def seed(config: pytest.Config) -> int:
    """The seed of all chance: the option's, the ini-file's or the environment's.

    Raises ValueError where it is no number.
    """
    given = setting(config, "seed")
    return read(given, "--fusevenv-seed") if given else chosen()


def shard(config: pytest.Config) -> tuple[int, int] | None:
    """Which part of how many is to be run; None for all. Raises ValueError for nonsense."""
    return part_of(config.getoption("fusevenv_shard"), "--fusevenv-shard")


def resolved(config: pytest.Config, wanted: object, node: pytest.Item | None = None) -> Profile:
    """The profile that is meant by a name or a file: a test's, or else an option's."""
    from pytest_fusevenv.known import gathered, resolve

    hook = node.ihook if node else config.hook
    answers = reversed(hook.pytest_fusevenv_profiles(config=config))  # the nearest comes last
    more = gathered(config.getini("fusevenv_profile_files"), answers)
    return resolve(wanted, more, ([node.path.parent] if node else []) + [config.rootpath])


def resolved_or_failed(item: pytest.Item, wanted: object) -> Profile:
    """The profile that a running test means; a name that nobody has fails it, in one sentence."""
    try:
        return resolved(item.config, wanted, item)
    except (ValueError, LookupError) as error:
        pytest.fail(f"fusevenv: {error}", pytrace=False)


def profiles_asked_for(config: pytest.Config) -> list[Profile]:
    """The profiles of the option or, without it, of the ini-file."""
    names = config.getoption("fusevenv_profile") or config.getini("fusevenv_profile")
    return [resolved(config, name) for name in names]


def decline(config: pytest.Config, why: Declined) -> NoReturn:
    """Skip a test that cannot be run here; where such tests are required, fail it."""
    if why.is_mistake or setting(config, "require"):
        pytest.fail(str(why), pytrace=False)
    pytest.skip(str(why))
