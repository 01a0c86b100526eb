"""An environment under examination: what its checks ask, and what they were told before."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_fusevenv.interpreters import Answers, ask, base_of, settings_of
from pytest_fusevenv.venvs import Environment, Ran, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.tools import Uv

_SECONDS = 60.0


class Examination:
    """An environment under examination: made by a uv, with a directory of our own off the mount.

    `again` runs the command that made it once more, None where that is not ours to do.
    """

    def __init__(
        self,
        environment: Environment,
        uv: Uv,
        scratch: Path,
        again: Callable[[], Ran] | None,
        *,
        top: Path,
    ) -> None:
        self.environment = environment
        self.uv = uv
        self.scratch = scratch
        self.again = again
        self.cwd = environment.path.parent
        self._top = top

    def name(self, *parts: str) -> str:
        """A path of the environment as its user would write it, at the top of the mount."""
        place = self.environment.path
        shown = place.relative_to(self._top) if place.is_relative_to(self._top) else place
        return str(shown.joinpath(*parts))

    @cached_property
    def started(self) -> tuple[Ran, Answers | None]:
        """The one start of the interpreter that is asked everything."""
        return ask(self.environment.interpreter, self.cwd, self.environment.env)

    @property
    def answers(self) -> Answers | None:
        """What the interpreter said of itself, None if it does not start."""
        return self.started[1]

    @cached_property
    def settings(self) -> dict[str, str]:
        """What `pyvenv.cfg` says. Raises OSError."""
        config = (self.environment.path / "pyvenv.cfg").read_text(errors="replace")
        return settings_of(config)

    @cached_property
    def base(self) -> Answers | None:
        """What the interpreter that the environment was made from says of itself."""
        try:
            return base_of(self.settings, self.environment.env)
        except OSError:
            return None

    def run(self, *argv: str | Path, cwd: Path | None = None) -> Ran:
        """Run a command where the environment's user would."""
        return run(argv, cwd or self.cwd, self.environment.env, _SECONDS)

    def pip(self, verb: str, *arguments: str | Path) -> Ran:
        """Run `uv pip` on the environment."""
        return self.run(
            self.uv.path, "pip", verb, "--python", self.environment.interpreter, *arguments
        )
