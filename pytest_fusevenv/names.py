"""The names in a mount: made, unmade and moved."""

from __future__ import annotations

import contextlib
import os
import posixpath
import re
from typing import TYPE_CHECKING

from pytest_fusevenv.calls import Call, Caller, Ids, Op
from pytest_fusevenv.companions import Companions
from pytest_fusevenv.contents import Contents
from pytest_fusevenv.copying import copy_over
from pytest_fusevenv.quirks import Who

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from pytest_fusevenv.carrying import Carrier
    from pytest_fusevenv.imitations import Imitation
    from pytest_fusevenv.possessions import Possessions
    from pytest_fusevenv.storages import Storage

_HIDDEN = re.compile(r"\.fuse_hidden[0-9a-f]{16,}")
"""How libfuse names an open file that is to be unlinked (fuse.c, hidden_name)."""


class Names(Contents):
    """The operations of one mount that make, unmake and move names."""

    def __init__(
        self,
        carrier: Carrier,
        backing: Storage,
        imitation: Imitation,
        possessions: Possessions,
        caller: Callable[[], Caller],
    ) -> None:
        super().__init__(carrier, backing, imitation.host.memory.opened)
        self._imitation = imitation
        self._possessions = possessions
        self._companions = Companions(imitation, backing)
        self._caller = caller

    def _rights(self) -> AbstractContextManager[None]:
        """Make new objects the caller's own, where the server has his rights."""
        if self._imitation.serves_as is not Who.CALLER:
            return contextlib.nullcontext()
        return self._backing.rights(self._maker)

    def _maker(self) -> Ids:
        caller = self._caller()
        return Ids(caller.uid, caller.gid)

    # --- making ----------------------------------------------------------------------------

    def mknod(self, path: str, mode: int, dev: int) -> None:
        """Make a file, a fifo, a socket or a device."""
        make = self._backing.mknod
        call = Call(Op.MKNOD, path, mode=mode, size=dev)
        self._carry(call, self._making(lambda call: make(call.path, call.mode, call.size)))

    def mkdir(self, path: str, mode: int) -> None:
        """Make a directory."""
        make = self._backing.mkdir
        call = Call(Op.MKDIR, path, mode=mode)
        self._carry(call, self._making(lambda call: make(call.path, call.mode)))

    def symlink(self, target: str, source: str) -> None:
        """Make a link at `target` with the text `source`."""
        make = self._backing.symlink
        call = Call(Op.SYMLINK, target, source)
        self._carry(call, self._making(lambda call: make(call.path, call.other or "")))

    def _making(self, make: Callable[[Call], None]) -> Callable[[Call], None]:
        def made(call: Call) -> None:
            with self._rights():
                make(call)
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
                self._companions.made(call)
        except FileExistsError:
            if call.flags & os.O_EXCL:
                raise
            fd = self._backing.open(call.path, call.flags & ~os.O_CREAT)
            return self._opened(fd, call)
        self._possessions.give_new(call)
        return self._opened(fd, call)

    def link(self, target: str, source: str) -> None:
        """Make `target` another name of `source`."""
        self._carry(Call(Op.LINK, source, target, caller=self._caller()), self._link)

    def _link(self, call: Call) -> None:
        for quirk in self._imitation.stand_ins:
            if not self._imitation.host.exists(left := quirk.beside(call.path)):
                self._backing.link(call.path, left)
        self._backing.link(call.path, call.other or "")

    # --- unmaking and moving ---------------------------------------------------------------

    def unlink(self, path: str) -> None:
        """Take a name away."""
        if self._backing.reveal(self._imitation.stored(path)):
            return
        self._carry(Call(Op.UNLINK, path), self._unlink)

    def _unlink(self, call: Call) -> None:
        forget = self._possessions.forgetting(call.path)
        self._backing.unlink(call.path)
        forget()

    def rmdir(self, path: str) -> None:
        """Take an empty directory away."""
        self._carry(Call(Op.RMDIR, path), self._rmdir)

    def _rmdir(self, call: Call) -> None:
        forget = self._possessions.forgetting(call.path)
        self._backing.rmdir(call.path)
        forget()

    def rename(self, old: str, new: str, flags: int = 0) -> None:
        """Give an object another name; `flags` are those of renameat2(2)."""
        if not self._imitation.lingers and self._is_hiding(old, new):
            stored = self._imitation.stored
            self._backing.hide(stored(old), stored(new))
            return
        self._carry(Call(Op.RENAME, old, new, flags=flags), self._rename)

    def _is_hiding(self, old: str, new: str) -> bool:
        """Whether libfuse is putting an open file out of sight before it unlinks it."""
        parent, name = posixpath.split(new)
        return (
            _HIDDEN.fullmatch(name) is not None
            and posixpath.dirname(old) == parent
            and self._backing.is_open(self._imitation.stored(old))
        )

    def _rename(self, call: Call) -> None:
        new = call.other or ""
        if self._imitation.copies_over and self._is_dangling(new):
            copy_over(call.path, new, self._imitation.host, self._backing, self._possessions)
            self._unlink(Call(Op.UNLINK, call.path))
            return
        forget = self._possessions.forgetting(new) if not call.flags else lambda: None
        self._companions.replacing(call)
        self._backing.rename(call.path, new, call.flags)
        self._companions.moved(call)
        forget()

    def _is_dangling(self, path: str) -> bool:
        host = self._imitation.host
        return host.exists(path) and host.followed(path) is None
