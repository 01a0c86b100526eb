"""All shipped profiles: one module each, named like the profile with `_` for `-` and `.`."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
from functools import cache

from pytest_fusevenv.layers import PLUS, NoModifier, laid_over
from pytest_fusevenv.profiles import Profile

ALIASES = {"multipass": "multipass-1.16.3", "sshfs": "sshfs-3.7.6"}
"""Short names, each for the newest release of its kind."""


class UnknownProfile(LookupError):  # noqa: N818
    """No profile has this name; the message lists the ones that have."""


@cache
def shipped() -> dict[str, Profile]:
    """Every shipped profile by name: the control first, then in the order of their names."""
    modules = (
        importlib.import_module(f"{__name__}.{module.name}")
        for module in pkgutil.iter_modules(__path__)
        if not module.name.startswith("_")
    )
    profiles: list[Profile] = [_with_story(module.PROFILE, module.__doc__) for module in modules]
    return {p.name: p for p in sorted(profiles, key=_in_order)}


def _with_story(profile: Profile, story: str | None) -> Profile:
    import msgspec

    return msgspec.structs.replace(profile, story=(story or "").strip())


def _in_order(profile: Profile) -> tuple[bool, list[str | int]]:
    words = re.split(r"(\d+)", profile.name)
    return profile.name != "plain", [int(word) if word.isdigit() else word for word in words]


def find(name: str, more: dict[str, Profile] | None = None) -> Profile:
    """The profile of a name or alias, `more` ones first, with the modifiers after each `+`.

    Raises UnknownProfile.
    """
    known = {**shipped(), **(more or {})}
    base, *over = name.split(PLUS)
    if name in known or not over:
        return _named(name, known)
    modifiers = {profile.name: profile for profile in known.values() if profile.modifier}
    wanted = [known.get(each) or _named(each, modifiers, "modifier") for each in over]
    try:
        return laid_over(_named(base, known), wanted, list(modifiers.values()))
    except NoModifier as error:
        raise UnknownProfile(str(error)) from None


def _named(name: str, known: dict[str, Profile], kind: str = "profile") -> Profile:
    if (profile := known.get(ALIASES.get(name, name))) is not None:
        return profile
    names = [*known, *(alias for alias, meant in ALIASES.items() if meant in known)]
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else "."
    raise UnknownProfile(f"no {kind} is called {name!r}{hint} There are: {', '.join(names)}")
