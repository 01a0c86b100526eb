"""The operations of a mount: each is ruled upon, carried out on the backing, and put on record.

Speaks fusepy's `Operations` interface (paths in, values out, OSError for a refusal), but imports no
binding. Three things differ from it because the bindings lose them: `getattr` answers `Attributes`,
`readdir` answers (name, mode, inode) triples, and `create` and `rename` are given their flags.
"""

from __future__ import annotations

import contextlib
import os
import posixpath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pytest_fusevenv.calls import Attributes, Call, Caller, Capacity, Ids, Moment, Op
from pytest_fusevenv.carrying import Carrier
from pytest_fusevenv.listings import Listings
from pytest_fusevenv.names import Names
from pytest_fusevenv.possessions import Possessions
from pytest_fusevenv.quirks import Who
from pytest_fusevenv.rights import act_as, keep_capabilities

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.carrying import Recorder
    from pytest_fusevenv.imitations import Imitation
    from pytest_fusevenv.storages import Storage

_NOTHING = Attributes(mode=0, uid=0, gid=0)
"""What is told of an open file of which nothing is left."""


class Passthrough(Names):
    """One mount's operations."""

    use_ns = True
    flag_utime_omit_ok = True  # else libfuse 2 drops a one-sided utimens without a word
    flag_nullpath_ok = True  # an open file may have lost its name and its directory

    def __init__(
        self,
        imitation: Imitation,
        backing: Storage,
        trace: Recorder,
        caller: Callable[[], Caller],
        ready: Callable[[], None],
    ) -> None:
        carrier = Carrier(imitation, trace, caller)
        stored = imitation.serves_as is Who.CALLER and not imitation.host.declared_inside()
        possessions = Possessions(imitation, backing, stored=stored)
        super().__init__(carrier, backing, imitation, possessions, caller)
        self._ready = ready
        self._is_root = os.geteuid() == 0
        for op in imitation.lacking:
            setattr(self, op.value, None)
        self._listings = Listings(imitation, backing)
        # Its own descriptor answers, also where its user's path to the file is closed since.
        self._knows_open = imitation.server_user is not None
        self._shows_stored = stored and Op.GETATTR in self._free
        self.lists_attributes = self._shows_stored and Op.READDIR in self._free

    # --- life ------------------------------------------------------------------------------

    def init(self, path: str) -> None:  # noqa: ARG002
        """Called once, when the kernel has accepted the mount."""
        if self._is_root and (user := self._imitation.server_user):
            os.setgroups([user.gid])
            act_as(user)
        elif self._is_root:
            keep_capabilities()
        self._ready()

    # --- looking ---------------------------------------------------------------------------

    def getattr(self, path: str, fh: int | None = None) -> Attributes:
        """The attributes of an object, as the imitation shows them."""
        if fh is not None and self._imitation.keeps_paths:
            return self._getattr_of_open(path, fh)
        if fh is not None and (self._knows_open or not path):
            return self._imitation.shown(self._backing.fstat(fh))
        if self._shows_stored:
            self._count(Op.GETATTR)
            return self._backing.lstat(path)
        return self._carry(Call(Op.GETATTR, path), self._getattr)

    def _getattr(self, call: Call) -> Attributes:
        return self._imitation.shown(self._imitation.found(call.path))

    def _getattr_of_open(self, path: str, fh: int) -> Attributes:
        """What is there now where a file was opened, or nothing that has a type.

        Of that the kernel makes EIO, for all that is asked of the file until it is closed.
        """
        try:
            opened = self._open_files[fh].path
            return self._carry(Call(Op.GETATTR, path, opened), self._getattr_followed)
        except OSError:
            return _NOTHING

    def _getattr_followed(self, call: Call) -> Attributes:
        host = self._imitation.host
        return self._imitation.shown(host.find_on_host(host.on_host(call.path)).attributes)

    def may_change_unseen(self, attributes: Attributes) -> bool:
        """Whether an object can change by another name than the one the kernel knows it by.

        What a profile says of its kernel's memory is as it should be, stale or not.
        """
        if self._imitation.cache_seconds is not None:
            return False
        counted = self._imitation.counts_names or attributes.is_directory
        return attributes.has_other_names or not counted

    def is_open(self, path: str) -> bool:
        """Whether a file is open, so that reads of it may be waiting. Raises OSError."""
        return self._backing.is_open(self._imitation.stored(path))

    def access(self, path: str, wish: int) -> None:
        """Grant a kind of access; offered only where a quirk wants to see it."""
        self._carry(Call(Op.ACCESS, path, mode=wish), self._access)

    def _access(self, call: Call) -> None:
        if self._imitation.serves_as is Who.NOBODY:  # the kernel would let root do anything
            self._backing.may(call.path, call.mode)

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
        """The number of a directory that is to be listed."""
        return self._carry(Call(Op.OPENDIR, path), self._opendir)

    def _opendir(self, call: Call) -> int:
        if self._imitation.server_user:  # else the kernel has asked, or may root
            self._backing.may_list(call.path)
        return self._listings.open(call.path)

    def releasedir(self, path: str, fh: int) -> None:  # noqa: ARG002
        """Called when a directory is listed no more."""
        self._listings.close(fh)

    def readdir(self, path: str, fh: int) -> list[tuple[str, int, int]]:
        """What is in a directory: names, modes (of which the type counts) and inodes."""
        told = self._listings.told
        return self._carry(Call(Op.READDIR, path), lambda call: told(fh, call.path))

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

    # --- changing --------------------------------------------------------------------------

    def chmod(self, path: str, mode: int) -> None:
        """Set the permission bits."""
        chmod = self._backing.chmod
        self._carry(
            Call(Op.CHMOD, path, mode=mode), lambda call: chmod(call.path, call.mode & 0o7777)
        )

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
        self._backing.chown(call.path, -1 if uid is None else uid, -1 if gid is None else gid)

    def truncate(self, path: str, length: int, fh: int | None = None) -> None:
        """Set the size in bytes."""
        opened = None
        if fh is not None and self._imitation.keeps_paths:
            opened, fh = self._open_files[fh].path, None
        call = Call(Op.TRUNCATE, path, opened, size=length)
        self._carry(call, lambda call: self._truncate(call, fh))

    def _truncate(self, call: Call, fh: int | None) -> None:
        if fh is not None:
            self._backing.resize(fh, call.size)
            return
        self._backing.truncate(call.path, call.size)

    def utimens(self, path: str, times: tuple[int, int] | None = None) -> None:
        """Set access and modification time: nanoseconds or a `Moment`."""
        wanted = times or (Moment.NOW, Moment.NOW)
        self._carry(
            Call(Op.UTIMENS, path, times=wanted),
            lambda call: self._backing.set_times(call.path, call.times or wanted),
        )
