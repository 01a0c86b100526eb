"""Profiles: an odd filesystem as data, a named tuple of quirks."""

from __future__ import annotations

import msgspec

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.quirks import (
    AnyQuirk,
    MountFlag,
    MountWith,
    Serve,
    Who,
)

ENGINE_MAY_LACK = frozenset({Op.FLOCK, Op.FALLOCATE})
"""Operations that not every engine delivers."""


class Original(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The real filesystem a profile is held to: one whose answers to a probe were measured.

    `apart` has the questions that the imitation answers otherwise, each with the reason: by key, or
    by the beginning of keys, with a dot at its end.
    """

    name: str
    apart: dict[str, str] = msgspec.field(default_factory=dict)


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One filesystem, as mounted with given options: its quirks and where they are known from.

    A `modifier` is a habit that any filesystem can have: it can be laid over others.
    """

    name: str
    title: str
    quirks: tuple[AnyQuirk, ...] = ()
    sources: tuple[str, ...] = ()
    story: str = ""
    original: Original | None = None
    family: Family = Family.OWN
    modifier: bool = False

    @property
    def needs(self) -> frozenset[Op]:
        """What an engine must deliver, beyond what all do, for this profile to be true."""
        return ENGINE_MAY_LACK.intersection(op for quirk in self.quirks for op in quirk.needs)

    @property
    def follows_no_links(self) -> bool:
        """Whether the kernel is to follow no link on it, which only root can ask for."""
        return self._is_mounted_with(MountFlag.NOSYMFOLLOW)

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be made on it, so that all there is must be in the backing."""
        return self._is_mounted_with(MountFlag.READ_ONLY)

    @property
    def squashes_root(self) -> bool:
        """Whether root is nobody, who can make something only where everybody can."""
        serving = (quirk.who for quirk in self.quirks if isinstance(quirk, Serve))
        return Who.NOBODY in serving

    def _is_mounted_with(self, flag: MountFlag) -> bool:
        return any(flag in quirk.flags for quirk in self.quirks if isinstance(quirk, MountWith))

    @property
    def leaves_to_chance(self) -> bool:
        """Whether the seed decides any of its answers."""
        return any(quirk.is_chance for quirk in self.quirks)
