"""The pytest fixture of the in-process world: a profile over pyfakefs' own `fs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_fusevenv.settings import decline, seed
from pytest_fusevenv.summary import Declined
from pytest_fusevenv.worlds import FAKED

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from pytest_fusevenv.fake.world import Fake
    from pytest_fusevenv.profiles import Profile

_fake_key = pytest.StashKey["Fake"]()


@pytest.hookimpl(trylast=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """Load this world, and find the profile, before a fake disk is in the way of both."""
    if isinstance(item, pytest.Function) and FAKED in item.fixturenames:
        import pytest_fusevenv.explain
        import pytest_fusevenv.fake.world  # noqa: F401
        from pytest_fusevenv.catalogue import shipped

        shipped()
        if "fusevenv_profile" in item.fixturenames:
            item.fixturenames.remove("fusevenv_profile")
        item.fixturenames.insert(0, "fusevenv_profile")


@pytest.fixture
def fusevenv_fake(request: pytest.FixtureRequest, fusevenv_profile: Profile) -> Iterator[Fake]:
    """The profile of this test over a directory of the fake filesystem `fs`, in this process."""
    from pytest_fusevenv.fake.world import PLACE, Fake

    _decline_a_plain_one(request.config, fusevenv_profile)
    try:
        filesystem = request.getfixturevalue("fs")
    except pytest.FixtureLookupError:
        cure = "load its plugin too: -p pyfakefs.pytest_plugin"
        pytest.fail(f"{FAKED} needs the fixture `fs` of pyfakefs; {cure}", pytrace=False)
    with Fake(fusevenv_profile, filesystem, seed=seed(request.config)) as made:
        request.node.stash[_fake_key] = made
        yield made
    if filesystem.exists(PLACE):  # the next test may be given the same disk, by `fs_module`
        filesystem.remove_object(PLACE)


def _decline_a_plain_one(config: pytest.Config, profile: Profile) -> None:
    """Skip the test of a profile whose fake would be a plain disk: it would show nothing."""
    from pytest_fusevenv.fake.beyond import carries_nothing, not_carried

    if carries_nothing(profile):
        missing = "; ".join(f"{lack.name} ({lack.reason.value})" for lack in not_carried(profile))
        matter = f"nothing of {profile.name} can be told without a mount: {missing}"
        decline(config, Declined("fake-lacks", matter, "use the fixture fusevenv_mount"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach to a failure what its fake refused."""
    report = yield
    fake = item.stash.get(_fake_key, None)
    if fake and report.failed:
        from pytest_fusevenv.explain import tell_rulings

        refused = "\n".join(tell_rulings(fake.trace.causes, fake.profile)) or "nothing was refused"
        report.sections.append(("fusevenv trace", refused))
    return report
