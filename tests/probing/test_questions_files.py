"""What is asked about files, modes, owners, locks and times, on filesystems that are well known."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_fusevenv.catalogue import find
from pytest_fusevenv.mount import CannotMount, mount
from pytest_fusevenv.mountpoints import mounted
from pytest_fusevenv.probe import probe
from pytest_fusevenv.questions import QUESTIONS, Answer

GROUPS = (
    "exec.",
    "io.",
    "lock.",
    "mmap.",
    "otheruser",
    "perm.",
    "py.",
    "special.",
    "statfs.",
    "time.",
    "xattr.",
)
KEYS = [key for key in QUESTIONS if key.startswith(GROUPS)]
MEMORY = Path("/dev/shm")


@pytest.fixture(scope="module")
def in_memory() -> Iterator[Path]:
    """A directory on a tmpfs."""
    if {one.type for one in mounted() if one.path == str(MEMORY)} != {"tmpfs"}:
        pytest.skip(f"no-tmpfs: {MEMORY} is none")
    directory = Path(tempfile.mkdtemp(dir=MEMORY))
    yield directory
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def told(in_memory: Path) -> dict[str, Answer]:
    """What a tmpfs answers."""
    return probe(in_memory, keys=KEYS).answers


@pytest.fixture(scope="module")
def told_by_sshfs() -> dict[str, Answer]:
    """What a mounted imitation of sshfs answers."""
    try:
        with mount(find("sshfs-3.7.6")) as imitation:
            return probe(imitation.path, keys=KEYS).answers
    except CannotMount as error:
        if error.code != "fuse-device-denied":
            raise
        pytest.skip(f"{error.code}: {error.matter}")


def test_every_question_is_a_sentence_that_asks() -> None:
    assert [key for key in KEYS if not QUESTIONS[key].asks.endswith("?")] == []


def test_every_question_is_answered_without_an_exception(told: dict[str, Answer]) -> None:
    broken = {key: said for key, said in told.items() if str(said).startswith("X:")}
    assert (list(told), broken) == (KEYS, {})


def test_the_same_filesystem_answers_the_same_again(
    in_memory: Path, told: dict[str, Answer]
) -> None:
    assert probe(in_memory, keys=KEYS).answers == told


def test_no_answer_names_the_directory(in_memory: Path, told: dict[str, Answer]) -> None:
    assert [key for key, said in told.items() if in_memory.name in str(said)] == []


def test_nothing_is_left_to_clean_up_on_a_plain_filesystem(told: dict[str, Answer]) -> None:
    assert [key for key in told if key.startswith("cleanup.")] == []


def test_each_question_alone_gives_the_answer_that_it_gives_among_the_others(
    in_memory: Path, told: dict[str, Answer]
) -> None:
    keys = ["exec.still_runs", "lock.fcntl_conflict", "mmap.truncated", "perm.create.umask077"]
    alone = {key: probe(in_memory, keys=[key]).answers[key] for key in keys}
    assert alone == {key: told[key] for key in keys}


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("exec.elf_0644", "E:EACCES"),
        ("exec.script_0755", "rc=7"),
        ("exec.write_running_exe", "E:ETXTBSY"),
        ("io.open.append_two_procs", "123"),
        ("io.open.tmpfile", "ok link=ok t"),
        ("io.size.ficlone", "E:ENOTSUP"),
        ("io.size.sparse", "sparse"),
        ("lock.fcntl_ex_on_readonly_fd", "E:EBADF"),
        ("lock.flock_conflict_other_process", "E:EAGAIN"),
        ("lock.flock_sh_sh", ["ok", "ok", "E:EAGAIN"]),
        ("mmap.shared_write", "before_flush=ZZZ after=ZZZ"),
        ("perm.chmod.f400", "ok -> 0o400"),
        ("perm.create.owner", "uid=me gid=me"),
        ("perm.create.umask077", "file=0o600 dir=0o700 777=0o700"),
        ("py.import.pyc_fresh", "True"),
        ("special.sqlite_wal", "wal True"),
        ("statfs.f_type", "0x1021994"),
        ("time.mtime_delta", 0),
        ("time.utime_omit_mtime", True),
        ("time.y2500", "ok"),
    ],
)
def test_a_tmpfs_answers_what_is_known_of_it(
    told: dict[str, Answer], key: str, answer: Answer
) -> None:
    assert told[key] == answer


@pytest.mark.skipif(os.geteuid() != 0, reason="needs-root: who else there is, only root can try")
def test_another_user_may_read_but_not_create(told: dict[str, Answer]) -> None:
    assert told["otheruser"] == "{'stat': 'ok', 'read': 'x', 'create': 'E:EACCES'}"


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("io.open.tmpfile", "E:ENOTSUP"),
        ("io.size.fallocate", "E:ENOTSUP"),
        ("lock.flock_conflict_other_process", "E:EAGAIN"),
        ("perm.create.umask000", "file=0o644 dir=0o755 777=0o755"),
        ("special.unix_socket", "E:EPERM"),
        ("time.mtime_delta", 123_456_789),
        ("xattr.list", "E:ENOTSUP"),
    ],
)
def test_an_imitation_of_sshfs_answers_what_sshfs_answers(
    told_by_sshfs: dict[str, Answer], key: str, answer: Answer
) -> None:
    assert told_by_sshfs[key] == answer
