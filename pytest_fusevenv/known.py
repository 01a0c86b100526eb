"""Every profile somebody can name here: the shipped ones, a project's, and installed packages'.

A package offers profiles by an entry point in the group `pytest_fusevenv.profiles`, whose object is
a Profile or several.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_fusevenv.catalogue import find
from pytest_fusevenv.forms import BadForm, load
from pytest_fusevenv.profiles import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GROUP = "pytest_fusevenv.profiles"


@cache
def installed() -> dict[str, Profile]:
    """The profiles that installed packages offer, by name. Raises BadForm where one is no profile.

    What a package's import raises passes through: it is the package's to explain.
    """
    profiles: dict[str, Profile] = {}
    for entry in entry_points(group=GROUP):
        profiles.update(by_name(entry.load(), f"the entry point {entry.name} = {entry.value}"))
    return profiles


def by_name(given: object, source: str) -> dict[str, Profile]:
    """A profile, or several, by name. Raises BadForm, naming the source, for anything else."""
    several = (given,) if isinstance(given, Profile) else given
    if not isinstance(several, Iterable) or isinstance(several, str):
        raise BadForm(f"{source} gives {given!r}, not a Profile or several")
    several = list(several)
    for profile in several:
        if not isinstance(profile, Profile):
            raise BadForm(f"{source} gives {profile!r}, which is not a Profile")
    return {profile.name: profile for profile in several}


def gathered(files: Iterable[Path], answers: Iterable[object]) -> dict[str, Profile]:
    """The profiles that are not shipped, by name: packages', TOML files', and what hooks answered.

    Raises BadForm.
    """
    profiles = {**installed(), **_from_files(tuple(files))}
    for answer in answers:
        profiles.update(by_name(answer, "the hook pytest_fusevenv_profiles"))
    return profiles


@cache
def _from_files(paths: tuple[Path, ...]) -> dict[str, Profile]:
    return {profile.name: profile for profile in map(load, paths)}


def resolve(wanted: object, more: Mapping[str, Profile], folders: Sequence[Path]) -> Profile:
    """The profile that a name, an alias, a TOML file or a profile means.

    A relative path is looked for in the folders, in turn. Raises UnknownProfile, BadForm.
    """
    if isinstance(wanted, Profile):
        return wanted
    if isinstance(wanted, str) and not wanted.endswith(".toml"):
        return find(wanted, dict(more))
    if isinstance(wanted, str | os.PathLike):
        return load(_found(Path(wanted), folders))
    raise BadForm(f"{wanted!r} is not a profile: give a name, a TOML file or a Profile")


def _found(path: Path, folders: Sequence[Path]) -> Path:
    places = [folder / path for folder in folders] or [path]
    return next((place for place in places if place.is_file()), places[0])
