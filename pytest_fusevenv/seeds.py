"""The seed of all chance in faults: 0, unless the environment or an option gives another."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_fusevenv.profiles import Profile

SETTING = "FUSEVENV_SEED"


def chosen() -> int:
    """The seed that the environment asks for. Raises ValueError where it is no number."""
    return read(os.environ.get(SETTING, "0"), SETTING)


def read(text: str, source: str) -> int:
    """The seed that a text means. Raises ValueError, naming the source, where it is no number."""
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{source}={text!r} is no whole number; give one, such as 7") from None


def told(profile: Profile, seed: int) -> str:
    """How to have the same chances again; empty where a profile leaves nothing to chance."""
    return f"seed {seed}; {SETTING}={seed} gives the same again" if profile.leaves_to_chance else ""
