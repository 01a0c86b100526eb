"""What a fingerprint says of where it comes from, and what of an answer is nobody's business."""

import subprocess
from pathlib import Path

import pytest

from pytest_fusevenv.origins import names_nobody
from pytest_fusevenv.questions import Question, Room


@pytest.mark.parametrize(
    "option",
    ["lowerdir=alice", "upperdir=secret", "username=alice", "addr=10", "user_id=1000", "a=/home/x"],
)
def test_an_option_that_may_name_somebody_is_not_told(option: str) -> None:
    assert not names_nobody(option)


@pytest.mark.parametrize("option", ["rw", "dirsync", "nodiratime", "dir_mode=0755", "vers=3.1.1"])
def test_an_option_that_names_nobody_is_told(option: str) -> None:
    assert names_nobody(option)


def test_what_python_says_of_an_error_is_no_answer(tmp_path: Path) -> None:
    def ask(room: Room) -> str:
        raise subprocess.TimeoutExpired([str(room.path / "script")], 5)

    question = Question("exec", "odd", "does it run?", ask)

    assert question.answer(Room(tmp_path, None)) == "X:TimeoutExpired"


def test_an_answer_is_printable(tmp_path: Path) -> None:
    question = Question("io", "odd", "what is read?", lambda _: ["\0a", "\udc80"])

    assert question.answer(Room(tmp_path, None)) == [r"\x00a", r"\udc80"]
