"""Known bugs: public reports that a mount can show, each proven by the releases it names.

One module a bug, named like it with `_` for `-`; its name in the table is the report's: `uv-18061`,
`cpython-98975`, or a few words where nobody has reported it. To add one, write one module:

    \"\"\"On a server without hard links, ... (what happens, and why, as a person would tell it)

    A second paragraph, or a small picture, where it takes one.
    \"\"\"

    from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

    BUG = Bug(
        name="uv-11163",
        title="scripts of a wheel can not be moved between two volumes",
        urls=("https://github.com/astral-sh/uv/issues/11163",),
        filesystem="an environment and a cache on two volumes",
        profile="split-volumes",
        on_mount=(Place.PROJECT,),
        commands=("uv venv", "uv pip install --python .venv fsdata"),
        checks=(".venv/bin/python -c 'import fsdata'", ".venv/bin/fsdata-script"),
        shows=Side("uv@0.5.24", Verdict.REFUSED, says=("Invalid cross-device link",), exits=2),
        gone=Side("uv@0.5.31", Verdict.WORKS),
        workarounds=(Workaround("give each volume its cache", env={"UV_CACHE_DIR": "{mount}/c"}),),
    )

Then `fusevenv reproduce uv-11163` plays it, `pytest tests/test_bugs.py -m "" -k uv-11163` holds it,
and `python docs/generate.py` documents it. Every field is explained at the classes below.

What may stand in commands, what is in reach of them, and how the verdict is judged: `acts.py`.

uv copies a package in the order in which its directory is listed, which is another one on each
disk; so what is left of half an install is by chance. A verdict must not hang on it: where it
would, begin `again` with `rm -r .venv`. Try a bug with TMPDIR on tmpfs and on a new ext4, too.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
from functools import cache

import msgspec

from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.scenarios import Verdict

__all__ = ["Bug", "Place", "Side", "UnknownBug", "Verdict", "Workaround", "find", "shipped"]


class UnknownBug(LookupError):  # noqa: N818
    """No bug has this name; the message lists the ones that have."""


class Side(msgspec.Struct, frozen=True):
    """A tool, and what must come of the bug's commands with it.

    `tool` is `uv@0.8.13`, `virtualenv@20.26.0`, `pip@24.0`, or `venv@3.12`: the module of that
    Python; `venv` alone is that of the one found first. `says` are words that must stand in what
    the commands and checks print. `exits` is the exit code of the last of the commands that was
    typed the first time.
    """

    tool: str
    verdict: Verdict
    says: tuple[str, ...] = ()
    exits: int | None = None


class Workaround(msgspec.Struct, frozen=True):
    """What a user can do today, tried like a side: another setting, command, tool or filesystem.

    What is not given is the bug's; the tool is the one that shows it.
    """

    what: str
    commands: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    env: dict[str, str] = {}
    on_mount: tuple[Place, ...] = ()
    profile: str = ""
    tool: str = ""
    verdict: Verdict = Verdict.WORKS
    says: tuple[str, ...] = ()


class Bug(Act, frozen=True, kw_only=True):
    """A bug: who reported it, on which filesystem, the commands, and what comes of them.

    `filesystem` says in English what the user has, `profile` which profile (or `a+b`) imitates it.
    What is typed, and what of the user's lies there, is in the fields of every act.

    `shows` is a release that has the bug: the newest that was tried, where that has it still.
    `gone` is one that has not: the first without it or, where it has come since, the last without.
    It is None where no release is without it. `since` is the first release that has it, where that
    was measured.

    `quick` are the ones that every run of the tests plays: 30 seconds for all of them together.
    """

    urls: tuple[str, ...]
    filesystem: str
    profile: str
    shows: Side
    gone: Side | None = None
    since: str = ""
    workarounds: tuple[Workaround, ...] = ()
    quick: bool = False
    story: str = ""

    @property
    def told_gone(self) -> str:
        """Where it is gone, in a word or two."""
        if self.gone is None:
            return "still there"
        return f"not yet in {self.gone.tool}" if self.is_still_there else self.gone.tool

    @property
    def is_still_there(self) -> bool:
        """Whether no release after the one that shows it is known to be without it."""
        return self.gone is None or _version(self.gone.tool) < _version(self.shows.tool)


def _version(tool: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", tool)]


@cache
def shipped() -> dict[str, Bug]:
    """Every bug by name, in the order of their names, with the docstring of its module as story."""
    modules = [
        importlib.import_module(f"{__name__}.{module.name}")
        for module in pkgutil.iter_modules(__path__)
        if not module.name.startswith("_")
    ]
    bugs: list[Bug] = [
        msgspec.structs.replace(module.BUG, story=(module.__doc__ or "").strip())
        for module in modules
    ]
    return {bug.name: bug for bug in sorted(bugs, key=_in_order)}


def _in_order(bug: Bug) -> list[tuple[int, str]]:
    """By words, and by numbers as numbers."""
    return [
        (int(word), "") if word.isdigit() else (-1, word) for word in re.split(r"(\d+)", bug.name)
    ]


def find(name: str) -> Bug:
    """The bug of a name. Raises UnknownBug."""
    if (bug := shipped().get(name)) is not None:
        return bug
    near = difflib.get_close_matches(name, shipped(), n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else "."
    first = [shipped()[each] for each in near]
    rest = [bug for bug in shipped().values() if bug not in first]
    known = "".join(f"\n  {bug.name}  {bug.title}" for bug in (*first, *rest))
    raise UnknownBug(f"no bug is called {name!r}{hint} There are:{known}")
