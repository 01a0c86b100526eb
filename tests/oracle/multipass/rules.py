"""What each operation on a path is answered with: sections 3.3 to 3.6 of the specification.

What these leave open (names that are not UTF-8, changing an open file that was moved) is as in the
source of 1.16: https://github.com/canonical/multipass, src/sshfs_mount/sftp_server.cpp.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from tests.oracle.multipass.host import NOBODY, ROOT, Facts, Host, Stat
from tests.oracle.multipass.paths import Paths, clean, demand, in_qt, refusing
from tests.oracle.multipass.releases import Stored, Told
from tests.oracle.multipass.wire import Attrs, Refused, Status, Wish

_NEW_COPY = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


class Rules:
    """The operations, as one release on one host answers them. All raise Refused."""

    def __init__(self, facts: Facts) -> None:
        self._paths = Paths(facts)
        self._release = self._paths.release
        self._mount = facts.mount
        self._cwd = facts.cwd

    @property
    def _host(self) -> Host:
        return self._paths.host

    # --- looking -------------------------------------------------------------------------------

    def attributes(self, path: str, *, follow: bool) -> Attrs:
        """The attributes of an object; nobody is kept from asking."""
        self._paths.demand_inside(path, follow=follow)
        ask = self._host.stat if follow else self._host.lstat
        with refusing(Status.NO_SUCH_FILE):
            return self._paths.shown(ask(in_qt(path)))

    def attributes_of_open(self, path: str) -> Attrs:
        """The attributes of what is at the path a file was opened by, or of nothing."""
        try:
            return self._paths.shown(self._host.stat(in_qt(path)))
        except OSError:
            return self._paths.shown(Stat(0, NOBODY))

    def names(self, path: str) -> list[str]:
        """The names in a directory as it is opened; one that is empty has not even itself."""
        self._paths.demand_inside(path, follow=True)
        if not self._paths.exists(path):
            raise Refused(Status.NO_SUCH_FILE)
        demand(self._paths.ours(path))
        with refusing(Status.FAILURE):
            names = os.listdir(self._host.real(path, follow=True))
        return [".", "..", *names] if names else []

    def entries(self, path: str, names: list[str]) -> Iterator[tuple[str, Attrs]]:
        """Names of a directory with their attributes as they are now."""
        for name in names:
            found = self._paths.lstat(f"{path}/{name}")
            yield name, self._paths.shown(found or Stat(0, NOBODY))

    # --- links ---------------------------------------------------------------------------------

    def readlink(self, path: str) -> str:
        """Where a link leads, if the owner of what it leads to is known."""
        self._paths.demand_inside(path)
        with refusing(Status.NO_SUCH_FILE):
            text = os.readlink(self._host.real(path))
        demand(self._paths.ours(path))
        match self._release.told:
            case Told.AS_STORED:
                return text
            case Told.NORMALISED:
                return clean(os.path.join(os.path.dirname(path), text))
            case Told.RESOLVED:
                return self._in_guest(self._host.canonical(path))

    def _in_guest(self, path: str) -> str:
        below = path.removeprefix(self._host.source) if self._host.has(path) else ""
        return self._mount + below

    def symlink(self, text: str, path: str) -> None:
        """Make a link, which stays root's."""
        self._paths.demand_inside(path)
        stored = self._judged(text)
        with refusing(Status.FAILURE):
            os.symlink(stored, self._host.real(path))
            self._host.own(path, ROOT)

    def _judged(self, text: str) -> str:
        match self._release.stored:
            case Stored.AS_GIVEN:
                return text
            case Stored.UNLESS_FOREIGN:
                self._demand_ours_if_there(os.path.join(self._cwd, text))
                return text
            case Stored.BELOW_THE_EXPORT:
                target = os.path.join(self._host.source, text)
                parent, name = os.path.split(target)
                demand(self._host.has(clean(f"{self._paths.resolved(parent)}/{name}")))
                self._demand_ours_if_there(target)
                return target

    def _demand_ours_if_there(self, path: str) -> None:
        demand(not self._paths.exists(path) or self._paths.ours(path))

    def link(self, old: str, new: str) -> None:
        """Make another name for an object."""
        self._paths.demand_inside(old)
        self._paths.demand_inside(new)
        demand(self._paths.ours(old))
        with refusing(Status.FAILURE):
            os.link(self._host.real(old), self._host.real(new), follow_symlinks=False)

    # --- making and removing -------------------------------------------------------------------

    def open(self, path: str, wish: Wish, mode: int) -> int:
        """A descriptor of a file that is there, or is made for the owner of its directory."""
        self._paths.demand_inside(path, follow=True)
        is_there = self._is_openable(path)
        demand(self._paths.ours(path if is_there else os.path.dirname(path)))
        with refusing(Status.FAILURE):
            descriptor = os.open(self._host.real(path, follow=True), _flags(wish), mode & 0o7777)
            if not is_there:
                self._paths.give_to_parents_owner(path)
        return descriptor

    def _is_openable(self, path: str) -> bool:
        """Whether a file or a link is there; who can not be told so is denied."""
        try:
            found = self._host.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise Refused(Status.PERMISSION_DENIED) from error
        return found.is_file or found.is_link

    def mkdir(self, path: str, mode: int) -> None:
        """Make a directory of exactly a mode, for the owner of its directory."""
        self._paths.demand_inside(path)
        demand(self._paths.ours(os.path.dirname(path)))
        with refusing(Status.FAILURE):
            os.mkdir(self._host.real(in_qt(path)))
            os.chmod(self._host.real(path), mode & 0o7777)
            self._paths.give_to_parents_owner(path)

    def remove(self, path: str) -> None:
        """Remove a file or a link."""
        self._demand_removable(path)
        with refusing(Status.FAILURE):
            self._unlink(path)

    def rmdir(self, path: str) -> None:
        """Remove an empty directory."""
        self._demand_removable(path)
        with refusing(Status.FAILURE):
            found = os.lstat(self._host.real(path))
            os.rmdir(self._host.real(path))
            self._host.forget(found)

    def _demand_removable(self, path: str) -> None:
        self._paths.demand_inside(path)
        self._demand_ours_if_there(path)

    def _unlink(self, path: str) -> None:
        found = os.lstat(self._host.real(path))
        os.unlink(self._host.real(path))
        self._host.forget(found)

    # --- renaming ------------------------------------------------------------------------------

    def rename(self, old: str, new: str) -> None:
        """Rename: what the new name leads to goes first, then the name is taken if it is free."""
        self._paths.demand_inside(old)
        self._paths.demand_inside(new)
        if self._paths.lstat(old) is None:
            raise Refused(Status.NO_SUCH_FILE)
        demand(self._paths.ours(old))
        self._demand_ours_if_there(new)
        old, new = in_qt(old), in_qt(new)
        with refusing(Status.FAILURE):
            if self._is_replaced(new):
                self._unlink(new)
            if self._paths.lstat(new) is None:
                os.rename(self._host.real(old), self._host.real(new))
            else:
                self._copy(old, new)

    def _is_replaced(self, path: str) -> bool:
        if self._release.copies_onto_dangling_links:
            return self._paths.exists(path)
        return self._paths.lstat(path) is not None

    def _copy(self, old: str, new: str) -> None:
        """Write what one name leads to where the other, a dangling link, leads; Qt does so."""
        with open(self._host.real(old, follow=True), "rb") as file:
            contents = file.read()
        target = self._host.canonical(new, absent=True)
        with open(os.open(self._host.real(target), _NEW_COPY, 0o666), "wb") as file:
            file.write(contents)
        self._host.own(target, ROOT)
        self._unlink(old)

    # --- changing ------------------------------------------------------------------------------

    def set_attributes(self, path: str, wished: Attrs) -> None:
        """Set a size or mode, following links, or times or owners of a link itself."""
        self._paths.demand_inside(path, follow=True)
        if self._paths.lstat(path) is None:
            raise Refused(Status.NO_SUCH_FILE)
        self.set_attributes_of_open(path, wished)

    def set_attributes_of_open(self, path: str, wished: Attrs) -> None:
        """The same for an open file: of what is now at the path it was opened by."""
        demand(self._paths.ours(path))
        with refusing(Status.FAILURE):
            self._set_contents(path, wished)
            if wished.times is not None:
                os.utime(self._host.real(path), wished.times, follow_symlinks=False)
        if wished.ids is not None:
            demand(self._paths.may_give(wished.ids))
            with refusing(Status.FAILURE):
                self._host.own(path, self._paths.of_host(wished.ids))

    def _set_contents(self, path: str, wished: Attrs) -> None:
        if wished.size is not None:
            os.truncate(self._host.real(path, follow=True), wished.size)
        if wished.mode is not None:
            os.chmod(self._host.real(path, follow=True), wished.mode & 0o7777)


def _flags(wish: Wish) -> int:
    both = Wish.READ | Wish.WRITE
    flags = {both: os.O_RDWR, Wish.WRITE: os.O_WRONLY}.get(wish & both, os.O_RDONLY)
    for asked, flag in (
        (Wish.APPEND, os.O_APPEND),
        (Wish.CREAT, os.O_CREAT),
        (Wish.TRUNC, os.O_TRUNC),
        (Wish.EXCL, os.O_EXCL),
    ):
        flags |= flag if asked in wish else 0
    return flags
