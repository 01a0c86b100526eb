"""The columns of the specification's tables, and the profile each stands for."""

from __future__ import annotations

from msgspec.structs import replace

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import CheckedByKernel, Errno, Refuse, When


def _with(name: str, base: str, *quirks: Refuse | CheckedByKernel) -> Profile:
    profile = find(base)
    return replace(profile, name=name, quirks=(*profile.quirks, *quirks))


CONTAINED = Refuse(
    Op.READLINK,
    Errno.EPERM,
    When.TARGET_ABSOLUTE_OR_CLIMBS,
    because="the guest's distribution has a sshfs that contains symlinks",
)

COLUMNS = {
    "A": find("multipass-1.13"),
    "B": find("multipass-1.16"),
    "B0": find("multipass-1.16-rootmap"),
    "B-C": _with("multipass-1.16-contained", "multipass-1.16", CONTAINED),
    "C": find("multipass-1.16.3"),
    "D": find("multipass-2026.08"),
    "SF": find("sshfs-3.7.5"),
    "SF-C": find("sshfs-3.7.6"),
    "SF-F": find("sshfs-follow-symlinks"),
    "SF-T": find("sshfs-transform-symlinks"),
    "SF-N": find("sshfs-no-hardlinks"),
    "SF-P": _with(
        "sshfs-default-permissions",
        "sshfs-3.7.5",
        CheckedByKernel(because="sshfs was mounted with default_permissions"),
    ),
}
"""By the specification's letters (section 0). B-C and SF-P are not shipped: nobody mounts so."""

SSHFS = frozenset({"SF", "SF-C", "SF-F", "SF-T", "SF-N", "SF-P"})
"""Where the server has the ssh user's rights: the backing itself must have the owners."""

MULTIPASS = frozenset(COLUMNS) - SSHFS
