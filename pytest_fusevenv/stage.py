"""The mounts of one test, in a directory of their own, and what becomes of them at its end."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from pytest_fusevenv import seeds
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.mount import SERVER_FAILED, libfuse_version, mount
from pytest_fusevenv.mountpoints import discard, fuse_at
from pytest_fusevenv.obstacles import CannotMount
from pytest_fusevenv.played import Cause
from pytest_fusevenv.summary import Declined, Tally
from pytest_fusevenv.tools import UnknownTool, find_uv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import NoReturn

    from pytest_fusevenv.calls import Ids
    from pytest_fusevenv.hosts import HostWorld
    from pytest_fusevenv.mount import Mount
    from pytest_fusevenv.played import FuseVenv
    from pytest_fusevenv.profiles import Profile
    from pytest_fusevenv.tools import Uv

_SHOWN = 40
"""How many refused calls of a mount are shown with a failure: the last ones."""


class Stage:
    """The mounts of one test. Called with a profile, it makes one more and gives it.

    `find` turns names and files into profiles; `decline` ends the test where a mount cannot be
    made. `played`, `declined` and `failed` are what became of the test so far.
    """

    def __init__(
        self,
        directory: Path,
        find: Callable[[Profile | str | Path], Profile],
        decline: Callable[[Declined], NoReturn],
        seed: int = 0,
    ) -> None:
        self.directory = directory
        self.mounts: list[Mount] = []
        self.played: FuseVenv | None = None
        self.declined: Declined | None = None
        self.libfuse = ""
        self.failed = False
        self.kept = False
        self._find = find
        self._decline = decline
        self._seed = seed
        self._open = ExitStack()
        self._told = ""

    def __call__(
        self,
        profile: Profile | str | Path,
        backing: Path | None = None,
        at: Path | None = None,
        *,
        world: HostWorld | None = None,
        guest: Ids | None = None,
        complete_trace: bool = False,
    ) -> Mount:
        """Mount a profile until the test is over; the directories are made where none are given.

        What cannot be mounted on this machine skips the test. Raises UnknownProfile, BadForm,
        BadDirectory.
        """
        found = self._find(profile)
        underneath = backing or self.directory_for("backing")
        if found.squashes_root and underneath.parent == self.directory:
            underneath.chmod(0o777)  # it is ours to give
        try:
            made = mount(
                found,
                underneath,
                at or self.directory_for("mount"),
                state=self.directory_for("state"),
                world=world,
                guest=guest,
                complete_trace=complete_trace,
                seed=self._seed,
            )
        except CannotMount as obstacle:
            broken = obstacle.code == SERVER_FAILED
            self.decline(Declined(obstacle.code, obstacle.matter, obstacle.cure, is_mistake=broken))
        self.mounts.append(self._open.enter_context(made))
        self.libfuse = libfuse_version(Engine.chosen())
        return made

    def decline(self, why: Declined) -> NoReturn:
        """End the test: it cannot be run on this machine."""
        self.declined = why
        self._decline(why)

    def uv(self, spec: str) -> Uv:
        """The uv to run. One that cannot be had here ends the test; so does one that is no uv."""
        try:
            return find_uv(spec or None)
        except UnknownTool as error:
            fetched = not spec or spec in ("latest", "PATH") or spec[0].isdigit()
            self.decline(Declined("no-uv", str(error), is_mistake=not fetched))

    def directory_for(self, role: str) -> Path:
        """A new directory; the first of its role is not numbered."""
        number = sum(1 for path in self.directory.iterdir() if path.name.startswith(role))
        path = self.directory / (f"{role}-{number + 1}" if number else role)
        path.mkdir()
        return path

    def holding(self, path: Path) -> Mount:
        """The mount that a directory lies on. Raises LookupError where it is none of ours."""
        for made in reversed(self.mounts):
            if path.resolve().is_relative_to(made.path):
                return made
        known = ", ".join(str(made.path) for made in self.mounts) or "none"
        raise LookupError(f"{path} is not on a mount of this test's fusevenv_factory: {known}")

    def complaints(self) -> str:
        """What the servers wrote to their standard error, unless this has told it before."""
        said = "\n".join(
            f"server of {made.profile.name} on {made.path}:\n{text}"
            for made in self.mounts
            if (text := made.complaints)
        )
        news, self._told = ("" if said == self._told else said), said
        return news

    def close(self, *, keep: bool) -> str:
        """Unmount everything, and remove it if nobody needs it; what went wrong with that."""
        self._open.close()
        still = [str(made.path) for made in self.mounts if fuse_at(str(made.path))]
        said = self.complaints()
        self.kept = keep
        if not (keep or still or said or self.failed):
            discard(self.directory)
        return "\n".join([*(f"still mounted: {path}" for path in still), said]).strip()

    def traces(self) -> str:
        """The last refused calls of every mount, and where the whole trace is."""
        return "\n".join(map(_traced, self.mounts))

    @property
    def tally(self) -> Tally:
        """What this test adds to the summary."""
        kept = str(self.directory) if self.kept and self.mounts else ""
        return Tally(len(self.mounts), self.libfuse, self.declined, kept)


def _traced(made: Mount) -> str:
    try:
        causes = made.trace.causes
    except OSError as error:  # such as by pyfakefs, where a test takes its `fs` beside a mount
        return f"{made.profile.name} on {made.path}: the trace cannot be read: {error}"
    refused = f"{len(causes)} of {made.trace.calls} calls refused"
    before = [f"  … {len(causes) - _SHOWN} before these"] if len(causes) > _SHOWN else []
    shown = [
        f"  {cause}  ({cause.caller}: {cause.because})" for cause in map(Cause.of, causes[-_SHOWN:])
    ]
    told = [f"{made.profile.name} on {made.path}: {refused}", *before, *shown]
    by_chance = f"\n  {said}" if (said := seeds.told(made.profile, made.seed)) else ""
    return "\n".join([*told, f"  whole trace: {made.trace.path}"]) + by_chance
