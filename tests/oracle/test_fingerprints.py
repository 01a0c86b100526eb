"""A probe is answered alike by a real filesystem and by its imitation, as users mount them.

In a long run (`FUSEVENV_SEQUENCES`) the figures are kept in `runs/`, as those of sequences are.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack

import msgspec
import pytest

from pytest_fusevenv.fingerprints import Fingerprint, differences, shared
from pytest_fusevenv.probe import probe
from pytest_fusevenv.questions import QUESTIONS
from pytest_fusevenv.replays import NOT_CARRIED
from tests.oracle.comparing import Paired
from tests.oracle.judging import LONG, RUNS
from tests.oracle.multipass_mounts import MULTIPASS, Beside
from tests.oracle.multipass_steps import WORLD
from tests.oracle.plain import LOCALS
from tests.oracle.real import Real, room, standing
from tests.oracle.sshfs import VARIANTS

SSHFS = [variant._replace(cached=True) for variant in VARIANTS.values()]
COLUMNS = [Beside(column, WORLD, cached=True) for column in MULTIPASS]

_TOO_DEEP = (
    "the imitation serves paths of more than 4095 bytes, too; of one that long glibc lists the "
    "parent directory to find the name, and once more, which tells nothing with `dir_cache=no`"
)
_EMPTY_HOST = "the imitation's host is empty: outside the export nothing is there"

KNOWN: dict[str, dict[str, str]] = {
    "plain": {
        **NOT_CARRIED,
        "statfs.flags": "a FUSE mount has nosuid and nodev unless it is told otherwise",
        "special.use_null": "a FUSE mount has nosuid and nodev unless it is told otherwise",
    },
    "multipass": {
        **dict.fromkeys(("name.path.getcwd_deep", "name.path.python_abspath"), _TOO_DEEP),
        "name.path.depth_by_chdir_60x120": "the imitation serves paths beyond 4095 bytes, too",
        "rename.hardlinks_same_inode_keeps_both": "the server removes what has the new name, and "
        "then renames: of two names of one file one stays. The imitation keeps both, as Linux does",
    },
    "multipass-C": {
        "symlink.readlink.dot": "1.16.3 tells it by the path of the mount, of which there are two"
    },
    "sshfs": {"otheruser": "the profiles are of sshfs with allow_other, as root and CI use it"},
    "sshfs-follow_symlinks": dict.fromkeys(
        (
            "symlink.python",
            "symlink.exec.to_outer",
            "symlink.readlink.absolute",
            "symlink.readlink.escape",
            "symlink.stat_through.absolute",
            "symlink.stat_through.escape",
            "symlink.stat_through.outside",
            "cleanup.symlink.ops",
            "cleanup.symlink.stat_through",
        ),
        _EMPTY_HOST,
    ),
}
"""The answers that are known to differ, with the reasons: by oracle, or the first word of it."""

EVERY_TIME = {
    "multipass-C",
    "sshfs-contain_symlinks",
    *(it.real.name for it in LOCALS),
}
"""Those that every run asks; a long run asks the rest."""

DEADLY = frozenset({"symlink.readlink.abs_in_mount"})
"""What hangs a server that is on the same machine as its client: a link into the mount itself."""


class Probed(msgspec.Struct):
    """What came of probing both sides."""

    oracle: str
    profile: str
    user: str
    questions: int
    different: dict[str, str]
    """The keys that are answered differently, and why."""

    def keep(self) -> None:
        """Put it on record."""
        text = msgspec.json.format(msgspec.json.encode(self, order="sorted"), indent=2)
        (RUNS / f"probe-{self.oracle}-{self.user}.json").write_bytes(text + b"\n")


def both(variant: Paired) -> tuple[Fingerprint, Fingerprint]:
    """The fingerprints of a real filesystem, and of its imitation."""
    with ExitStack() as stack:
        theirs = stack.enter_context(standing(variant.real, stack.enter_context(room())))
        served = stack.enter_context(variant.imitated(stack.enter_context(room())))
        keys = [key for key in QUESTIONS if key not in DEADLY]
        return probe(theirs.mountpoint, keys=keys), probe(served.path, keys=keys)


@pytest.mark.parametrize(
    "variant",
    [
        pytest.param(it, marks=() if it.real.name in EVERY_TIME else pytest.mark.long)
        for it in (*SSHFS, *COLUMNS, *LOCALS)
    ],
    ids=lambda it: it.real.name,
)
def test_the_imitation_answers_a_probe_as_the_real_one_does(
    variant: Paired, available: Callable[[Real], Real]
) -> None:
    name = available(variant.real).name
    real, imitated = both(variant)

    known = KNOWN.get(name.split("-")[0], {}) | KNOWN.get(name, {})
    apart = differences(real, imitated)
    assert [found for found in apart if found.key not in known] == []
    if LONG:
        different = {found.key: known[found.key] for found in apart}
        user = "root" if os.geteuid() == 0 else "user"
        asked = len(shared(real, imitated))
        Probed(name, variant.profile.name, user, asked, different).keep()
