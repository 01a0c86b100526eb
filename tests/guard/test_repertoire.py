"""The scenarios: what they are called, where they play, and what comes of them."""

from __future__ import annotations

import pkgutil

import msgspec
import pytest

from pytest_fusevenv import repertoire
from pytest_fusevenv.acts import Place
from pytest_fusevenv.catalogue import find as find_profile
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.guard.cells import Cell
from pytest_fusevenv.guard.matrices import Question
from pytest_fusevenv.guard.playing import play
from pytest_fusevenv.kits import find_kit
from pytest_fusevenv.obstacles import obstacle
from pytest_fusevenv.repertoire import DEFAULT, UnknownScenario, find, shipped
from pytest_fusevenv.scenarios import Verdict

OLD = ("uv@0.5.0", "uv@0.8.13", "uv@0.10.3", "uv@0.12.9", "uv@0.13.9")
CHANGES = [
    ("tool-install", "nfs4", "uv@0.10.2", "works"),
    ("tool-install", "nfs4", "uv@0.10.3", "refused: uv tool list: flock EBADF"),
    ("tool-install", "nfs4", "uv@0.10.4", "works"),
    ("pip-install", "lustre-noflock", "uv@0.12.8", "works"),
    (
        "pip-install",
        "lustre-noflock",
        "uv@0.12.9",
        "refused: uv pip install --python .venv fsall: flock ENOSYS",
    ),
    ("sync", "multipass-1.16", "uv@0.12.5", "broken: .venv/bin/python -c …: readlink EACCES"),
    ("sync", "multipass-1.16", "uv@0.12.24", "refused: uv sync: readlink EACCES"),
    ("sync", "multipass-1.16", "uv@0.13.0", "refused: uv sync: readlink EACCES"),
    ("sync", "multipass-1.16", "uv@0.13.9", "broken: .venv/bin/python -c …: readlink EACCES"),
]


def played(scenario: str, profile: str = "plain", tool: str = "uv") -> Cell:
    engine = Engine.chosen()
    if found := obstacle(engine):
        pytest.skip(f"fusevenv: [{found.code}] {found.matter}")
    return play(Question(find_kit(tool), find_profile(profile), scenario, engine))


# --- names and places ----------------------------------------------------------------------


def test_a_scenario_is_called_as_its_module_is() -> None:
    modules = [module.name for module in pkgutil.iter_modules(repertoire.__path__)]
    named = [name.replace("_", "-") for name in modules if not name.startswith("_")]

    assert sorted(shipped()) == sorted(named)


@pytest.mark.parametrize("scenario", shipped().values(), ids=lambda scenario: scenario.name)
def test_what_is_said_of_a_scenario_is_whole(scenario: repertoire.Scenario) -> None:
    assert scenario.story
    assert len(scenario.title) <= 60
    assert {act.name for act in scenario.acts.values()} == {scenario.name}
    assert {act.on_mount for act in scenario.acts.values()} == {scenario.on_mount}
    assert all(act.second for act in scenario.acts.values())


def test_five_scenarios_are_played_where_none_is_named() -> None:
    assert len(DEFAULT) == 5
    assert set(DEFAULT) <= set(shipped())


def test_other_directories_can_lie_on_the_mount() -> None:
    scenario = find("sync@project+cache")

    assert scenario.name == "sync@project+cache"
    assert scenario.on_mount == (Place.PROJECT, Place.CACHE)


def test_uv_is_told_to_copy_from_a_cache_on_another_volume() -> None:
    modes = {name: find(name).acts["uv"].env.get("UV_LINK_MODE") for name in ("sync", "sync@cache")}

    assert modes == {"sync": "copy", "sync@cache": "copy"}
    assert "UV_LINK_MODE" not in find("sync@project+cache").acts["uv"].env


def test_an_unknown_scenario_is_refused_with_the_nearest_and_all_names() -> None:
    with pytest.raises(UnknownScenario, match=r"'sink'; did you mean sync\? There are:\n  build  "):
        find("sink")


@pytest.mark.parametrize("name", ["sync@tools", "sync@cache+cache", "sync@"])
def test_a_place_that_is_not_offered_is_refused_with_those_that_are(name: str) -> None:
    with pytest.raises(UnknownScenario, match="is project, cache, temporary, each once"):
        find(name)


@pytest.mark.parametrize(
    ("version", "can"),
    [("0.6.12", False), ("0.6.13", True), ("0.13.9", True), ("PATH", True), ("", True)],
)
def test_a_release_without_the_command_is_left_out(version: str, can: bool) -> None:
    assert find("python-install").is_for("uv", version) is can


def test_a_kind_of_tool_that_has_no_act_is_left_out() -> None:
    assert not find("python-install").is_for("virtualenv", "20.26.0")


# --- what comes of them --------------------------------------------------------------------


@pytest.mark.parametrize("scenario", DEFAULT)
def test_the_default_ones_work_on_a_plain_filesystem(scenario: str) -> None:
    cell = played(scenario)

    assert (cell.came, cell.refused) == ("works", ())


def test_what_does_not_start_is_broken_and_recognised() -> None:
    cell = played("venv", "multipass-1.16")

    assert cell.came == "broken: .venv/bin/python -c …: readlink EACCES"
    assert cell.bugs == ("uv-15528",)


def test_a_cell_played_twice_is_the_same_but_for_its_seconds() -> None:
    first, second = (played("sync", "multipass-1.16") for _ in range(2))

    assert msgspec.structs.replace(first, seconds=second.seconds) == second


@pytest.mark.long
@pytest.mark.parametrize("tool", OLD)
@pytest.mark.parametrize("scenario", sorted(shipped()))
def test_every_release_works_on_a_plain_filesystem(scenario: str, tool: str) -> None:
    if not find(scenario).is_for("uv", tool.partition("@")[2]):
        pytest.skip(f"{scenario} is not for {tool}")

    assert played(scenario, tool=tool).came == "works"


@pytest.mark.long
@pytest.mark.parametrize(
    ("scenario", "tool"),
    [
        ("pip-install", "pip@26.0"),
        ("pip-install-inside", "venv"),
        ("pip-install-inside", "virtualenv@20.26.6"),
        ("sync", "pdm@2.29.3"),
        ("sync", "poetry@2.5.1"),
        ("venv", "venv --copies"),
        ("venv", "virtualenv@20.26.6"),
    ],
)
def test_other_tools_work_on_a_plain_filesystem(scenario: str, tool: str) -> None:
    assert played(scenario, tool=tool).verdict is Verdict.WORKS


@pytest.mark.long
@pytest.mark.parametrize(("scenario", "profile", "tool", "came"), CHANGES)
def test_the_default_ones_show_what_a_release_changed(
    scenario: str, profile: str, tool: str, came: str
) -> None:
    assert played(scenario, profile, tool).came == came
