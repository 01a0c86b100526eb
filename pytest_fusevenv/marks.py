"""The arguments of `@pytest.mark.fusevenv`, understood: one case for each run it asks for."""

from __future__ import annotations

import difflib
import os
import re
import shlex
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.scenarios import Verdict
from pytest_fusevenv.worlds import FAKED, MOUNTED, World

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

Words = str | tuple[str, ...]


class BadMark(ValueError):  # noqa: N818
    """The marker was given what it cannot use; the message says what, and what would do."""


class Case(msgspec.Struct, frozen=True):
    """One run: a profile, what to run on it (None: `uv venv`), and the verdicts that are right.

    A `uv` of None leaves the choice to the run's option, and then to `find_uv`. In the fake world
    nothing is run but the test.
    """

    profile: Profile
    uv: str | None = None
    python: str | None = None
    args: tuple[str, ...] = ()
    commands: tuple[tuple[str, ...], ...] | None = None
    expected: tuple[Verdict, ...] = (Verdict.WORKS,)
    world: World = World.MOUNT

    @property
    def is_fake(self) -> bool:
        """Whether nothing is mounted for it."""
        return self.world is World.FAKE


def refuse_both_worlds(fixtures: Collection[str], wanted: Collection[Case]) -> None:
    """Raise BadMark where one test asks for both worlds: a fake disk is in the way of a mount."""
    mounted = [name for name in MOUNTED if name in fixtures]
    if mounted and any(case.is_fake for case in wanted):
        raise BadMark(
            f"`{mounted[0]}` is of a mount, and world='fake' makes none: no other process, such as "
            f"uv, can see a fake disk; ask for `{FAKED}`, or leave world='fake' out"
        )
    if FAKED in fixtures and mounted:
        raise BadMark(
            f"`{FAKED}` hides the real disk, and with it `{mounted[0]}`; a test meets one world: "
            f"leave one of them out"
        )
    if FAKED in fixtures and not all(case.is_fake for case in wanted):
        raise BadMark(
            f"`{FAKED}` hides the real disk, and with it the mount that is asked for here; "
            f"mark the test with world='fake'"
        )


class _Wishes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The marker's keyword arguments."""

    uv: Words | None = None
    python: str | None = None
    args: Words = ()
    commands: str | tuple[Words, ...] | None = None
    verdict: Verdict | tuple[Verdict, ...] = Verdict.WORKS
    world: World = World.MOUNT


def cases(profiles: Iterable[Profile], wishes: Mapping[str, object]) -> list[Case]:
    """The cases of one marker: every profile with every uv. Raises BadMark."""
    wished = _understood(wishes)
    if wished.world is World.FAKE:
        return _in_the_fake(profiles, wishes)
    given = (wished.commands,) if isinstance(wished.commands, str) else wished.commands
    commands = None if given is None else tuple(map(_words, given))
    if commands is not None and (wished.args or wished.python):
        raise BadMark("`args` and `python` are for `uv venv`; write them into the `commands`")
    verdict = wished.verdict
    expected = (verdict,) if isinstance(verdict, Verdict) else verdict
    if not expected or commands == () or wished.uv == ():
        raise BadMark("an empty `verdict`, `commands` or `uv` would test nothing; leave it out")
    uvs = wished.uv if isinstance(wished.uv, tuple) else (wished.uv,)
    args = _words(wished.args)
    return [
        Case(profile, uv, wished.python, args, commands, expected)
        for profile in profiles
        for uv in uvs
    ]


def _in_the_fake(profiles: Iterable[Profile], wishes: Mapping[str, object]) -> list[Case]:
    if others := [name for name in wishes if name != "world"]:
        raise BadMark(
            f"`{others[0]}` is for what uv does in a mount; with world='fake' only the test itself "
            f"is run, in this process"
        )
    return [Case(profile, world=World.FAKE) for profile in profiles]


def _words(text: Words) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text)) if isinstance(text, str) else text
    except ValueError as error:
        raise BadMark(f"{text!r} is no command: {str(error).lower()}") from None


def _understood(wishes: Mapping[str, object]) -> _Wishes:
    unknown = [name for name in wishes if name not in _Wishes.__struct_fields__]
    if unknown:
        raise BadMark(_no_such("argument", unknown[0], _Wishes.__struct_fields__))
    try:
        plain = {name: _plain(wish) for name, wish in wishes.items()}
        return msgspec.convert(plain, _Wishes)
    except msgspec.ValidationError as error:
        raise BadMark(_explained(str(error))) from None


def _plain(wish: object) -> object:
    """A wish as msgspec takes it: paths as text, down to the commands' words."""
    if isinstance(wish, list | tuple):
        return [_plain(part) for part in wish]
    return os.fspath(wish) if isinstance(wish, os.PathLike) else wish


def _explained(message: str) -> str:
    """One of msgspec's messages, its place first: "verdict: invalid enum value 'brokn'; …"."""
    said, _, place = message.partition(" - at `$.")
    wrong = re.search(r"Invalid enum value '(.*)'", said)
    if wrong:
        known = World if place.startswith("world") else Verdict
        said = _no_such(place.rstrip("`[.0123456789]"), wrong[1], [it.value for it in known])
    return f"{place.rstrip('`')}: {said[:1].lower()}{said[1:]}" if place else said


def _no_such(what: str, wrong: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(wrong, known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    return f"no {what} is called {wrong!r}{hint} There are: {', '.join(known)}"


def ids(wanted: Sequence[Case]) -> list[str]:
    """What tells the cases apart: the profile, the world and, where there are several, the uv."""
    several = len({case.uv for case in wanted}) > 1
    return [_id(case, several=several) for case in wanted]


def _id(case: Case, *, several: bool) -> str:
    if case.is_fake:
        return f"{case.profile.name}-fake"
    return f"{case.profile.name}-uv@{case.uv or 'default'}" if several else case.profile.name
