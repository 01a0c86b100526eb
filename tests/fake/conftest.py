"""Fakes for the tests of this directory."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem

from pytest_fusevenv.catalogue import find, shipped
from pytest_fusevenv.fake.world import Fake
from pytest_fusevenv.profiles import Profile

shipped()  # before a fake disk hides where they are


@pytest.fixture
def faking(fs: FakeFilesystem) -> Iterator[Callable[..., Fake]]:
    """Makes fake mounts that are closed at the end."""
    with ExitStack() as stack:

        def make(profile: str | Profile = "plain", **wishes: object) -> Fake:
            chosen = find(profile) if isinstance(profile, str) else profile
            return stack.enter_context(Fake(chosen, fs, **wishes))  # type: ignore[arg-type]

        yield make


@pytest.fixture
def plain(faking: Callable[..., Fake]) -> Fake:
    """The control profile, in the fake."""
    return faking()


@pytest.fixture
def strict(faking: Callable[..., Fake]) -> Fake:
    """A profile that follows every link on the host, and hides who made it."""
    return faking("multipass-1.16")
