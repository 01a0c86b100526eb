"""A real mount and its imitation, side by side: the same steps on both, and what differs."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from pytest_fusevenv.calls import Ids
from pytest_fusevenv.mount import Mount
from pytest_fusevenv.profiles import Profile
from tests.oracle.facts import tree
from tests.oracle.operations import Hand, Step
from tests.oracle.real import Real, Room, room, standing
from tests.oracle.sshfs import IS_ROOT

TREE, STORED = "tree", "stored"
"""Where a difference shows that is not a step's answer: through the mount, or underneath it."""

_UMASK = 0o002
"""The callers' umask: another one than the server's, so that both show."""


class Difference(NamedTuple):
    """One thing that is told otherwise by the real filesystem than by its imitation."""

    at: int
    """The number of the step; the number of all steps where the tree was compared."""
    what: str
    """The step, or the path in the tree."""
    real: str
    imitated: str

    def __str__(self) -> str:
        return (
            f"[{self.at}] {self.what}\n    real:      {self.real}\n    imitation: {self.imitated}"
        )


class Side:
    """One of the two mounts."""

    def __init__(self, at: Room, owner: Ids) -> None:
        self.room = at
        self._owner = owner
        self._beside = set(os.listdir(at.top))

    def prepare(self, name: str) -> Hand:
        """A directory for one sequence, made underneath the mount, with something of each kind.

        The file `f` and the directory `d` are held open.
        """
        top = self.room.source / name
        for directory in (top, top / "d"):
            directory.mkdir(mode=0o755)
        for file, mode in (("f", 0o644), ("x", 0o755), ("d/g", 0o640)):
            (top / file).write_text(f"this is {file}\n")
            (top / file).chmod(mode)
        os.mkfifo(top / "p", 0o644)
        (top / "l").symlink_to("d")
        if IS_ROOT:
            for path in (top, *top.rglob("*")):
                os.lchown(path, *self._owner)
        hand = Hand(self.room.mountpoint / name, self.room.source)
        for which, (held, flags) in enumerate((("f", os.O_RDWR), ("d", os.O_RDONLY))):
            hand.held[which] = os.open(hand.path(held), flags)
        return hand

    def seen(self, hand: Hand) -> dict[str, str]:
        """Everything in the sequence's directory: through the mount, and as it is stored."""
        name = os.path.basename(hand.at)
        shown = {f"{TREE} {path}": fact for path, fact in tree(hand.at, hand.source).items()}
        below = tree(f"{hand.source}/{name}", hand.source)
        stored = {f"{STORED} {path}": fact for path, fact in below.items()}
        return {**shown, **stored}

    def clear(self) -> None:
        """Remove what was made. Climbing links may have led to the top, and beside it."""
        for directory in (self.room.top, self.room.source):
            directory.chmod(0o755)
        os.chown(self.room.source, *self._owner)
        for name in set(os.listdir(self.room.top)) - self._beside:
            _remove(self.room.top / name)
        for name in os.listdir(self.room.source):
            _remove(self.room.source / name)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, onerror=_make_removable)
    else:
        path.unlink()


def _make_removable(_: object, path: str, __: object) -> None:
    """Open a directory that an ordinary user closed to himself, and remove it then."""
    if os.path.isdir(path) and not os.path.islink(path):
        os.chmod(path, stat.S_IRWXU)
        shutil.rmtree(path, onerror=_make_removable)
    elif os.path.lexists(path):
        os.chmod(os.path.dirname(path), stat.S_IRWXU)
        os.unlink(path)


class Paired(Protocol):
    """What is compared: a real filesystem, and how it is imitated."""

    @property
    def name(self) -> str: ...

    @property
    def profile(self) -> Profile: ...

    @property
    def server(self) -> Ids:
        """Whose the served files are."""

    @property
    def real(self) -> Real: ...

    def imitated(self, at: Room) -> AbstractContextManager[Mount]: ...


class Pair:
    """A real mount and its imitation."""

    def __init__(self, variant: Paired, real: Side, imitated: Side) -> None:
        self.variant = variant
        self._sides = (real, imitated)
        self.sequences = 0
        self.operations = 0
        self.facts = 0

    def differences(self, steps: Sequence[Step]) -> list[Difference]:
        """What differs when steps are taken on both sides, each side in a new directory."""
        self.sequences += 1
        name = f"s{self.sequences:07}"
        umask = os.umask(_UMASK)
        hands = [side.prepare(name) for side in self._sides]
        try:
            return [*self._stepwise(steps, hands), *self._afterwards(len(steps), hands)]
        finally:
            for hand in hands:
                hand.let_go()
            for side in self._sides:
                side.clear()
            os.umask(umask)

    def _stepwise(self, steps: Sequence[Step], hands: list[Hand]) -> Iterator[Difference]:
        for number, step in enumerate(steps):
            self.operations += 1
            real, imitated = (step.answer(hand) for hand in hands)
            if real != imitated:
                yield Difference(number, repr(step), real, imitated)

    def _afterwards(self, count: int, hands: list[Hand]) -> Iterator[Difference]:
        sides = zip(self._sides, hands, strict=True)
        real, imitated = (side.seen(hand) for side, hand in sides)
        self.facts += len(real)
        for key in sorted({*real, *imitated}):
            one, other = real.get(key, "is not there"), imitated.get(key, "is not there")
            if one != other:
                yield Difference(count, key, one, other)


@contextmanager
def paired(variant: Paired) -> Iterator[Pair]:
    """A variant's real mount, and its imitation."""
    with ExitStack() as stack:
        theirs = stack.enter_context(standing(variant.real, stack.enter_context(room())))
        ours = stack.enter_context(room())
        served = stack.enter_context(variant.imitated(ours))
        yield Pair(variant, *(Side(at, variant.server) for at in (theirs, ours)))
        assert served.complaints == ""
