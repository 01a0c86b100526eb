"""Layers: modifiers laid over a profile, as in `exfat+slow`."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pytest_fusevenv.profiles import Profile

PLUS = "+"
"""What stands between the names of a profile and of its modifiers."""


class NoModifier(LookupError):  # noqa: N818
    """What is to be laid over a profile is none that can be; the message lists those that can."""


def laid_over(base: Profile, modifiers: Sequence[Profile], known: Sequence[Profile]) -> Profile:
    """A profile with modifiers laid over it, whose quirks are asked first.

    The order in which they are given does not matter: they are sorted by name, and each counts
    once. Raises NoModifier, listing those among the `known`.
    """
    for modifier in modifiers:
        if not modifier.modifier:
            there = ", ".join(profile.name for profile in known if profile.modifier)
            raise NoModifier(
                f"{modifier.name!r} is no modifier, and cannot be laid over {base.name!r}. "
                f"Modifiers are: {there}"
            )
    wanted = sorted({m.name: m for m in modifiers}.values(), key=lambda m: m.name)
    layers = [*wanted, base]
    return msgspec.structs.replace(
        base,
        name=PLUS.join([base.name, *(m.name for m in wanted)]),
        title=", ".join([base.title, *(m.title for m in wanted)]),
        quirks=tuple(quirk for layer in layers for quirk in layer.quirks),
        sources=tuple(dict.fromkeys(s for layer in (base, *wanted) for s in layer.sources)),
        story="\n\n".join(layer.story for layer in (base, *wanted) if layer.story),
        original=None if wanted else base.original,
    )
