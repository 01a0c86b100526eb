"""A mount comes at once and goes for good, however busy or hurt it is."""

import mmap
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pytest_fusevenv.catalogue import find
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.mount import Mount, mount
from pytest_fusevenv.mountpoints import mounted
from tests.mount.living import await_unmounted, ending, is_mounted, kill_all, parent_of, user

Mounting = Callable[..., Mount]


def test_a_mount_is_there_when_the_call_returns(plain: Mount) -> None:
    assert is_mounted(plain.path)
    (plain.path / "file").write_text("data")
    assert (plain.backing / "file").read_text() == "data"


def test_closing_leaves_no_mount_no_process_and_no_file(mounting: Mounting) -> None:
    made = mounting()
    (made.path / "file").write_text("data")
    with ending(made.pid):
        made.close()
    assert not is_mounted(made.path)
    assert not made.path.parent.exists()


def test_closing_again_does_nothing(plain: Mount) -> None:
    plain.close()
    plain.close()


def test_what_was_on_record_can_be_asked_for_after_closing(mounting: Mounting) -> None:
    made = mounting(complete_trace=True)
    (made.path / "file").touch()
    made.close()
    assert any(ruling.call.path == "/file" for ruling in made.trace.rulings)
    assert made.complaints == ""
    assert made.trace.calls > 0


def test_given_directories_are_kept_with_their_contents(mounting: Mounting, tmp_path: Path) -> None:
    for name in ("backing", "at", "state"):
        (tmp_path / name).mkdir()
    made = mounting(backing=tmp_path / "backing", at=tmp_path / "at", state=tmp_path / "state")
    (made.path / "file").write_text("data")
    made.close()
    assert (tmp_path / "backing" / "file").read_text() == "data"
    assert os.listdir(tmp_path / "at") == []
    assert sorted(os.listdir(tmp_path / "state")) == ["counts", "stderr", "trace.jsonl"]


def test_the_same_directory_can_be_mounted_again_and_again(
    mounting: Mounting, tmp_path: Path
) -> None:
    for name in ("backing", "at"):
        (tmp_path / name).mkdir()
    for number in range(20):
        made = mounting(backing=tmp_path / "backing", at=tmp_path / "at")
        (made.path / f"{number}").touch()
        made.close()
    assert len(os.listdir(tmp_path / "backing")) == 20


def test_a_mount_with_an_open_file_and_a_visitor_goes(mounting: Mounting) -> None:
    made = mounting()
    with (made.path / "open").open("w"), subprocess.Popen(["sleep", "60"], cwd=made.path) as guest:
        with ending(made.pid):
            made.close()
        guest.kill()
    assert not is_mounted(made.path)
    assert not made.path.parent.exists()


def test_a_mount_whose_server_was_killed_is_cleaned_up(mounting: Mounting) -> None:
    made = mounting()
    with ending(made.pid):
        os.kill(made.pid, signal.SIGKILL)
    made.close()
    assert not is_mounted(made.path)
    assert not made.path.parent.exists()


def test_a_mount_whose_server_hangs_is_closed_in_time(mounting: Mounting) -> None:
    made = mounting()
    os.kill(made.pid, signal.SIGSTOP)
    started = time.monotonic()
    with ending(made.pid):
        made.close()
    assert time.monotonic() - started < 15
    assert not is_mounted(made.path)
    assert not made.path.parent.exists()


def test_a_hanging_server_that_is_owed_mapped_pages_is_closed_in_time(mounting: Mounting) -> None:
    made = mounting()
    (made.path / "file").write_bytes(bytes(8192))
    with (made.path / "file").open("r+b") as file:
        mapped = mmap.mmap(file.fileno(), 0)
        mapped[0:4] = b"mark"
        os.kill(made.pid, signal.SIGSTOP)
        started = time.monotonic()
        with ending(made.pid):
            made.close()
        assert time.monotonic() - started < 15
        mapped.close()
    assert not is_mounted(made.path)


def test_what_waits_for_a_hanging_server_is_freed_by_closing(mounting: Mounting) -> None:
    made = mounting(complete_trace=True)
    os.kill(made.pid, signal.SIGSTOP)
    with subprocess.Popen(["stat", made.path / "file"], stderr=subprocess.DEVNULL) as waiting:
        made.close()
        assert waiting.wait(30) == 1


def test_the_death_of_a_user_takes_its_mounts_with_it(engine: Engine) -> None:
    with user(engine, mounts=3) as lives, ending(*lives.all):
        os.kill(lives.process.pid, signal.SIGKILL)
        await_unmounted(*lives.paths)
    assert [path for path in lives.paths if path.parent.exists()] == []


def test_a_user_that_forgets_its_mounts_leaves_none(engine: Engine) -> None:
    with user(engine, mounts=2) as lives, ending(*lives.all):
        lives.process.communicate(timeout=60)
    assert lives.process.returncode == 0
    assert not any(is_mounted(path) or path.parent.exists() for path in lives.paths)


def test_a_scratch_directory_goes_even_if_its_server_was_killed_first(engine: Engine) -> None:
    with user(engine) as lives:
        with ending(lives.servers[0]):
            os.kill(lives.servers[0], signal.SIGKILL)
        with ending(lives.nursery):
            os.kill(lives.process.pid, signal.SIGKILL)
    assert not is_mounted(lives.paths[0])
    assert not lives.paths[0].parent.exists()


