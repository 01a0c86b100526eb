"""The control against the very filesystem that it is mounted over.

Both sides lie on a filesystem of one kind: the real one is that filesystem at another place, the
imitation is `plain` over it. What differs is what a FUSE server in user space takes away.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from pytest_fusevenv.calls import Ids, RenameFlag
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.mount import Mount, mount
from pytest_fusevenv.profiles import Profile
from tests.oracle import operations as do
from tests.oracle.comparing import STORED, Difference
from tests.oracle.explained import Explanation
from tests.oracle.operations import Step
from tests.oracle.real import Real, Room, run

_AS_IT_IS = "mount --bind source mount"


class Local(NamedTuple):
    """A local filesystem, and how it comes to be on a room's `source`."""

    name: str
    programs: tuple[str, ...]
    commands: str
    needs_loop: bool = False
    profile: Profile = find("plain")

    @property
    def server(self) -> Ids:
        """Whose the files are: ours."""
        return Ids(os.geteuid(), os.getegid())

    @property
    def real(self) -> Real:
        """The filesystem itself."""
        return Real(
            f"plain-{self.name}",
            ("mount", *self.programs),
            partial(_set_up, f"{self.commands}; {_AS_IT_IS}"),
            needs_root=True,
            needs_loop=self.needs_loop,
        )

    @contextmanager
    def imitated(self, at: Room) -> Iterator[Mount]:
        """The control over another filesystem of that kind."""
        _set_up(self.commands, at)
        state = at.top / "state"
        state.mkdir()
        with mount(self.profile, backing=at.source, at=at.mountpoint, state=state) as served:
            yield served


def _set_up(commands: str, at: Room) -> None:
    run("sh", "-euc", f'cd "$0"; {commands}', at.top)


LOCALS = (
    Local("tmpfs", (), "mount -t tmpfs none source"),
    Local(
        "ext4",
        ("mkfs.ext4",),
        "truncate -s 1G image; mkfs.ext4 -q image; mount -o loop image source; rmdir source/l*",
        needs_loop=True,
    ),
)

_ATIME = re.compile(r"(/\d+) \S+ ")


def _is_atime_of_the_empty(difference: Difference, _: Sequence[Step]) -> bool:
    """Whether only the time of access differs, of a file without contents, underneath."""
    told = (difference.real, difference.imitated)
    real, imitated = (_ATIME.sub(r"\1 ", text, count=1) for text in told)
    return difference.what.startswith(STORED) and " 0b/" in real and real == imitated


def _is_after_a_nameless_file(difference: Difference, steps: Sequence[Step]) -> bool:
    """Whether a file without a name was asked for: one side has it open from then on."""
    return any(
        step.do is do.hold and step.arguments[2] & os.O_TMPFILE == os.O_TMPFILE
        for step in steps[: difference.at + 1]
    )


def _is_of_a_device(difference: Difference, steps: Sequence[Step]) -> bool:
    """Whether something is not opened after a device was made, or left by a whiteout."""
    made = any(
        step.do is do.mknod or (step.do is do.rename and step.arguments[2] == RenameFlag.WHITEOUT)
        for step in steps[: difference.at + 1]
    )
    return made and difference.imitated == "E:EACCES"


EXPLAINED = (
    Explanation(
        "atime-of-the-empty",
        "When an empty file is read, the kernel asks a FUSE server nothing, and so the time of "
        "access underneath stays.",
        _is_atime_of_the_empty,
    ),
    Explanation(
        "no-nameless-files",
        "libfuse has no operation for O_TMPFILE.",
        _is_after_a_nameless_file,
    ),
    Explanation(
        "no-devices",
        "A FUSE mount has nodev unless it is told otherwise, and so no device on it is opened, nor "
        "what RENAME_WHITEOUT leaves.",
        _is_of_a_device,
    ),
)
