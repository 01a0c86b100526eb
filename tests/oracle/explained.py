"""The differences that are known, each with the reason why it is left as it is.

As few as can be, and each as narrow as can be: an explanation that is too wide hides what it does
not explain. One that never applies in a long run fails it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.oracle import operations as do
from tests.oracle.comparing import Difference
from tests.oracle.operations import Step


class Explanation(NamedTuple):
    """One known difference."""

    name: str
    reason: str
    applies: Callable[[Difference, Sequence[Step]], bool]


def _is_listed_again(difference: Difference, steps: Sequence[Step]) -> bool:
    """Whether a directory that is held open is listed a second time, and nothing is told."""
    taken, rest = steps[: difference.at], steps[difference.at :]
    if not rest or rest[0].do is not do.flist or difference.real != "":
        return False
    which = rest[0].arguments[0]
    for step in reversed(taken):
        if step.do in (do.hold, do.close) and step.arguments[0] == which:
            return False
        if step.do is do.flist and step.arguments[0] == which:
            return True
    return False


EXPLAINED = (
    Explanation(
        "listed-again",
        "With `dir_cache=no`, as both sides are compared, sshfs lists an open directory only once: "
        "rewinddir(3) gives nothing more. The profiles are of sshfs with its cache, which lists it "
        "again.",
        _is_listed_again,
    ),
)


def explanation(
    difference: Difference,
    steps: Sequence[Step],
    explained: Sequence[Explanation] = EXPLAINED,
) -> Explanation | None:
    """Why a difference is left as it is; None where nobody knows."""
    return next((it for it in explained if it.applies(difference, steps)), None)
