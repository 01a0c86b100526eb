"""The smallest profile on which a cell comes out as it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from pytest_fusevenv.guard.playing import play
from pytest_fusevenv.obstacles import CannotMount
from pytest_fusevenv.profiles import Profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.guard.cells import Cell
    from pytest_fusevenv.guard.matrices import Question


class Reduced(msgspec.Struct, frozen=True):
    """A profile that is enough for a cell, and the cell on it: None where it did not come again.

    `why_whole` says why no quirk was taken away, where none was tried.
    """

    profile: Profile
    cell: Cell | None
    why_whole: str = ""


def smallest(
    profile: Profile, still: Callable[[Profile], bool], left: Callable[[int], None]
) -> Profile:
    """A profile with as few quirks as are needed for something to be `still` so.

    None of its quirks can be taken away alone. The last are tried first, many at a time, then
    fewer; `left` hears how many are left.
    """
    size = max(1, len(profile.quirks) // 2)
    while True:
        before = profile
        for end in range(len(profile.quirks), 0, -size):
            quirks = profile.quirks[: max(0, end - size)] + profile.quirks[end:]
            shorter = replace(profile, quirks=quirks)
            if still(shorter):
                profile = shorter
            left(len(profile.quirks))
        if size == 1 and profile == before:
            return profile
        size = max(1, size // 2)


def reduce(question: Question, cell: Cell, left: Callable[[int], None]) -> Reduced:
    """The smallest profile on which a question comes out as in a cell. Raises CannotMount.

    The verdict and the reason stay: what fails, and the error behind it. A flake keeps its whole
    profile: no run would tell whether a quirk is needed.
    """
    whole = _named(question.profile)
    if cell.also:
        return Reduced(whole, None, f"it is a flake: it came out as {' or '.join(cell.also)}, too")

    def still(profile: Profile) -> bool:
        try:
            return play(replace(question, profile=profile)).came == cell.came
        except CannotMount:
            return False

    for profile in (smallest(whole, still, left), whole):
        last = play(replace(question, profile=profile))
        if last.came == cell.came:
            return Reduced(profile, last)
    return Reduced(whole, None, f"it is a flake: it came out as {last.came}, too")


def _named(profile: Profile) -> Profile:
    """A profile under a name of its own, without what says nothing of its answers."""
    return Profile(
        name=f"{profile.name.replace('+', '-')}-reduced",
        title=profile.title,
        quirks=profile.quirks,
        sources=profile.sources,
    )
