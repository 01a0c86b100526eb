"""The questions of a probe: a fixed list, in a version, that any filesystem can be asked.

One module per subject. Each question is a function that is given a `Room`, an empty directory of
its own on the filesystem, and gives an `Answer`. A change of what a key means, or of how it is
answered, is a new version.
"""

from __future__ import annotations

from pytest_fusevenv.questions import symlinks
from pytest_fusevenv.questions._asking import Answer, Question, Room, Topic, attempt, told

__all__ = ["QUESTIONS", "VERSION", "Answer", "Question", "Room", "attempt", "told"]

VERSION = 1

_TOPICS: tuple[Topic, ...] = (symlinks.CREATE,)

QUESTIONS: dict[str, Question] = {
    question.key: question for topic in _TOPICS for question in topic.questions
}
"""Every question by its key, in the order in which they are asked."""
