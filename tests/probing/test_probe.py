"""The prober: what it does with filesystems that hang or kill, and that it leaves nothing."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pytest_fusevenv.catalogue import find
from pytest_fusevenv.fingerprints import HUNG
from pytest_fusevenv.mount import CannotMount, Mount, mount
from pytest_fusevenv.probe import CannotProbe, probe

SLOW = "time.distinct_mtimes_of_12_files_12ms_apart"
"""A question that takes so long that something can be done to it meanwhile."""
QUICK = "io.open.excl"
PATIENCE = 3.0
SECONDS = 60.0

PROBING = """
import sys
from pathlib import Path
from pytest_fusevenv.probe import probe
def began(key):
    print(key, flush=True)
probe(Path(sys.argv[1]), keys=sys.argv[2:], began=began)
"""


@pytest.fixture
def plain() -> Iterator[Mount]:
    """The control profile, mounted; its server goes on at the end if it was stopped."""
    try:
        mounted = mount(find("plain"))
    except CannotMount as error:
        if error.code != "fuse-device-denied":
            raise
        pytest.skip(f"{error.code}: {error.matter}")
    with mounted:
        yield mounted
        os.kill(mounted.pid, signal.SIGCONT)


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Path]:
    """A directory on which nothing may be left, nor what a probe of it made elsewhere."""
    directory = tmp_path / "probed"
    directory.mkdir()
    yield directory
    assert list(directory.iterdir()) == []


def asker_of(prober: int) -> int:
    """The process that asks for a probing process."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            command = (path / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == prober and b"pytest_fusevenv.interview" in command:
            return int(path.name)
    raise AssertionError("nobody asks")


def next_asker_of(prober: int) -> int:
    """The asking process that follows one that has ended."""
    patience = time.monotonic() + SECONDS
    while time.monotonic() < patience:
        with suppress(AssertionError):
            return asker_of(prober)
    return asker_of(prober)


def sending(number: signal.Signals) -> Callable[[str], None]:
    """Sends a signal to the asking process while it asks the slow question."""

    def began(key: str) -> None:
        if key == SLOW:
            os.kill(asker_of(os.getpid()), number)

    return began


@contextmanager
def probing(directory: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process that probes and is at the slow question, and the end of its asking process."""
    command = [sys.executable, "-c", PROBING, str(directory), SLOW, *[QUICK] * 50]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == f"{SLOW}\n"
            yield process, os.pidfd_open(asker_of(process.pid))
        finally:
            process.kill()


def await_end(descriptor: int) -> None:
    """Wait until a process has ended."""
    ended = select.poll()
    ended.register(descriptor, select.POLLIN)
    assert ended.poll(SECONDS * 1000), "the asking process lives on"
    os.close(descriptor)


def test_a_probe_leaves_nothing_behind(directory: Path) -> None:
    probe(directory, keys=["exec.still_runs", "perm.chmod.unlink_in_0555_dir", SLOW])
    assert list(directory.iterdir()) == []


def test_what_modes_forbid_is_removed_all_the_same(directory: Path) -> None:
    keys = ["perm.chmod.lookup_in_0600_dir", "perm.chmod.create_in_0555_dir"]
    assert list(probe(directory, keys=keys).answers) == keys


def test_a_directory_that_is_not_there_cannot_be_probed(tmp_path: Path) -> None:
    with pytest.raises(CannotProbe, match=r"gone cannot be probed: .*No such file or directory"):
        probe(tmp_path / "gone", keys=[QUICK])


def test_a_directory_that_cannot_be_written_cannot_be_probed() -> None:
    left: list[str] = []
    with pytest.raises(CannotProbe, match=r"(denied|not permitted)'; name a directory that you"):
        probe(Path("/sys"), keys=[QUICK], left=left.append)
    assert left == []


def test_a_filesystem_that_takes_no_directory_cannot_be_probed() -> None:
    with pytest.raises(CannotProbe, match="/proc cannot be probed: making a directory in it fails"):
        probe(Path("/proc"), keys=[QUICK])


def test_each_question_is_told_before_it_is_asked(directory: Path) -> None:
    began: list[str] = []
    probe(directory, keys=[QUICK, "io.open.trunc"], began=began.append)
    assert began == [QUICK, "io.open.trunc"]


def test_a_question_that_hangs_is_answered_so_and_the_next_is_asked(directory: Path) -> None:
    told = probe(
        directory, keys=[SLOW, QUICK], patience=PATIENCE, began=sending(signal.SIGSTOP)
    ).answers
    assert told == {SLOW: HUNG, QUICK: "ok"}


def test_a_question_that_kills_who_asks_is_answered_so_and_the_next_is_asked(
    directory: Path,
) -> None:
    told = probe(directory, keys=[SLOW, QUICK], began=sending(signal.SIGKILL)).answers
    assert told == {SLOW: "killed by SIGKILL", QUICK: "ok"}


def test_a_killed_question_leaves_nothing_on_another_filesystem(directory: Path) -> None:
    places: list[str] = []

    def began(key: str) -> None:
        places.extend(path.name for path in directory.iterdir())
        sending(signal.SIGKILL)(key)

    probe(directory, keys=[SLOW], began=began)
    assert [list(Path("/dev/shm").glob(name)) for name in places] == [[]]


def test_a_filesystem_that_hangs_for_good_is_given_up(plain: Mount) -> None:
    def began(key: str) -> None:
        if key == SLOW:
            os.kill(plain.pid, signal.SIGSTOP)

    left: list[str] = []
    keys = [QUICK, SLOW, "io.open.trunc"]
    told = probe(plain.path, keys=keys, patience=PATIENCE, began=began, left=left.append)
    assert (told.answers, len(left)) == ({QUICK: "ok", SLOW: HUNG}, 1)


def test_a_filesystem_that_hangs_from_the_start_cannot_be_probed(plain: Mount) -> None:
    os.kill(plain.pid, signal.SIGSTOP)
    with pytest.raises(CannotProbe, match="it does not answer"):
        probe(plain.path, keys=[QUICK], patience=PATIENCE)


def test_an_interrupted_probe_leaves_nothing_behind(directory: Path) -> None:
    with probing(directory) as (process, asking):
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == -signal.SIGINT
        await_end(asking)
    assert list(directory.iterdir()) == []


def test_a_probe_that_is_interrupted_twice_leaves_nothing_behind(tmp_path: Path) -> None:
    with probing(tmp_path) as (process, asking):
        process.send_signal(signal.SIGINT)
        await_end(asking)
        removing = os.pidfd_open(next_asker_of(process.pid))
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == -signal.SIGINT
        await_end(removing)
    assert list(tmp_path.iterdir()) == []


def test_a_directory_whose_name_is_no_utf8_is_probed(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9")
    odd.mkdir()
    assert probe(odd, keys=[QUICK]).answers == {QUICK: "ok"}


def test_a_killed_probe_leaves_nothing_behind(directory: Path) -> None:
    with probing(directory) as (process, asking):
        process.kill()
        await_end(asking)
    assert list(directory.iterdir()) == []


def test_how_long_a_python_takes_to_start_does_not_count(directory: Path) -> None:
    assert probe(directory, keys=[QUICK], patience=0.05).answers == {QUICK: "ok"}
