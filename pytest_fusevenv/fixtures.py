"""The pytest fixtures of the mounts: a profile, a mount of it, and what `uv venv` makes there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_fusevenv.settings import decline, resolved, resolved_or_failed, seed, setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_fusevenv.marks import Case
    from pytest_fusevenv.played import FuseVenv
    from pytest_fusevenv.profiles import Profile
    from pytest_fusevenv.stage import Stage

stage_key = pytest.StashKey["Stage"]()
"""Where a test keeps its mounts."""


@pytest.fixture
def fusevenv_profile(request: pytest.FixtureRequest) -> Profile:
    """The profile of this test: the marker's, or the option's, or `plain`."""
    return resolved(request.config, getattr(request, "param", "plain"), request.node)


@pytest.fixture
def fusevenv_factory(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """Make mounts, called with a profile; they are gone when the test is over."""
    from pytest_fusevenv.stage import Stage

    if "tmp_path" in request.fixturenames:  # it must not go before what is mounted in it
        request.getfixturevalue("tmp_path")
    item = request.node
    stage = item.stash[stage_key] = Stage(
        tmp_path_factory.mktemp("fusevenv"),
        lambda wanted: resolved_or_failed(item, wanted),
        lambda why: decline(item.config, why),
        seed(item.config),
    )
    yield stage
    if matter := stage.close(keep=bool(setting(item.config, "keep"))):
        pytest.fail(f"fusevenv: {matter}", pytrace=False)


@pytest.fixture
def fusevenv_backing(fusevenv_factory: Stage) -> Path:
    """The plain directory underneath `fusevenv_mount`."""
    return fusevenv_factory.directory_for("backing")


@pytest.fixture
def fusevenv_mount(
    fusevenv_factory: Stage, fusevenv_profile: Profile, fusevenv_backing: Path
) -> Path:
    """Just the mounted directory, for any code."""
    return fusevenv_factory(fusevenv_profile, fusevenv_backing).path


@pytest.fixture
def _fusevenv_case(request: pytest.FixtureRequest, fusevenv_profile: Profile) -> Case:
    """What to run, and the verdict that is right: the marker's, or `uv venv` and "works"."""
    from pytest_fusevenv.marks import Case

    marked: Case | None = getattr(request, "param", None)
    return marked or Case(fusevenv_profile)


@pytest.fixture
def fusevenv(
    request: pytest.FixtureRequest,
    _fusevenv_case: Case,
    fusevenv_factory: Stage,
    fusevenv_mount: Path,
) -> FuseVenv:
    """The environment that `uv venv` made on the mount, with its verdict and the cause of it."""
    from pytest_fusevenv.played import FuseVenv

    uv = fusevenv_factory.uv(_fusevenv_case.uv or setting(request.config, "uv"))
    mount = fusevenv_factory.holding(fusevenv_mount)
    try:
        made = fusevenv_factory.played = FuseVenv.play(mount, uv, _fusevenv_case)
    except LookupError as error:
        pytest.fail(f"@pytest.mark.fusevenv: {error}", pytrace=False)
    request.node.user_properties.extend(made.properties)
    return made
