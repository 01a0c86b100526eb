"""A player: a scenario on a filesystem, played with one release after the other."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pytest_fusevenv.fetches import UnknownTool
from pytest_fusevenv.guard.bisecting import Missing
from pytest_fusevenv.guard.matrices import Question
from pytest_fusevenv.guard.playing import play
from pytest_fusevenv.kits import find_kit

if TYPE_CHECKING:
    from pytest_fusevenv.engine import Engine
    from pytest_fusevenv.guard.cells import Cell
    from pytest_fusevenv.kits import Kit
    from pytest_fusevenv.profiles import Profile


class Player:
    """Plays a scenario on a filesystem with one release after the other."""

    def __init__(self, profile: Profile, scenario: str, engine: Engine, seed: int) -> None:
        self.profile = profile
        self._scenario = scenario
        self._engine = engine
        self._seed = seed
        self._fetches: list[float] = []

    @property
    def fetching(self) -> float:
        """The seconds that all fetches took, side by side or not."""
        return sum(self._fetches)

    def fetched(self, release: str) -> Kit | Missing:
        """The kit of a release, or why it cannot be had."""
        began = time.monotonic()
        try:
            return find_kit(release)
        except UnknownTool as error:
            return Missing(str(error))
        finally:
            self._fetches.append(time.monotonic() - began)

    def played(self, kit: Kit | Missing) -> Cell | Missing:
        """How a release came out. Raises CannotMount."""
        if isinstance(kit, Missing):
            return kit
        try:
            return play(Question(kit, self.profile, self._scenario, self._engine, self._seed))
        except RuntimeError as error:  # it cannot even do what comes before the scenario
            return Missing(str(error))

    def ask(self, release: str) -> Cell | Missing:
        """Fetch a release and play it. Raises CannotMount."""
        return self.played(self.fetched(release))
