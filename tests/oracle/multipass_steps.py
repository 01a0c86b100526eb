"""Steps that matter before a Multipass server: what the host has, does, and owns."""

from __future__ import annotations

import os

from hypothesis import strategies as st

from pytest_fusevenv.hosts import HostPath, HostWorld
from tests.oracle import operations as do
from tests.oracle import sequences
from tests.oracle.facts import SOURCE
from tests.oracle.operations import Hand, Step
from tests.oracle.sshfs import IS_ROOT, ME, SOMEBODY

HOST_USER = SOMEBODY if IS_ROOT else ME
_STRANGER = 2000

WORLD = HostWorld(
    paths=(
        HostPath("/usr/bin/env"),
        HostPath("/var/snap/multipass/x1/config"),
        HostPath("/host/dir", *HOST_USER, "directory"),
        HostPath("/host/ours", *HOST_USER),
        HostPath("/host/half", HOST_USER.uid, _STRANGER),
    )
)
"""What the host has outside the export: root's, the host user's, and half his."""

_TEXTS = (
    *("/usr/bin/env", "/host/ours", "/host/half", "/host/dir", "/host/nope", "/host", "config"),
    *("/host/dir/../ours", "/host/ours/x", "/host/./dir/", "/../host/ours"),
    *(f"{SOURCE}/SEQUENCE/l/g", f"{SOURCE}/SEQUENCE/d/../../SEQUENCE/f", f"{SOURCE}/nope"),
)
_OWNERS = ((0, -1), (-1, 0), (_STRANGER, -1), (-1, _STRANGER), (0, 0), tuple(HOST_USER))
_NAMES = st.sampled_from(("f", "l", "d", "a", "b", "x", "d/g", "d/a", "l/a"))


def host_links(hand: Hand, text: str, name: str, uid: int, gid: int) -> None:
    """The host makes a link, and gives it to somebody."""
    below = _underneath(hand, name)
    os.symlink(text.replace(SOURCE, hand.source), below)
    os.lchown(below, uid, gid)


def host_gives(hand: Hand, name: str, uid: int, gid: int) -> None:
    """The host gives something to somebody."""
    os.lchown(_underneath(hand, name), uid, gid)


def _underneath(hand: Hand, name: str) -> str:
    """The path of a name on the host; of links, only the last part may be one."""
    top = f"{hand.source}/{os.path.basename(hand.at)}"
    parent = os.path.realpath(f"{top}/{os.path.dirname(name)}")
    if os.path.commonpath((parent, top)) != top:
        raise FileNotFoundError(2, os.strerror(2), name)
    return f"{parent}/{os.path.basename(name)}"


_texts = st.one_of(st.sampled_from(_TEXTS), st.sampled_from(("f", "a", "nope", "../x", "d/g", ".")))
_owners = st.sampled_from(_OWNERS)

_LINKING = st.builds(lambda text, name: Step(do.symlink, (text, name)), _texts, _NAMES)
_GIVING = st.one_of(
    *(
        st.builds(lambda name, to, how=how: Step(how, (name, *to)), _NAMES, _owners)
        for how in (do.chown, do.lchown)
    )
)
_ON_HOST = (
    st.builds(lambda text, name, to: Step(host_links, (text, name, *to)), _texts, _NAMES, _owners),
    st.builds(lambda name, to: Step(host_gives, (name, *to)), _NAMES, _owners),
)
"""What only the host's root can do."""

steps = st.one_of(
    sequences.steps, sequences.steps, _LINKING, _GIVING, *(_ON_HOST if IS_ROOT else ())
)
drawn = st.lists(steps, min_size=1, max_size=sequences.MOST_STEPS)
