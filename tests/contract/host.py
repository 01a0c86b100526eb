"""The host's side of a case: the export, what else the host has, and what its user does there."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Self

from pytest_fusevenv.calls import Ids
from pytest_fusevenv.hosts import HostPath, HostWorld
from tests.contract.people import IS_ROOT, USER

SRC = "/h/mb/multi-issue"
"""Where the host keeps the export, as far as the mount is told."""

_CWD = "/var/snap/multipass/x1"
_ROOT = Ids(0, 0)
_SCRIPT = "#!/bin/sh\necho ran\n"

ELSEWHERE = (
    HostPath("/usr/bin/env", *_ROOT),
    HostPath(f"{_CWD}/config", *_ROOT),
    HostPath("/h/mb", *USER, "directory"),
    HostPath("/h/mb/outf", *USER),
    HostPath("/h/mb/multi-issue2/q", *USER),
)
"""What the host has outside the export."""


class Export:
    """The directory tree of specification section 7, in a scratch directory all can reach."""

    def __init__(self) -> None:
        self.top = Path(tempfile.mkdtemp(prefix="fusevenv-contract-")).resolve()
        self.top.chmod(0o755)
        self.source, self.mountpoint, self.state = (
            self._directory(name) for name in ("backing", "mount", "state")
        )
        self._owners: dict[str, Ids] = {}
        self._own(self.source, USER)
        self.source.chmod(0o775)
        self._fill()
        self.guest_only = self.top / "only-the-guest-has-this"
        self._write_script(self.guest_only)
        (self.top / "outf").write_text("the guest's\n")

    def _directory(self, name: str) -> Path:
        path = self.top / name
        path.mkdir()
        path.chmod(0o755)
        return path

    def _fill(self) -> None:
        for name in ("d", "d/e", "empty", "ne", "p", "p/q"):
            self.mkdir(name)
        for name in ("f", "f2", "d/inner", "ne/c"):
            self.write(name, "text\n")
        self.link("to_f", "f")
        self.link("to_nope", "nope")
        self.write("g2", "text\n", owner=Ids(USER.uid, 2000))
        self._write_script(self.source / "x")
        self._own(self.source / "x", USER)
        self.fifo("fifo")
        self.write("rootf", "text\n", owner=_ROOT)
        self._write_script(self.source / "rootx")
        self._own(self.source / "rootx", _ROOT)
        self.mkdir("rootd", owner=_ROOT)
        self.mkdir("rootd/e")
        self.write("rootd/c", "text\n")
        self.write("rootd/r", "text\n", owner=_ROOT)

    def _write_script(self, path: Path) -> None:
        path.write_text(_SCRIPT)
        path.chmod(0o755)

    def _own(self, path: Path, owner: Ids) -> None:
        """Give a path to somebody; what an ordinary user cannot give away, the mount is told."""
        if IS_ROOT:
            os.lchown(path, *owner)
        elif owner != USER:
            self._owners[f"{SRC}/{path.relative_to(self.source)}"] = owner

    @property
    def world(self) -> HostWorld:
        """What the mount is told of the host."""
        told = tuple(HostPath(path, *owner) for path, owner in self._owners.items())
        return HostWorld(source=SRC, cwd=_CWD, paths=(*ELSEWHERE, *told))

    # --- what the host user does (the words of the steps "H:") -----------------------------

    def mkdir(self, name: str, owner: Ids = USER) -> None:
        """Make a directory."""
        (self.source / name).mkdir()
        self.chmod(name, 0o755)
        self._own(self.source / name, owner)

    def write(self, name: str, text: str, owner: Ids = USER, mode: int = 0o644) -> None:
        """Write a file."""
        (self.source / name).write_text(text)
        (self.source / name).chmod(mode)
        self._own(self.source / name, owner)

    def fifo(self, name: str) -> None:
        """Make a fifo."""
        os.mkfifo(self.source / name, 0o644)
        self._own(self.source / name, USER)

    def link(self, name: str, text: str, owner: Ids = USER) -> None:
        """Make a link."""
        (self.source / name).symlink_to(text)
        self._own(self.source / name, owner)

    def raw_name(self, name: bytes) -> None:
        """Write a file under a name that may not be UTF-8."""
        self.write(os.fsdecode(name), "text\n")

    def remove(self, name: str) -> None:
        """Take a file away."""
        (self.source / name).unlink()

    def chmod(self, name: str, mode: int) -> None:
        """Set a mode."""
        (self.source / name).chmod(mode)

    def mode(self, name: str) -> str:
        """The mode the host has."""
        return f"{stat.S_IMODE((self.source / name).lstat().st_mode):o}"

    def mtime(self, name: str) -> int:
        """The second the host has for a modification."""
        return int((self.source / name).lstat().st_mtime)

    def is_link(self, name: str) -> str:
        """Whether the host has a link there."""
        return "link" if (self.source / name).is_symlink() else "no link"

    def read(self, name: str) -> str:
        """The text the host has."""
        return (self.source / name).read_text().strip()

    def text(self, name: str) -> str:
        """The text of a link, as stored."""
        return (self.source / name).readlink().as_posix().replace(SRC, "SRC")

    def blocks_in_all(self) -> int:
        """The size of the filesystem that holds the export."""
        return os.statvfs(self.source).f_blocks

    # --- life --------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.top)
