"""How a filesystem is asked: a question gets an empty room on it, and answers in JSON's terms."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

Answer = bool | int | str | list[str]
"""What a question is answered with. An error is "E:" and its name, such as "E:EPERM"."""

Case = TypeVar("Case")


class Room(NamedTuple):
    """Where one question is asked."""

    path: Path
    """An empty directory on the filesystem, this question's alone. What it leaves is removed."""
    elsewhere: Path | None
    """An empty directory on another filesystem; None where this machine has no other."""

    def file(self, name: str = "f", contents: bytes = b"abc", mode: int = 0o644) -> Path:
        """A new file in the room, with exactly this mode if the filesystem keeps modes."""
        path = self.path / name
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            if contents:  # to be asked, too, where nothing can be written
                os.write(descriptor, contents)
        finally:
            os.close(descriptor)
        return path

    def directory(self, name: str = "d") -> Path:
        """A new directory in the room."""
        path = self.path / name
        path.mkdir()
        return path

    def link(self, text: str | Path, name: str = "l") -> Path:
        """A new symbolic link in the room, with this text."""
        path = self.path / name
        path.symlink_to(text)
        return path


class Question(NamedTuple):
    """One thing to ask of a filesystem; `asks` ends in a question mark."""

    topic: str
    name: str
    asks: str
    ask: Callable[[Room], Answer]

    @property
    def key(self) -> str:
        """What a fingerprint calls it: its topic, a dot, its name; a topic may be without one."""
        return ".".join(filter(None, (self.topic, self.name)))

    def answer(self, room: Room) -> Answer:
        """What the filesystem answers; an error is an answer too."""
        try:
            return spelt_out(self.ask(room))
        except OSError as error:
            return told(error)
        except Exception as error:  # a filesystem must not be able to end the probe
            return f"X:{type(error).__name__}"  # no more: its words may name paths


def spelt_out(answer: Answer) -> Answer:
    """An answer with what is not printable as Python escapes it: else it could steer a terminal."""
    match answer:
        case str():
            return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in answer)
        case list():
            return [str(spelt_out(text)) for text in answer]
        case _:
            return answer


def told(error: OSError) -> str:
    """An error as an answer: "E:" and its name, or its number where it has none."""
    return "E:" + errno.errorcode.get(error.errno or 0, str(error.errno))


def attempt(action: Callable[[], object]) -> str:
    """What comes of an action: "ok", or its error."""
    try:
        action()
    except OSError as error:
        return told(error)
    return "ok"


@contextmanager
def opened(path: Path, flags: int, mode: int = 0o644) -> Iterator[int]:
    """A descriptor, closed at the end."""
    descriptor = os.open(path, flags, mode)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def permissions(path: Path) -> str:
    """The permission bits of an object (a link's own) in octal, such as "0o644"."""
    return oct(stat.S_IMODE(path.lstat().st_mode))


class Topic:
    """Questions that belong together, in the order in which they are asked."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.questions: list[Question] = []

    def asks(
        self, sentence: str, name: str = ""
    ) -> Callable[[Callable[[Room], Answer]], Callable[[Room], Answer]]:
        """Add a question; it is called as its function, unless it is given another name."""

        def add(ask: Callable[[Room], Answer]) -> Callable[[Room], Answer]:
            self.questions.append(Question(self._name, name or ask.__name__, sentence, ask))
            return ask

        return add

    def asks_each(
        self, sentence: str, cases: Mapping[str, Case]
    ) -> Callable[[Callable[[Room, Case], Answer]], Callable[[Room, Case], Answer]]:
        """Add a question for each case, called as the case; the sentence may say `{name}`."""

        def add(ask: Callable[[Room, Case], Answer]) -> Callable[[Room, Case], Answer]:
            for name, case in cases.items():

                def of_case(room: Room, case: Case = case) -> Answer:
                    return ask(room, case)

                asked = Question(self._name, name, sentence.format(name=name), of_case)
                self.questions.append(asked)
            return ask

        return add
