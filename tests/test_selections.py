"""What a user types of tools, spread out over an index that is a directory of wheels."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from pytest_fusevenv.fetches import UnknownTool
from pytest_fusevenv.indexes import NOW, PIP, Releases, find_releases
from pytest_fusevenv.packages import find_package
from pytest_fusevenv.selections import releases, spread
from pytest_fusevenv.tools import cache_directory, find_uv
from tests.test_tools import uv_wheel

RELEASES = ("0.1.0", "0.2.0", "0.9.0", "0.10.0")
VERSIONS = (*RELEASES, "0.11.0rc1")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of wheels, and a cache that has pip and the list of these wheels."""
    top = tmp_path_factory.mktemp("asked")
    (top / "wheels").mkdir()
    for version in VERSIONS:
        uv_wheel(top / "wheels", version)
    cache = top / "pytest-fusevenv"
    cache.mkdir()
    (cache / "pip").symlink_to(find_package("pip", PIP).parent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(top))
        patch.setenv("PIP_NO_INDEX", "1")
        patch.setenv("PIP_FIND_LINKS", str(top / "wheels"))
        find_releases("uv")
    return top


@pytest.fixture
def index(asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of wheels that is all the index there is; its list was asked for just now."""
    wheels = tmp_path / "wheels"
    shutil.copytree(asked / "wheels", wheels)
    shutil.copytree(asked / "pytest-fusevenv", tmp_path / "pytest-fusevenv", symlinks=True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    return wheels


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No network, and nothing in the cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("UV_OFFLINE", "1")


def lists() -> list[Path]:
    return list((cache_directory().parent / "releases").iterdir())


def grow_old() -> None:
    """Make the list of uv's releases a thousand years older."""
    (path,) = lists()
    path.write_text(path.read_text().replace('"asked":"2', '"asked":"1'))


# --- which releases there are --------------------------------------------------------------


@pytest.mark.usefixtures("index")
def test_releases_are_in_the_order_of_versions_and_without_pre_releases() -> None:
    assert releases("uv") == RELEASES


def test_the_real_index_has_the_uv_beside_us() -> None:
    found = releases("uv")
    assert find_uv().version in found
    assert found.index("0.9.9") + 1 == found.index("0.9.10")


def test_the_index_is_not_asked_again_within_the_hour(index: Path) -> None:
    uv_wheel(index, "0.12.0")
    assert releases("uv") == RELEASES


def test_a_list_that_is_old_is_replaced(index: Path) -> None:
    uv_wheel(index, "0.12.0")
    grow_old()
    assert releases("uv") == (*RELEASES, "0.12.0")
    assert len(lists()) == 1


@pytest.mark.long
def test_a_release_that_is_newer_than_the_list_is_found_all_the_same(index: Path) -> None:
    uv_wheel(index, "0.12.0")
    (path,) = lists()
    found = msgspec.json.decode(path.read_bytes(), type=Releases)
    ago = msgspec.structs.replace(found, asked=found.asked - timedelta(minutes=30))
    path.write_bytes(msgspec.json.encode(ago))
    assert spread(["uv@0.12.0"]) == ("uv@0.12.0",)


@pytest.mark.long
def test_a_fresh_list_is_replaced_if_the_user_says_so(index: Path) -> None:
    uv_wheel(index, "0.12.0")
    assert spread(["uv@latest"], refresh=True) == ("uv@0.12.0",)


def test_an_index_that_cannot_be_asked_leaves_the_list_and_says_of_when_it_is(
    index: Path,
) -> None:
    grow_old()
    shutil.rmtree(index)
    found = find_releases("uv")
    assert found.versions == RELEASES
    assert found.note.startswith(f"the releases of uv are those of {found.asked:%Y-%m-%d %H:%M}")
    assert "No matching distribution found for uv" in found.note


@pytest.mark.usefixtures("offline")
def test_offline_without_a_list_the_cache_must_do() -> None:
    for version in ("0.10.0", "0.9.0"):
        (cache_directory() / version).mkdir(parents=True)
    notes: list[str] = []
    assert spread(["uv@0.9..", "uv@last:9"], notes.append) == ("uv@0.9.0", "uv@0.10.0")
    assert notes == ["the releases of uv are those that the cache has: UV_OFFLINE is set"]


@pytest.mark.usefixtures("offline")
def test_offline_without_anything_it_is_said_that_nothing_is_known() -> None:
    with pytest.raises(UnknownTool, match="which releases of uv there are is not known: UV_OFF"):
        spread(["uv@latest"])


@pytest.mark.usefixtures("offline")
def test_offline_a_version_that_cannot_be_looked_up_is_taken_as_it_is() -> None:
    assert spread(["uv@0.99.0"]) == ("uv@0.99.0",)


@pytest.mark.long
def test_an_index_that_only_uv_was_told_of_is_asked_through_pip(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    page = tmp_path / "simple" / "uv" / "index.html"
    page.parent.mkdir(parents=True)
    wheel = index / "uv-0.2.0-py3-none-any.whl"
    page.write_text(f'<a href="{wheel.as_uri()}">{wheel.name}</a>')
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"mine={(tmp_path / 'simple').as_uri()}")
    assert find_releases("uv", NOW).versions == ("0.2.0",)


# --- spreading -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "tools"),
    [
        ("uv@0.2.0..0.10.0", "uv@0.2.0 uv@0.9.0 uv@0.10.0"),
        ("uv:0.2.0..0.9.0", "uv@0.2.0 uv@0.9.0"),
        ("uv@0.2..0.2.0", "uv@0.2.0"),
        ("uv@0.9.0..", "uv@0.9.0 uv@0.10.0"),
        ("uv@..0.2.0", "uv@0.1.0 uv@0.2.0"),
        ("uv@last:2", "uv@0.9.0 uv@0.10.0"),
        ("uv@last:20", "uv@0.1.0 uv@0.2.0 uv@0.9.0 uv@0.10.0"),
        ("uv@latest", "uv@0.10.0"),
        ("uv@0.9", "uv@0.9.0"),
        ("uv@0.11.0rc1", "uv@0.11.0rc1"),
        ("uv", "uv"),
        ("uv@PATH", "uv@PATH"),
        ("uv@./target/debug/uv", "uv@./target/debug/uv"),
    ],
)
def test_a_spec_means_single_tools(index: Path, spec: str, tools: str) -> None:
    assert spread([spec]) == tuple(tools.split())


