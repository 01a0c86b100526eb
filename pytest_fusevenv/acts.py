"""An act: what a user types, what of theirs lies on the mount, and what must hold afterwards.

A known bug is an act (`bugs/`), and so is what a scenario of the guard does with one kind of tool
(`repertoire/`). `acting.py` types it.

**Commands** are lines for `sh`, typed in a project's directory. Each may hold `{mount}` (the top
of the mount), `{off}` (a directory off it, not made yet), `{project}`, `{wheels}` (the directory
of the wheels), `{programs}` (the first directory on PATH) and `{python}` (the interpreter). In
reach are the tool; a `uv` (the tool, or the one installed here); `python`, which is what `uv` finds
too; and three wheels, for which no network is asked: `fspure` (12 modules `fspure.a` to `fspure.l`;
a console script `fspure`, which prints "of the environment"), `fsdata` (a module,
`.data/scripts/fsdata-script`, 0755, which prints "of the script", and
`.data/data/share/fsdata/data.txt`), and `fsall`, which is both in one. `pyproject.toml` is there
and depends on what `dependencies` says. Always give `uv pip` a `--python .venv`: without it, a
failed `uv venv` lets the install fall through to another environment. Keep an act under two
seconds: `python -m venv --without-pip`, `virtualenv --no-seed`. What is a set-up only (UV_OFFLINE,
UV_NO_INDEX, UV_FIND_LINKS, a home of its own) is in `scenery.py`.

**The verdict** is judged from what was seen, and nothing else:

- a command did not end: hung; it died of a signal, panicked or showed a traceback: crashed;
- a command failed otherwise, and one of `survives`, typed next, fails too: what worked before is
  ruined: dirty. Else the command is typed again (or the commands in `again` are, as a user would
  who follows the hints). If the last of these fails with another complaint than the first time
  (paths do not count), what was left is in the way: dirty. If it fails with the same, or works:
  refused. If it works and a check fails: broken;
- all commands exit 0, those in `second` are typed too, and a check fails: broken;
- every check holds, but one of `second` failed: what was made is in the way: dirty;
- all commands exit 0 and every check too: works, after a warning if a command gave one.
"""

from __future__ import annotations

from enum import Enum

import msgspec


class Place(Enum):
    """A directory that lies on the mount; its value is what a person calls it."""

    PROJECT = "the project"
    CACHE = "the cache"
    TOOLS = "the tool directories"
    PYTHONS = "the directory of Pythons"
    TEMPORARY = "the temporary directory"
    ENVIRONMENT = "the environment, which is the mountpoint"


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """What is typed on a mount, where, and what must hold afterwards.

    `on_mount` is what of the user's lies on the mount. `before` are typed first, while the
    filesystem is a plain one; they must work. `dependencies` are the project's, `files` more texts
    in it by name, `env` more variables.

    `commands` are what a user types, up to the first that fails; `second` what they type next, as
    a user does the day after; `checks` are what must work afterwards. `again` and `survives` are
    for where one of `commands` fails (see above).

    `seconds` are how long a command may take before it is taken to hang.
    """

    name: str
    title: str = ""
    on_mount: tuple[Place, ...] = (Place.PROJECT,)
    before: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    files: dict[str, str] = {}
    env: dict[str, str] = {}
    commands: tuple[str, ...]
    second: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    survives: tuple[str, ...] = ()
    seconds: float = 120.0

    def __post_init__(self) -> None:
        if not self.commands or not self.on_mount:
            raise ValueError(f"{self.name} has no commands, or nothing on the mount")
        if Place.ENVIRONMENT in self.on_mount and len(self.on_mount) > 1:
            raise ValueError(
                f"{self.name}: nothing lies beside an environment that is a mountpoint"
            )
