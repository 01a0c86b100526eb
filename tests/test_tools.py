import base64
import hashlib
import importlib.metadata
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pytest_fusevenv.tools import (
    UnknownTool,
    cache_directory,
    environment,
    fetch_all,
    find_python,
    find_uv,
)


@pytest.fixture
def no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of uvs; what the package index gave before is still at hand."""
    kept = subprocess.check_output([find_uv().path, "cache", "dir"], text=True).strip()
    monkeypatch.setenv("UV_CACHE_DIR", kept)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return cache_directory()


def uv_wheel(directory: Path, version: str, says: str = "", recorded: str = "") -> None:
    """Write a wheel of a uv that only says its version; its RECORD may tell of another program."""
    program = f"#!/bin/sh\n{says or f'echo uv {version}'}\n"
    raw = hashlib.sha256((recorded or program).encode()).digest()
    digest = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    script, about = f"uv-{version}.data/scripts/uv", f"uv-{version}.dist-info"
    with zipfile.ZipFile(directory / f"uv-{version}-py3-none-any.whl", "w") as wheel:
        entry = zipfile.ZipInfo(script)
        entry.external_attr = 0o100755 << 16
        wheel.writestr(entry, program)
        metadata = f"Metadata-Version: 2.1\nName: uv\nVersion: {version}\n"
        wheel.writestr(f"{about}/METADATA", metadata)
        tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        wheel.writestr(f"{about}/WHEEL", tags)
        files = f"{about}/METADATA,,\n{about}/WHEEL,,\n{about}/RECORD,,\n"
        wheel.writestr(f"{about}/RECORD", f"{script},sha256={digest},{len(program)}\n{files}")


@pytest.fixture
def own_index(no_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of wheels that is all the index there is."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(wheels))
    return wheels


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_the_uv_beside_us_is_found_without_running_it() -> None:
    uv = find_uv()
    assert uv.version == importlib.metadata.version("uv")
    assert os.access(uv.path, os.X_OK)


def test_a_version_is_fetched_and_says_that_it_is_that_version(no_cache: Path) -> None:
    uv = find_uv("0.8.13")
    assert uv.path == no_cache / "0.8.13" / "uv"
    assert subprocess.check_output([uv.path, "--version"], text=True).startswith("uv 0.8.13")
    assert names(no_cache) == ["0.8.13"]


def test_a_version_that_is_kept_is_neither_fetched_nor_run(no_cache: Path) -> None:
    kept = no_cache / "0.8.13" / "uv"
    kept.parent.mkdir(parents=True)
    kept.write_text("no program at all")
    assert find_uv("0.8.13").path == kept


def test_a_version_that_is_asked_for_many_times_at_once_is_kept_once(no_cache: Path) -> None:
    uvs = fetch_all(["0.8.13"] * 3)
    assert {uv.path for uv in uvs} == {no_cache / "0.8.13" / "uv"}
    assert names(no_cache) == ["0.8.13"]


def test_a_binary_that_is_not_what_its_wheel_records_is_not_kept(
    own_index: Path, no_cache: Path
) -> None:
    uv_wheel(own_index, "9.9.9", recorded="another program")
    with pytest.raises(UnknownTool, match=r"bin/uv of uv-9\.9\.9 is not what its RECORD says"):
        find_uv("9.9.9")
    assert names(no_cache) == []


def test_a_binary_that_says_another_version_is_not_kept(own_index: Path, no_cache: Path) -> None:
    uv_wheel(own_index, "9.9.9", says="echo uv 9.9.8")
    with pytest.raises(UnknownTool, match=r"the package index gave uv 9\.9\.8 for uv==9\.9\.9"):
        find_uv("9.9.9")
    assert names(no_cache) == []


def test_what_an_interrupted_fetch_left_is_swept_up_by_the_next(
    own_index: Path, no_cache: Path
) -> None:
    forgotten, at_work = no_cache / ".fetching-forgotten", no_cache / ".fetching-at-work"
    for directory in (forgotten, at_work):
        directory.mkdir(parents=True)
    os.utime(forgotten, (0, 0))
    uv_wheel(own_index, "9.9.9")
    find_uv("9.9.9")
    assert names(no_cache) == [".fetching-at-work", "9.9.9"]


def test_ctrl_c_while_fetching_leaves_nothing_half_made(
    own_index: Path, no_cache: Path, tmp_path: Path
) -> None:
    began = tmp_path / "began"
    os.mkfifo(began)
    uv_wheel(own_index, "9.9.9", says=f"echo began > {began}; exec sleep 600")
    fetching = subprocess.Popen(
        [sys.executable, "-c", "from pytest_fusevenv.tools import fetch_all; fetch_all(['9.9.9'])"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    began.read_text()
    os.killpg(fetching.pid, signal.SIGINT)  # as a terminal does
    _, said = fetching.communicate(timeout=30)
    assert said.splitlines()[-1] == "KeyboardInterrupt"
    assert names(no_cache) == []


def test_fetching_several_keeps_their_order_and_tells_of_each(no_cache: Path) -> None:
    told: list[str] = []
    uvs = fetch_all(["0.8.13", None], lambda uv: told.append(uv.version))
    assert [uv.version for uv in uvs] == ["0.8.13", find_uv().version]
    assert sorted(told) == sorted(uv.version for uv in uvs)


def test_a_version_that_does_not_exist_is_refused_with_the_reason(no_cache: Path) -> None:
    with pytest.raises(UnknownTool, match=r"uv==0\.8\.999 .* no version of uv==0\.8\.999") as error:
        find_uv("0.8.999")
    assert str(no_cache) in str(error.value)
    assert names(no_cache) == []


def test_offline_the_message_says_what_is_missing_and_what_is_kept(
    no_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (no_cache / "0.7.1").mkdir(parents=True)
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    with pytest.raises(UnknownTool, match=r"uv==0\.8\.13 is not in .* \(there: 0\.7\.1\)"):
        find_uv("0.8.13")


def test_all_versions_that_were_not_found_are_named_at_once(no_cache: Path) -> None:
    with pytest.raises(UnknownTool, match=r"(?s)'first'.*'second'"):
        fetch_all(["first", "second"])


@pytest.mark.parametrize("spec", ["newest", "0.8.", "uv", ""])
def test_a_name_that_means_nothing_is_refused_with_what_would_do(spec: str) -> None:
    with pytest.raises(UnknownTool, match=f"no uv is called '{spec}'; give a version such as"):
        find_uv(spec)


def test_a_path_is_taken_as_it_is() -> None:
    beside = find_uv()
    assert find_uv(str(beside.path)) == beside


def test_a_path_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownTool, match=r"no uv at .*/uv: No such file"):
        find_uv(str(tmp_path / "uv"))


def test_a_program_that_is_no_uv_is_refused_with_what_it_said() -> None:
    with pytest.raises(UnknownTool, match=r"echo is no uv: to `--version` it said "):
        find_uv("/bin/echo")


def test_a_path_is_searched_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    beside = find_uv()
    monkeypatch.setenv("PATH", str(beside.path.parent))
    assert find_uv("PATH").path == beside.path


def test_an_empty_path_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnknownTool, match=f"no uv is on PATH \\({tmp_path}\\)"):
        find_uv("PATH")


def test_a_scenario_sees_nothing_of_the_users_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONPATH", "VIRTUAL_ENV", "UV_PYTHON", "UV_VENV_CLEAR", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, "x")
    env = environment(tmp_path)
    leaks = [name for name, text in env.items() if text == "x"]
    assert leaks == []


def test_a_scenario_has_its_own_home_and_cache(tmp_path: Path) -> None:
    env = environment(tmp_path)
    assert [env["HOME"], env["UV_CACHE_DIR"]] == [f"{tmp_path}/home", f"{tmp_path}/cache"]
    assert env["UV_OFFLINE"] == env["UV_NO_CONFIG"] == "1"


def test_a_scenario_finds_its_uv_by_name(tmp_path: Path) -> None:
    uv = find_uv()
    env = environment(tmp_path, uv)
    said = subprocess.check_output(["sh", "-c", "uv --version"], env=env, text=True)
    assert said.split()[1] == uv.version


def test_the_users_own_pythons_stay_in_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UV_PYTHON_INSTALL_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert environment(tmp_path)["UV_PYTHON_INSTALL_DIR"] == "/data/uv/python"


def test_the_interpreter_is_the_one_that_uv_takes(tmp_path: Path) -> None:
    python = find_python(find_uv(), tmp_path)
    said = subprocess.check_output([python, "-c", "import sys; print(sys.prefix)"], text=True)
    assert python.is_relative_to(said.strip())


def test_an_interpreter_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownTool, match=r"finds no Python for 3\.99"):
        find_python(find_uv(), tmp_path, "3.99")
