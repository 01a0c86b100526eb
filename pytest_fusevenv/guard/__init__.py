"""The guard: tools x filesystems x scenarios, what came of each, and what is news in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fusevenv import seeds
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.forms import load
from pytest_fusevenv.guard.matrices import Question
from pytest_fusevenv.guard.playing import play
from pytest_fusevenv.kits import find_kit

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_fusevenv.guard.cells import Cell

__all__ = ["ask"]


def ask(tool: str, profile: Path, scenario: str) -> Cell:
    """What comes of a tool in a scenario, on the filesystem that a TOML file describes.

    Raises UnknownTool, UnknownScenario, BadForm, CannotMount.
    """
    return play(Question(find_kit(tool), load(profile), scenario, Engine.chosen(), seeds.chosen()))
