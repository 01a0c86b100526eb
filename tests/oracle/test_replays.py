"""The probe of a real filesystem, as a profile that is mounted, is answered like the original."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

import pytest

from pytest_fusevenv.fingerprints import Fingerprint, differences
from pytest_fusevenv.forms import as_toml, from_toml
from pytest_fusevenv.likenesses import INCIDENTAL, of_profile
from pytest_fusevenv.mount import Mount, mount
from pytest_fusevenv.probe import probe
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.replays import NOT_CARRIED, replay
from pytest_fusevenv.scenarios import Story, play
from pytest_fusevenv.tools import find_uv
from pytest_fusevenv.trace import Trace
from tests.fingerprinting import PATIENCE
from tests.oracle.disks import DISKS
from tests.oracle.real import Real, Room, room, standing
from tests.oracle.sshfs import VARIANTS

UV = "0.13.9"

_SSHFS = ("contain_symlinks", "no_contain_symlinks", "disable_hardlink")
ORIGINALS = {
    real.name: real
    for real in (
        *(VARIANTS[name].real for name in _SSHFS),
        *(VARIANTS[name]._replace(name=f"{name}-cached", cached=True).real for name in _SSHFS[:1]),
        *(disk for disk in DISKS if disk.name != "tmpfs-inodes200"),
    )
}
"""All that is replayed: what is not runs out of inodes."""

EVERY_TIME = {
    "exfat-fuse",
    "ext4-i128",
    "ext4-nosymfollow",
    "ntfs-3g",
    "sshfs-contain_symlinks",
}
"""Those that every run replays, each for a reason of its own; a long run replays the rest."""

_GHOST = "lowntfs-3g calls it .ghost-ntfs-3g-…, and libfuse .fuse_hidden…"

KNOWN = {
    "exfat-fuse": {
        "name.chars.b'\\xc0\\x80'": "names that are no UTF-8 are read as all refused or none",
        "name.chars.b'\\xed\\xa0\\x80'": "it ends when it lists it: the profile refuses it",
        "perm.chown.group_only": 'exfat-fuse takes "leave the user" for another user',
        "readdir.d_type..": "exfat-fuse gives no type to '.' and '..'",
        "readdir.d_type...": "exfat-fuse gives no type to '.' and '..'",
        "time.dir_mtime_on_rename": "exfat-fuse forgets the directory's time at a rename",
    },
    "lowntfs-3g": {"rename.over_open_file_listed": _GHOST, "unlink.listed_after": _GHOST},
}
"""What no replay and no profile of an original carries, with the reasons."""

IMITATED = ("exfat-fuse", "lowntfs-3g", "ntfs-3g", "ntfs-3g-fmask133")
"""The disks that a shipped profile has its name from."""

PLAYED = ("sshfs-contain_symlinks", "ext4-noexec", "tmpfs", "bindfs-chmod-deny", "gocryptfs")
"""Those on which environments are made: each ends in its own way."""


class Original(NamedTuple):
    """What a scenario wants to know of a mount, of one that is not ours."""

    profile: Profile
    path: Path
    backing: Path
    state: Path
    trace: Trace
    complaints: str = ""


@contextmanager
def replayed(profile: Profile) -> Iterator[Mount]:
    """A profile, mounted in a room that all may enter, as the original is."""
    with room() as at:
        state = at.top / "state"
        state.mkdir()
        with mount(profile, backing=at.source, at=at.mountpoint, state=state) as served:
            yield served
        assert served.complaints == ""


@cache
def probed(name: str) -> Fingerprint:
    """What an original answers."""
    with room() as at, standing(ORIGINALS[name], at):
        return probe(at.mountpoint, patience=PATIENCE)


def replay_of(name: str) -> Profile:
    """The profile of an original, as it comes out of a file."""
    return from_toml(as_toml(replay(probed(name), name)))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in EVERY_TIME else pytest.mark.long)
        for name in ORIGINALS
    ],
)
def test_the_replay_answers_as_the_original(name: str, available: Callable[[Real], Real]) -> None:
    available(ORIGINALS[name])
    with replayed(replay_of(name)) as served:
        again = probe(served.path, patience=PATIENCE)
    assert differences(probed(name), again, but=[*NOT_CARRIED, *KNOWN.get(name, ())]) == []


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in EVERY_TIME else pytest.mark.long) for name in IMITATED],
)
def test_the_shipped_profile_answers_as_the_original(
    name: str, available: Callable[[Real], Real]
) -> None:
    available(ORIGINALS[name])
    shipped = of_profile(name, "root")
    known = [*INCIDENTAL, *KNOWN.get(name, ())]
    assert differences(probed(name), shipped, but=known) == []


@pytest.mark.parametrize("name", PLAYED)
def test_an_environment_on_the_replay_ends_as_on_the_original(
    name: str, available: Callable[[Real], Real]
) -> None:
    available(ORIGINALS[name])
    with replayed(replay_of(name)) as served:
        ours = play(served, find_uv(UV))
    with room() as at, standing(ORIGINALS[name], at):
        theirs = play(original(at, ours), find_uv(UV))
    assert _told(ours) == _told(theirs)


def original(at: Room, ours: Story) -> Mount:
    """A real filesystem as a scenario meets it: it keeps no trace."""
    state = at.top / "state"
    state.mkdir()
    (state / "trace.jsonl").touch()
    profile = Profile(ours.profile, "the original")
    return cast("Mount", Original(profile, at.mountpoint, at.mountpoint, state, Trace(state)))


def _told(story: Story) -> tuple[str, list[int | None], dict[str, bool]]:
    """The verdict, how the commands ended, and what the checks of the environment found."""
    findings = {finding.check: finding.ok for finding in story.findings}
    return story.verdict.value, [ran.returncode for ran in story.runs], findings