def test_the_death_of_the_waiting_process_ends_its_mounts_and_the_next_one_works(
    mounting: Mounting,
) -> None:
    first = mounting()
    with ending(first.pid):
        os.kill(parent_of(first.pid), signal.SIGKILL)
        await_unmounted(first.path)
    again = mounting()
    (again.path / "file").touch()
    assert is_mounted(again.path)


def test_a_server_dies_with_the_waiting_process_after_it_acted_for_another_user(
    mounting: Mounting, needs_root: None
) -> None:
    made = mounting()
    made.path.chmod(0o777)
    subprocess.run(
        ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "touch", "file"],
        cwd=made.path, check=True, timeout=60,
    )  # fmt: skip
    with ending(made.pid):
        os.kill(parent_of(made.pid), signal.SIGKILL)
    await_unmounted(made.path)


def test_what_was_killed_all_at_once_is_swept_up_by_the_next_user(
    engine: Engine, tmp_path: Path
) -> None:
    with user(engine, mounts=2, XDG_RUNTIME_DIR=str(_private(tmp_path))) as dead:
        kill_all(dead.all)
    assert all(is_mounted(path) for path in dead.paths)
    with user(engine, XDG_RUNTIME_DIR=str(tmp_path / "run")) as lives:
        assert not any(is_mounted(path) or path.parent.exists() for path in dead.paths)
        with ending(*lives.all):
            lives.process.communicate(timeout=60)
    assert os.listdir(tmp_path / "run") == []


def test_the_mounts_of_the_living_are_not_swept_up(engine: Engine, tmp_path: Path) -> None:
    runtime = str(_private(tmp_path))
    with user(engine, XDG_RUNTIME_DIR=runtime) as one, ending(*one.all):
        with user(engine, XDG_RUNTIME_DIR=runtime) as two, ending(*two.all):
            assert (one.paths[0] / "file").read_text() == "data"
            two.process.communicate(timeout=60)
        assert (one.paths[0] / "file").read_text() == "data"
        one.process.communicate(timeout=60)


def _private(tmp_path: Path) -> Path:
    (tmp_path / "run").mkdir(mode=0o700)
    return tmp_path / "run"


def test_a_forked_child_neither_closes_nor_uses_the_mounts_of_its_parent(plain: Mount) -> None:
    child = os.fork()
    if child == 0:
        try:
            plain.close()
            own = mount(find("plain"), engine=Engine.MFUSEPY)
            (own.path / "file").touch()
            distinct = parent_of(own.pid) != parent_of(plain.pid)
            own.close()
            from pytest_fusevenv import nursery

            nursery._let_all_go()
            os._exit(0 if distinct else 3)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    (plain.path / "file").write_text("still mine")
    assert (plain.backing / "file").read_text() == "still mine"


def test_threads_mount_at_the_same_time(engine: Engine) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(5):
                with mount(find("plain"), engine=engine) as made:
                    (made.path / "file").touch()
                    assert os.listdir(made.backing) == ["file"]
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []


def test_a_mount_outlives_the_thread_that_made_it(engine: Engine) -> None:
    made: list[Mount] = []
    thread = threading.Thread(target=lambda: made.append(mount(find("plain"), engine=engine)))
    thread.start()
    thread.join(60)
    with made[0] as one:
        (one.path / "file").touch()
        assert is_mounted(one.path)


def test_50_mounts_live_side_by_side(mounting: Mounting) -> None:
    made = [mounting() for _ in range(50)]
    for number, one in enumerate(made):
        (one.path / "number").write_text(str(number))
    assert [(one.backing / "number").read_text() for one in made] == [str(n) for n in range(50)]
    with ending(*(one.pid for one in made)):
        for one in made:
            one.close()
    assert not any(is_mounted(one.path) for one in made)


def test_200_mounts_in_a_row_leave_nothing(engine: Engine) -> None:
    with mount(find("plain"), engine=engine) as made:
        nursery = parent_of(made.pid)
    before = _descriptors(nursery)
    paths = set()
    for _ in range(200):
        with mount(find("plain"), engine=engine) as made, ending(made.pid):
            (made.path / "file").touch()
            paths.add(str(made.path))
            made.close()
    with mount(find("plain"), engine=engine):
        pass  # the waiting process has buried the last one before it serves another
    assert _descriptors(nursery) == before
    assert paths & {one.path for one in mounted()} == set()
    assert [path for path in paths if Path(path).parent.exists()] == []


def _descriptors(nursery: int) -> tuple[int, int]:
    """How many descriptors are open: here, and in the waiting process."""
    return len(os.listdir("/proc/self/fd")), len(os.listdir(f"/proc/{nursery}/fd"))


def test_a_user_with_closed_standard_streams_can_mount(engine: Engine) -> None:
    code = (
        "import os, sys\n"
        "for fd in (0, 1, 2): os.close(fd)\n"
        "from pytest_fusevenv.mount import mount\n"
        "from pytest_fusevenv.catalogue import find\n"
        "from pytest_fusevenv.engine import Engine\n"
        "with mount(find('plain'), engine=Engine(sys.argv[1])) as m: (m.path / 'f').touch()\n"
        "os._exit(7)"
    )
    done = subprocess.run([sys.executable, "-c", code, engine.value], timeout=60)
    assert done.returncode == 7
