"""Answers side by side: the questions that two filesystems answer differently."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from pytest_fusevenv.cli.tables import new_table
from pytest_fusevenv.questions import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_fusevenv.fingerprints import Difference, Fingerprint
    from pytest_fusevenv.questions import Answer


def show_differences(apart: Iterable[Difference], first: str, second: str) -> None:
    """Print what differs as a table; questions of a topic that are answered alike share a line."""
    table = new_table()
    for heading in ("topic", "question", first, second):
        table.add_column(Text(heading), overflow="fold")
    before = ""
    for (topic, one, other), alike in groupby(apart, _alike):
        names = ", ".join(_split(found.key)[1] for found in alike)
        told = ("" if topic == before else topic, names, one)
        table.add_row(*map(Text, told), Text(other, style="yellow"))  # not markup
        before = topic
    Console(highlight=False).print(table)


def _alike(found: Difference) -> tuple[str, str, str]:
    return _split(found.key)[0], as_words(found.first), as_words(found.second)


def _split(key: str) -> tuple[str, str]:
    """The topic of a question, and its name in it."""
    if asked := QUESTIONS.get(key):
        return asked.topic or asked.name, asked.name
    topic, _, name = key.rpartition(".")
    return topic, name


def as_words(answer: Answer) -> str:
    """An answer, for people: errors without their mark, truth as "yes" and "no"."""
    match answer:
        case bool():
            return "yes" if answer else "no"
        case list():
            return ", ".join(answer) or "nothing"
        case str():
            return re.sub(r"\bE:(?=E[A-Z])", "", answer)
        case _:
            return str(answer)


def page(fingerprint: Fingerprint) -> Iterator[str]:
    """Every answer, as text: a topic a paragraph, a question a line."""
    topics = groupby(fingerprint.answers.items(), lambda item: _split(item[0])[0])
    for topic, answers in topics:
        yield f"\n{topic}"
        for key, answer in answers:
            asked = QUESTIONS[key].asks if key in QUESTIONS else key
            yield f"  {asked} {as_words(answer)}"
