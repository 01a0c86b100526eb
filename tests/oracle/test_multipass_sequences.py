"""The imitation of Multipass tells what the real sshfs tells, before a server by its specification.

Generated sequences of operations, as in `test_sshfs_sequences.py`, with what the host has and does.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from tests.oracle import operations as do
from tests.oracle.comparing import paired
from tests.oracle.explained import explanation
from tests.oracle.judging import LONG, Judge
from tests.oracle.multipass_differences import SHOWN_BY, explained
from tests.oracle.multipass_mounts import MULTIPASS, Beside
from tests.oracle.multipass_steps import WORLD, drawn
from tests.oracle.operations import Step
from tests.oracle.real import Real


@pytest.fixture(params=MULTIPASS, ids=[column.name for column in MULTIPASS])
def variant(request: pytest.FixtureRequest, available: Callable[[Real], Real]) -> Beside:
    """Each column, where it can be mounted here."""
    beside = Beside(request.param, WORLD)
    available(beside.real)
    return beside


def test_the_imitation_tells_what_the_real_client_tells(variant: Beside) -> None:
    with paired(variant) as pair:
        figures = Judge(pair, drawn, explained(variant.column)).play()
    if LONG:
        figures.keep()


OF_OPEN_FILES = {
    "a file that was removed": [Step(do.unlink, ("f",))],
    "a file that was moved": [Step(do.rename, ("f", "a", 0))],
    "a file in whose place there is another": [
        Step(do.rename, ("f", "a", 0)),
        Step(do.write, ("f", b"another, and a longer one", 0)),
    ],
    "a file in whose place there is a directory": [
        Step(do.rename, ("f", "a", 0)),
        Step(do.mkdir, ("f", 0o755)),
    ],
    "a file in whose place there is a link to another": [
        Step(do.rename, ("f", "a", 0)),
        Step(do.symlink, ("x", "f")),
    ],
    "a file in whose place there is a link to nothing": [
        Step(do.rename, ("f", "a", 0)),
        Step(do.symlink, ("nope", "f")),
    ],
    "a file with another name": [Step(do.link, ("f", "a")), Step(do.unlink, ("f",))],
}
_READ, _CUT = [Step(do.pread, (0, 0))], [Step(do.ftruncate, (0, 2)), Step(do.pread, (0, 0))]
_LOOK = [
    *(Step(do.lstat, (name,)) for name in ("f", "a", "x")),
    *(Step(do.fstat, (0,)), Step(do.close, (0,)), Step(do.read, ("a",)), Step(do.read, ("f",))),
]


def test_an_open_file_is_looked_for_where_it_was_opened(variant: Beside) -> None:
    known, differences = explained(variant.column), []
    with paired(variant) as pair:
        for taken, asked in itertools.product(OF_OPEN_FILES.values(), (_READ, _CUT)):
            steps = [*taken, *asked, *_LOOK]
            told = pair.differences(steps)
            differences += [(steps, it) for it in told if not explanation(it, steps, known)]
    assert differences == []


def test_every_known_difference_is_still_there(variant: Beside) -> None:
    mended = []
    with paired(variant) as pair:
        for known in explained(variant.column):
            steps = SHOWN_BY[known.name]
            if not any(known.applies(it, steps) for it in pair.differences(steps)):
                mended.append(known.name)
    assert mended == [], "explanations of differences that there are none of any more"
