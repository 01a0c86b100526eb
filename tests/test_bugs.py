from __future__ import annotations

import re

import pytest

from pytest_fusevenv.bugs import Bug, Place, Side, UnknownBug, Verdict, find, shipped
from pytest_fusevenv.catalogue import find as find_profile
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.kits import Kit, find_kit
from pytest_fusevenv.obstacles import obstacle
from pytest_fusevenv.performances import Part, parts_of, perform
from pytest_fusevenv.tools import UnknownTool

BUGS = list(shipped().values())
PARTS = [part for bug in BUGS for part in parts_of(bug)]


def _marked(part: Part) -> object:
    """A part as a parameter; what takes too long for every run has a mark."""
    marks = () if part.bug.quick else (pytest.mark.bugs,)
    return pytest.param(part, id=f"{part.bug.name}: {part.heading}", marks=marks)


@pytest.fixture
def kit(part: Part) -> Kit:
    engine = Engine.chosen()
    if found := obstacle(engine):
        pytest.skip(f"fusevenv: [{found.code}] {found.matter}")
    if lacking := find_profile(part.bug.profile).needs & engine.lacks:
        pytest.skip(f"fusevenv: [engine-lacks] {engine.value} has no {', '.join(lacking)}")
    try:
        return find_kit(part.expected.tool)
    except UnknownTool as error:
        if part.expected.tool.startswith("venv@"):  # a Python that this machine may not have
            pytest.skip(str(error))
        raise


@pytest.mark.parametrize("part", [_marked(part) for part in PARTS])
def test_it_comes_out_as_it_is_on_record(part: Part, kit: Kit) -> None:
    performance = perform(part, kit)

    said = "\n".join(line.ran.stderr + line.ran.stdout for line in performance.lines)
    assert not performance.amiss, said


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_what_is_said_of_a_bug_is_whole(bug: Bug) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", bug.name)
    assert len(bug.title) <= 90
    assert bug.story
    assert bug.urls
    assert all(url.startswith("https://") for url in bug.urls)
    assert find_profile(bug.profile)
    assert not bug.shows.verdict.is_good
    assert bug.gone is None or bug.gone.verdict is not bug.shows.verdict


def test_a_bug_has_the_name_of_its_module() -> None:
    import pkgutil

    from pytest_fusevenv import bugs

    modules = [m.name for m in pkgutil.iter_modules(bugs.__path__) if not m.name.startswith("_")]
    assert sorted(modules) == sorted(name.replace("-", "_") for name in shipped())


def test_an_unknown_name_lists_the_known_ones_the_nearest_first() -> None:
    with pytest.raises(UnknownBug, match=r"did you mean uv-15528.*There are:\n  uv-15528 "):
        find("uv-15258")


def test_a_bug_without_commands_is_refused() -> None:
    with pytest.raises(ValueError, match="uv-1 has no commands"):
        _bug(commands=())


def test_nothing_lies_beside_an_environment_that_is_a_mountpoint() -> None:
    with pytest.raises(ValueError, match="nothing lies beside an environment"):
        _bug(on_mount=(Place.ENVIRONMENT, Place.CACHE))


def test_a_bug_that_came_with_a_release_is_still_there() -> None:
    came = _bug(gone=Side("uv@0.9.9", Verdict.WORKS))

    assert (came.is_still_there, came.told_gone) == (True, "not yet in uv@0.9.9")


def test_a_bug_that_a_release_mended_is_gone() -> None:
    mended = _bug(gone=Side("uv@0.10.4", Verdict.WORKS))

    assert (mended.is_still_there, mended.told_gone) == (False, "uv@0.10.4")


def _bug(
    commands: tuple[str, ...] = ("true",),
    on_mount: tuple[Place, ...] = (Place.PROJECT,),
    gone: Side | None = None,
) -> Bug:
    return Bug(
        name="uv-1",
        title="",
        urls=(),
        filesystem="",
        profile="plain",
        commands=commands,
        on_mount=on_mount,
        shows=Side("uv@0.10.0", Verdict.REFUSED),
        gone=gone,
    )
