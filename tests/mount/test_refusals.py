"""What can not be mounted, and what is said of it."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.mount import BadDirectory, CannotMount, Mount, mount
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse

Mounting = Callable[..., Mount]


@pytest.fixture
def backing(tmp_path: Path) -> Path:
    (tmp_path / "backing").mkdir()
    return tmp_path / "backing"


@pytest.fixture
def at(tmp_path: Path) -> Path:
    (tmp_path / "at").mkdir()
    return tmp_path / "at"


LOCKLESS = Profile(
    name="lockless",
    title="no locks",
    quirks=(Refuse(Op.FLOCK, Errno.ENOLCK, because="its lock server is down"),),
)


def test_a_profile_that_wants_to_see_locks_is_refused_by_an_engine_that_hides_them() -> None:
    with pytest.raises(CannotMount, match="lockless has quirks of flock") as refused:
        mount(LOCKLESS, engine=Engine.FUSEPY)
    assert refused.value.code == "engine-lacks"
    assert "mfusepy" in refused.value.cure


def test_a_profile_that_wants_to_see_locks_sees_them_on_an_engine_that_can() -> None:
    with (
        mount(LOCKLESS, engine=Engine.MFUSEPY) as made,
        (made.path / "file").open("w") as file,
        pytest.raises(OSError, match="No locks"),
    ):
        fcntl.flock(file, fcntl.LOCK_EX)


def test_a_missing_directory_is_named(backing: Path, tmp_path: Path) -> None:
    with pytest.raises(BadDirectory, match=r"the mountpoint .*/nope cannot be used: No such file"):
        mount(find("plain"), backing, tmp_path / "nope")
    with pytest.raises(BadDirectory, match=r"the backing .*/nope cannot be used: No such file"):
        mount(find("plain"), tmp_path / "nope", backing)


def test_a_file_is_no_directory(at: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadDirectory, match=r"the backing .*/file is not a directory"):
        mount(find("plain"), tmp_path / "file", at)


def test_a_full_mountpoint_is_refused(backing: Path, at: Path) -> None:
    (at / "something").touch()
    with pytest.raises(BadDirectory, match="is not empty"):
        mount(find("plain"), backing, at)


def test_a_busy_mountpoint_is_refused(mounting: Mounting, backing: Path, at: Path) -> None:
    mounting(backing=backing, at=at)
    with pytest.raises(BadDirectory, match=r"mounted on .* already"):
        mount(find("plain"), backing, at)


@pytest.mark.parametrize("pair", [("", ""), ("", "inner"), ("inner", "")])
def test_directories_inside_one_another_are_refused(tmp_path: Path, pair: tuple[str, str]) -> None:
    (tmp_path / "inner").mkdir()
    with pytest.raises(BadDirectory, match="lie inside one another"):
        mount(find("plain"), tmp_path / pair[0], tmp_path / pair[1])


def test_a_directory_whose_name_is_not_utf8_is_refused(backing: Path, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    odd.mkdir()
    with pytest.raises(BadDirectory, match="not UTF-8"):
        mount(find("plain"), backing, odd)


def test_a_refused_mount_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "file").touch()
    with pytest.raises(BadDirectory):
        mount(find("plain"), tmp_path / "file")
    assert os.listdir(tmp_path) == ["file"]


MOUNT = (
    "import os, sys\n"
    "{first}\n"
    "from pytest_fusevenv.mount import CannotMount, mount\n"
    "from pytest_fusevenv.catalogue import find\n"
    "from pytest_fusevenv.engine import Engine\n"
    "try:\n"
    "    with mount(find('plain'), engine=Engine(sys.argv[1])) as made:\n"
    "        (made.path / 'file').touch()\n"
    "        print('mounted')\n"
    "except CannotMount as refused:\n"
    "    print(refused.code)\n"
)


def _mounting_process(
    engine: Engine, first: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MOUNT.format(first=first), engine.value],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONWARNINGS": "error"},
        {"PYTHONDEVMODE": "1"},
        {"PYTHONSTARTUP": "/nonexistent", "PYTHONINSPECT": ""},
        {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
        {"PYTHONOPTIMIZE": "2", "PYTHONVERBOSE": ""},
    ],
    ids=lambda environment: next(iter(environment)),
)
def test_the_environment_of_a_user_does_not_disturb_the_server(
    mounting: Mounting, engine: Engine, environment: dict[str, str]
) -> None:
    mounting().close()
    done = _mounting_process(engine, **environment)
    assert (done.stdout, done.stderr) == ("mounted\n", "")


def test_a_user_whose_directory_has_vanished_can_mount(mounting: Mounting, engine: Engine) -> None:
    mounting().close()
    first = "import tempfile; d = tempfile.mkdtemp(); os.chdir(d); os.rmdir(d)"
    assert _mounting_process(engine, first=first).stdout == "mounted\n"


def test_a_user_that_blocks_signals_leaves_nothing(mounting: Mounting, engine: Engine) -> None:
    mounting().close()
    first = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())"
    done = _mounting_process(engine, first=first)
    assert (done.stdout, done.stderr) == ("mounted\n", "")


def test_a_python_that_does_not_know_itself_is_told(engine: Engine) -> None:
    first = "sys.executable = ''"
    done = _mounting_process(engine, first=first)
    assert done.stdout in ("no-python\n", "fuse-device-denied\n")


def test_a_directory_of_records_that_others_may_write_is_refused(
    mounting: Mounting, engine: Engine, tmp_path: Path
) -> None:
    mounting().close()
    (tmp_path / f"fusevenv-{os.geteuid()}").mkdir()
    (tmp_path / f"fusevenv-{os.geteuid()}").chmod(0o777)
    done = _mounting_process(engine, TMPDIR=str(tmp_path), XDG_RUNTIME_DIR="")
    assert done.stdout == "records-not-private\n"


def test_a_link_in_place_of_the_directory_of_records_is_refused(
    mounting: Mounting, engine: Engine, tmp_path: Path
) -> None:
    mounting().close()
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / f"fusevenv-{os.geteuid()}").symlink_to("elsewhere")
    done = _mounting_process(engine, TMPDIR=str(tmp_path), XDG_RUNTIME_DIR="")
    assert done.stdout == "records-not-private\n"
    assert os.listdir(tmp_path / "elsewhere") == []
