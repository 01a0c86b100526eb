"""The operations of a mount: each is ruled upon, carried out on the backing, and put on record.

Speaks fusepy's `Operations` interface (paths in, values out, OSError for a refusal), but imports no
binding. Three things differ from it because the bindings lose them: `getattr` answers `Attributes`,
`readdir` answers (name, mode, inode) triples, and `create` and `rename` are given their flags.
"""

from __future__ import annotations

import contextlib
import os
import posixpath
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pytest_fusevenv.backings import attributes_of
from pytest_fusevenv.calls import Attributes, Call, Caller, Capacity, Ids, Moment, Op
from pytest_fusevenv.carrying import Carrier
from pytest_fusevenv.contents import Contents
from pytest_fusevenv.copying import copy_over
from pytest_fusevenv.possessions import Possessions
from pytest_fusevenv.quirks import Who
from pytest_fusevenv.rights import act_as, keep_capabilities

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_fusevenv.backings import Backing
    from pytest_fusevenv.profiles import Imitation
    from pytest_fusevenv.trace import TraceWriter

_HIDDEN = re.compile(r"\.fuse_hidden[0-9a-f]{16,}")
"""How libfuse names an open file that is to be unlinked (fuse.c, hidden_name)."""


class Passthrough(Contents):
    """One mount's operations."""

    use_ns = True
    flag_utime_omit_ok = True  # else libfuse 2 drops a one-sided utimens without a word
    flag_nullpath_ok = True  # an open file may have lost its name and its directory

    def __init__(
        self,
        imitation: Imitation,
        backing: Backing,
        trace: TraceWriter,
        caller: Callable[[], Caller],
        ready: Callable[[], None],
    ) -> None:
        self._imitation = imitation
        carrier = Carrier(imitation, trace, caller)
        super().__init__(carrier, backing)
        self._caller = caller
        self._ready = ready
        self._is_root = os.geteuid() == 0
        self._host_user = backing.lstat("/")
        for op in imitation.lacking:
            setattr(self, op.value, None)
        stored = imitation.serves_as is Who.CALLER and not imitation.host.declared_inside()
        self._possessions = Possessions(imitation, backing, stored=stored)
        self._free = carrier.free
        self._shows_stored = stored and Op.GETATTR in self._free
        self.lists_attributes = self._shows_stored and Op.READDIR in self._free

    @contextlib.contextmanager
    def _rights(self) -> Iterator[None]:
        """Make new objects the caller's own, where the server could make them anybody's."""
        if not self._is_root or self._imitation.serves_as is not Who.CALLER:
            yield
            return
        caller = self._caller()
        if caller.uid == 0 and caller.gid == 0:
            yield
            return
        act_as(Ids(caller.uid, caller.gid))
        try:
            yield
        finally:
            act_as(Ids(0, 0))

    # --- life ------------------------------------------------------------------------------

    def init(self, path: str) -> None:  # noqa: ARG002
        """Called once, when the kernel has accepted the mount."""
        if self._is_root and self._imitation.serves_as is Who.HOST_USER:
            os.setgroups([self._host_user.gid])
            act_as(Ids(self._host_user.uid, self._host_user.gid))
        elif self._is_root:
            keep_capabilities()
        self._ready()

    # --- looking ---------------------------------------------------------------------------

    def getattr(self, path: str, fh: int | None = None) -> Attributes:
        """The attributes of an object, as the imitation shows them."""
        if not path and fh is not None:
            return self._imitation.shown(attributes_of(os.fstat(fh)))
        if self._shows_stored:
            self._count(Op.GETATTR)
            return self._backing.lstat(path)
        return self._carry(Call(Op.GETATTR, path), self._getattr)

    def _getattr(self, call: Call) -> Attributes:
        return self._imitation.shown(self._imitation.found(call.path))

    def access(self, path: str, wish: int) -> None:
        """Grant a kind of access; offered only where a quirk wants to see it."""
        self._carry(Call(Op.ACCESS, path, mode=wish), lambda _: None)

    def readlink(self, path: str) -> str:
        """The text of a link, as the imitation tells it."""
        call = Call(Op.READLINK, path)
        if Op.READLINK in self._free:
            return self._carry(call, self._readlink)
        with contextlib.suppress(OSError):  # what fails here fails again when carried out
            call = replace(call, other=self._backing.readlink(path))
        return self._carry(call, self._readlink)

    def _readlink(self, call: Call) -> str:
        return call.other if call.other is not None else self._backing.readlink(call.path)

    def opendir(self, path: str) -> int:
        """Whether a directory may be listed."""
        return self._carry(Call(Op.OPENDIR, path), lambda _: 0)

    def releasedir(self, path: str, fh: int) -> None:
        """Called when a directory is listed no more."""

    def readdir(self, path: str, fh: int) -> list[tuple[str, int, int]]:  # noqa: ARG002
        """What is in a directory: names, modes (of which the type counts) and inodes."""
        return self._carry(Call(Op.READDIR, path), self._readdir)

    def _readdir(self, call: Call) -> list[tuple[str, int, int]]:
        listed = self._imitation.listed
        entries = [
            (name, listed(mode), ino) for name, mode, ino in self._backing.listing(call.path)
        ]
        if not entries and self._imitation.omits_dots:
            return []
        return [(".", stat.S_IFDIR, 0), ("..", stat.S_IFDIR, 0), *entries]

    def names(self, path: str) -> list[str]:
        """The names in a directory, where `lists_attributes`."""
        self._count(Op.READDIR)
        return [name for name, _, _ in self._backing.listing(path)]

    def attributes_in(self, path: str, name: str) -> Attributes | None:
        """The attributes of what a directory lists; None where it has gone since."""
        try:
            return self._backing.lstat(posixpath.join(path, name))
        except FileNotFoundError:
            return None

    def statfs(self, path: str) -> Capacity:
        """The capacity of the filesystem."""
        return self._carry(
            Call(Op.STATFS, path), lambda _: self._imitation.reported(self._backing.capacity())
        )

    # --- making ----------------------------------------------------------------------------

    def mknod(self, path: str, mode: int, dev: int) -> None:
        """Make a file, a fifo, a socket or a device."""
        call = Call(Op.MKNOD, path, mode=mode, size=dev)
        self._carry(call, self._making(_mknod))

    def mkdir(self, path: str, mode: int) -> None:
        """Make a directory."""
        call = Call(Op.MKDIR, path, mode=mode)
        self._carry(call, self._making(lambda at, name, call: os.mkdir(name, call.mode, dir_fd=at)))

    def symlink(self, target: str, source: str) -> None:
        """Make a link at `target` with the text `source`."""
        call = Call(Op.SYMLINK, target, source)
        self._carry(
            call,
            self._making(lambda at, name, call: os.symlink(call.other or "", name, dir_fd=at)),
        )

    def _making(self, make: Callable[[int, str, Call], None]) -> Callable[[Call], None]:
        def made(call: Call) -> None:
            with self._backing.place(call.path) as place, self._rights():
                make(place.at, place.name, call)
            self._possessions.give_new(call)

        return made

    def create(self, path: str, mode: int, flags: int) -> int:
        """Make a file and open it."""
        return self._carry(Call(Op.CREATE, path, mode=mode, flags=flags), self._create)

    def _create(self, call: Call) -> int:
        exclusive = call.flags | os.O_CREAT | os.O_EXCL
        try:
            with self._rights():
                fd = self._backing.open(call.path, exclusive, call.mode)
        except FileExistsError:
            if call.flags & os.O_EXCL:
                raise
            return self._opened(self._backing.open(call.path, call.flags & ~os.O_CREAT))
        self._possessions.give_new(call)
        return self._opened(fd)

    def link(self, target: str, source: str) -> None:
        """Make `target` another name of `source`."""
        self._carry(Call(Op.LINK, source, target), self._link)

    def _link(self, call: Call) -> None:
        with (
            self._backing.place(call.path) as old,
            self._backing.place(call.other or "") as new,
        ):
            os.link(old.name, new.name, src_dir_fd=old.at, dst_dir_fd=new.at, follow_symlinks=False)

    # --- unmaking and moving ---------------------------------------------------------------

    def unlink(self, path: str) -> None:
        """Take a name away."""
        if self._backing.reveal(path):
            return
        self._carry(Call(Op.UNLINK, path), self._unlink)

    def _unlink(self, call: Call) -> None:
        forget = self._possessions.forgetting(call.path)
        with self._backing.place(call.path) as place:
            os.unlink(place.name, dir_fd=place.at)
        forget()

    def rmdir(self, path: str) -> None:
        """Take an empty directory away."""
        self._carry(Call(Op.RMDIR, path), self._rmdir)

    def _rmdir(self, call: Call) -> None:
        forget = self._possessions.forgetting(call.path)
        with self._backing.place(call.path) as place:
            os.rmdir(place.name, dir_fd=place.at)
        self._backing.lose(call.path)
        forget()

    def rename(self, old: str, new: str, flags: int = 0) -> None:
        """Give an object another name; `flags` are those of renameat2(2)."""
        if not self._imitation.lingers and self._is_hiding(old, new):
            self._backing.hide(old, new)
            return
        self._carry(Call(Op.RENAME, old, new, flags=flags), self._rename)

    def _is_hiding(self, old: str, new: str) -> bool:
        """Whether libfuse is putting an open file out of sight before it unlinks it."""
        parent, name = posixpath.split(new)
        return (
            _HIDDEN.fullmatch(name) is not None
            and posixpath.dirname(old) == parent
            and self._backing.is_open(old)
        )

    def _rename(self, call: Call) -> None:
        new = call.other or ""
        if self._imitation.copies_over and self._is_dangling(new):
            copy_over(call.path, new, self._imitation.host, self._backing, self._possessions)
            self._unlink(Call(Op.UNLINK, call.path))
            return
        forget = self._possessions.forgetting(new) if not call.flags else lambda: None
        self._backing.rename(call.path, new, call.flags)
        forget()

    def _is_dangling(self, path: str) -> bool:
        host = self._imitation.host
        return host.exists(path) and host.followed(path) is None

    # --- changing --------------------------------------------------------------------------

    def chmod(self, path: str, mode: int) -> None:
        """Set the permission bits."""
        self._carry(Call(Op.CHMOD, path, mode=mode), self._chmod)

    def _chmod(self, call: Call) -> None:
        with self._backing.object(call.path) as place:
            Path(place.name).chmod(call.mode & 0o7777)

    def chown(self, path: str, uid: int, gid: int) -> None:
        """Set the owners; -1 leaves one."""
        owner = (None if uid == -1 else uid, None if gid == -1 else gid)
        self._carry(Call(Op.CHOWN, path, owner=owner), self._set_owner)

    def _set_owner(self, call: Call) -> None:
        uid, gid = call.owner or (None, None)
        if self._imitation.serves_as is Who.ROOT:
            now = self._imitation.host.lstat(call.path)
            owner = Ids(now.uid if uid is None else uid, now.gid if gid is None else gid)
            self._possessions.give(call.path, owner)
            return
        with self._backing.object(call.path) as place:
            os.chown(place.name, -1 if uid is None else uid, -1 if gid is None else gid)

    def truncate(self, path: str, length: int, fh: int | None = None) -> None:
        """Set the size in bytes."""
        call = Call(Op.TRUNCATE, path, size=length)
        self._carry(call, lambda call: self._truncate(call, fh))

    def _truncate(self, call: Call, fh: int | None) -> None:
        if fh is not None:
            os.ftruncate(fh, call.size)
            return
        fd = self._backing.open(call.path, os.O_WRONLY)
        try:
            os.ftruncate(fd, call.size)
        finally:
            os.close(fd)

    def utimens(self, path: str, times: tuple[int, int] | None = None) -> None:
        """Set access and modification time: nanoseconds or a `Moment`."""
        wanted = times or (Moment.NOW, Moment.NOW)
        self._carry(
            Call(Op.UTIMENS, path, times=wanted),
            lambda call: self._backing.set_times(call.path, call.times or wanted),
        )


def _mknod(at: int, name: str, call: Call) -> None:
    os.mknod(name, call.mode, call.size, dir_fd=at)
