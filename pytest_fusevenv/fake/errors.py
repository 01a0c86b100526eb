"""What an OSError names: the paths as whoever called `os` gave them, which code relies on."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Given = ParamSpec("Given")
Told = TypeVar("Told")


def naming(*places: int) -> Callable[[Callable[Given, Told]], Callable[Given, Told]]:
    """Make a method's errors name its arguments at these places; the outermost call has the say.

    A mount knows only its own part of a path, and a refusal none at all.
    """

    def of(method: Callable[Given, Told]) -> Callable[Given, Told]:
        @functools.wraps(method)
        def told(*given: Given.args, **more: Given.kwargs) -> Told:
            try:
                return method(*given, **more)
            except OSError as error:
                if len(given) > max(places):
                    names = [given[place] for place in places]
                    error.filename, error.filename2 = (*names, None)[:2]
                raise

        return told

    return of