def test_tools_stay_in_order_and_each_is_there_once(index: Path) -> None:
    assert spread(["uv@0.9.0", "uv@last:2", "uv@0.1.0..0.9.0"]) == (
        *("uv@0.9.0", "uv@0.10.0"),
        *("uv@0.1.0", "uv@0.2.0"),
    )


def test_a_venv_needs_no_index() -> None:
    specs = ["venv", "venv@3.12", "venv --copies", " venv@3.12   --copies "]
    assert spread(specs) == ("venv", "venv@3.12", "venv --copies", "venv@3.12 --copies")


def test_a_package_alone_is_the_one_installed_beside_us() -> None:
    pytest.importorskip("virtualenv")
    from virtualenv import __version__

    assert spread(["virtualenv"]) == (f"virtualenv@{__version__}",)


def test_a_version_that_is_kept_is_not_looked_up(index: Path) -> None:
    (cache_directory() / "0.8.13").mkdir(parents=True)
    assert spread(["uv@0.8.13"]) == ("uv@0.8.13",)


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ("uv@0.9.0..0.2.0", "0.9.0 is later than 0.2.0; turn the range round"),
        ("uv@..", "a range needs one end at least"),
        ("uv@0.3.0..", "there is no uv 0.3.0, the nearest: 0.2.0 and 0.9.0"),
        ("uv@0.99.0", "there is no uv 0.99.0, the nearest: 0.10.0"),
        ("uv@newest", "'newest' is no version"),
        ("uv@last:0", "'last:0' is no version"),
        ("uv --copies", "--copies is an option of venv alone"),
        ("pip@PATH", "'PATH' is no version"),
        ("venv@latest", "venv takes a Python such as 3.12, not 'latest'"),
        ("virtulenv@20.0", "no tool is called 'virtulenv'; did you mean 'virtualenv'"),
        ("uv@", "this names no tool"),
        ("", "this names no tool"),
    ],
)
def test_a_spec_that_means_nothing_is_refused_with_the_reason(
    index: Path, spec: str, why: str
) -> None:
    with pytest.raises(UnknownTool) as error:
        spread([spec])
    mistake, offer = str(error.value).splitlines()
    assert mistake == f"{spec!r}: {why}."
    assert offer.startswith("Give TOOL@VERSION, TOOL@FIRST..LAST")


def test_all_mistakes_are_told_at_once(index: Path) -> None:
    with pytest.raises(UnknownTool, match=r"(?s)'uvv'.*'pipp'"):
        spread(["uvv", "uv@0.9.0", "pipp"])
