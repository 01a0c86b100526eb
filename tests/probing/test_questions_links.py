"""The questions about links, names and directories: what they say of filesystems that we know."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_fusevenv.catalogue import find
from pytest_fusevenv.fingerprints import Fingerprint, differences
from pytest_fusevenv.mount import CannotMount, mount
from pytest_fusevenv.mountpoints import mounted
from pytest_fusevenv.probe import probe
from pytest_fusevenv.questions import QUESTIONS, Answer

_TOPICS = ("symlink", "hardlink", "rename", "unlink", "readdir", "ids", "name")
_KEYS = [key for key in QUESTIONS if key.partition(".")[0] in _TOPICS]
_KEY = re.compile(r"[a-z]+(\.[a-z_]+)?\.(\w|\.)+|name\.chars\.b?(['\"]).+\3", re.ASCII)

_OF_ANY_LINUX_FILESYSTEM: dict[str, Answer] = {
    "symlink.create": "ok",
    "symlink.eexist": "E:EEXIST",
    "symlink.loop": "E:ELOOP",
    "symlink.exec.to_outer": "rc=0",
    "symlink.lstat.mode": "0o120777",
    "symlink.lstat.uid": "me",
    "symlink.ops.chmod_itself": "E:ENOTSUP",
    "symlink.ops.target_survives": True,
    "symlink.readlink.empty": "E:ENOENT",
    "symlink.readlink.escape": "exact",
    "symlink.readlink.long4096": "E:ENAMETOOLONG",
    "symlink.stat_through.trailing_slash_file": "E:ENOTDIR",
    "symlink.stat_through.write_through": "zz",
    "hardlink.nlink": 3,
    "hardlink.nlink_after_unlink": 2,
    "hardlink.shares_data": "22",
    "hardlink.to_other_mount": "E:EXDEV",
    "rename.exchange_effect": "2",
    "rename.noreplace_existing": "E:EEXIST",
    "rename.dir_into_self": "E:EINVAL",
    "rename.keeps_mode_mtime_ino": ["True", "True", "True"],
    "rename.to_other_mount": "E:EXDEV",
    "unlink.read_after": "data",
    "unlink.fstat_nlink": 0,
    "unlink.listed_after": [],
    "unlink.rmdir_parent_while_open": "ok",
    "unlink.unlink_trailing_slash": "E:ENOTDIR",
    "readdir.complete": True,
    "readdir.d_type.l": "LNK",
    "readdir.delete_while_iterating_400": "seen 400 left 0",
    "ids.nlink_dir_2_subdirs": 4,
    "ids.unique_60": True,
    "name.case.listed2": ["FOO", "Foo"],
    "name.chars.'a\\nb'": "ok",
    "name.chars.b'\\xff\\xfe'": "ok",
    "name.len.ascii": "255 then E:ENAMETOOLONG",
    "name.len.four": "63 then E:ENAMETOOLONG",
    "name.len.longest": 255,
    "name.path.depth_by_chdir_60x120": "ok",
    "name.unicode_norm.nfc_lookup_of_nfd": "E:ENOENT",
}


@pytest.fixture(scope="module")
def tmpfs() -> Iterator[Path]:
    if {one.type for one in mounted() if one.path == "/dev/shm"} != {"tmpfs"}:
        pytest.skip("no-tmpfs: /dev/shm is none")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as directory:
        yield Path(directory)


@pytest.fixture(scope="module")
def of_tmpfs(tmpfs: Path) -> Fingerprint:
    return probe(tmpfs, keys=_KEYS)


def test_each_question_is_an_english_question() -> None:
    assert not [key for key in _KEYS if not QUESTIONS[key].asks.endswith("?")]


def test_no_two_questions_read_the_same() -> None:
    sentences = [QUESTIONS[key].asks for key in _KEYS]
    assert not {one for one in sentences if sentences.count(one) > 1}


def test_each_key_is_a_topic_and_a_name() -> None:
    assert not [key for key in _KEYS if not _KEY.fullmatch(key)]


def test_tmpfs_answers_every_question_without_an_exception(of_tmpfs: Fingerprint) -> None:
    assert list(of_tmpfs.answers) == _KEYS
    assert not {key: said for key, said in of_tmpfs.answers.items() if str(said)[:2] == "X:"}


@pytest.mark.parametrize("key", _OF_ANY_LINUX_FILESYSTEM)
def test_tmpfs_answers_as_linux_filesystems_do(of_tmpfs: Fingerprint, key: str) -> None:
    assert of_tmpfs.answers[key] == _OF_ANY_LINUX_FILESYSTEM[key]


def test_the_same_filesystem_answers_the_same_twice(tmpfs: Path, of_tmpfs: Fingerprint) -> None:
    assert differences(of_tmpfs, probe(tmpfs, keys=_KEYS)) == []


def test_nothing_is_left_of_the_asking(tmpfs: Path, of_tmpfs: Fingerprint) -> None:
    assert list(tmpfs.iterdir()) == []
    assert not [key for key in of_tmpfs.answers if key.startswith("cleanup.")]


def _answers_of(profile: str, topic: str) -> dict[str, Answer]:
    """What a mounted imitation answers to the questions of a topic."""
    try:
        with mount(find(profile)) as imitation:
            keys = [key for key in _KEYS if key.startswith(topic)]
            return probe(imitation.path, keys=keys).answers
    except CannotMount as error:
        if error.code != "fuse-device-denied":
            raise
        pytest.skip(f"{error.code}: {error.matter}")


def test_a_filesystem_that_refuses_links_says_so_to_whatever_needs_one() -> None:
    said = _answers_of("sshfs-no-hardlinks", "hardlink.")
    assert said["hardlink.same_dir"] == "E:EPERM"
    assert said["hardlink.count"] == "1 then E:EPERM"
    assert said["hardlink.nlink"] == 1
    assert said["hardlink.shares_data"] == "E:ENOENT"


def test_a_filesystem_that_contains_links_withholds_their_texts_alone() -> None:
    said = _answers_of("sshfs-3.7.6", "symlink.")
    assert said["symlink.readlink.rel"] == "exact"
    assert said["symlink.readlink.abs_in_mount"] == "E:EPERM"
    assert said["symlink.stat_through.rel"] == "0o100000"
    assert said["symlink.stat_through.escape"] == "E:EPERM"
    assert said["symlink.ops.unlink"] == "ok"
