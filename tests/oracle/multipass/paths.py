"""What paths mean to the server: whose they are, where they lead, whether that is inside."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.oracle.multipass.host import NOBODY, Facts, Host, Stat
from tests.oracle.multipass.releases import RELEASES
from tests.oracle.multipass.wire import LEAVE, Attrs, Refused, Status

_KINDS = (stat.S_IFDIR, stat.S_IFREG)
_DEFAULT = -1


def demand(granted: bool) -> None:
    """Deny a request, unless it is granted. Raises Refused."""
    if not granted:
        raise Refused(Status.PERMISSION_DENIED)


@contextmanager
def refusing(status: Status) -> Iterator[None]:
    """Answer any failure of the host's with one status. Raises Refused."""
    try:
        yield
    except OSError as error:
        raise Refused(status) from error


def clean(path: str) -> str:
    """A path tidied by its name alone, as Qt does it."""
    return os.path.normpath(re.sub("/+", "/", path))


def in_qt(path: str) -> str:
    """A path as Qt has it, which knows UTF-8 only: other bytes become another name."""
    return path.encode(errors="surrogateescape").decode(errors="replace")


class Paths:
    """The paths of one session."""

    def __init__(self, facts: Facts) -> None:
        self.host = Host(facts)
        self.facts = facts
        self.release = RELEASES[facts.release]
        self._users, self._groups = dict(facts.users), dict(facts.groups)

    # --- owners --------------------------------------------------------------------------------

    def ours(self, path: str) -> bool:
        """Whether what a path leads to, all links followed, has an owner and a group we map."""
        if not self.release.judges_owners:
            return True
        try:
            uid, gid = self.host.stat(in_qt(path)).ids
        except OSError:
            uid, gid = NOBODY
        return uid in self._users and gid in self._groups

    def shown(self, found: Stat) -> Attrs:
        """What the guest is told of an object: no special bits, and no kind but three."""
        uid = self._shown_id(found.ids[0], self._users, self.facts.default[0])
        gid = self._shown_id(found.ids[1], self._groups, self.facts.default[1])
        mode = found.mode & 0o777
        if found.is_link:
            mode = stat.S_IFLNK | 0o777
        elif stat.S_IFMT(found.mode) in _KINDS:
            mode |= stat.S_IFMT(found.mode)
        return Attrs(found.size, (uid, gid), mode, (found.atime, found.mtime))

    def _shown_id(self, number: int, mapped: dict[int, int], default: int) -> int:
        if number in NOBODY:
            return default
        if number not in mapped:
            return LEAVE if self.release.judges_owners else number
        return default if mapped[number] == _DEFAULT else mapped[number]

    def may_give(self, ids: tuple[int, int]) -> bool:
        """Whether the guest may make these the ids of something: one of them is known."""
        if not self.release.judges_owners:
            return True
        uid, gid = (_signed(number) for number in ids)
        return uid in self._users.values() or gid in self._groups.values()

    def of_host(self, ids: tuple[int, int]) -> tuple[int, int]:
        """The host's ids for the guest's; an unknown one is itself."""
        uid, gid = (_signed(number) for number in ids)
        return _reverse(self._users, uid), _reverse(self._groups, gid)

    def give_to_parents_owner(self, path: str) -> None:
        """Make a new object belong to whom its directory belongs to."""
        parent = self.host.stat(os.path.dirname(path))
        self.host.own(path, self.of_host(parent.ids))

    # --- places --------------------------------------------------------------------------------

    def exists(self, path: str) -> bool:
        """Whether a path leads to something."""
        with suppress(OSError):
            return bool(self.host.stat(in_qt(path)))
        return False

    def lstat(self, path: str) -> Stat | None:
        """What is there, a link itself; None if nothing."""
        with suppress(OSError):
            return self.host.lstat(in_qt(path))
        return None

    def demand_inside(self, path: str, *, follow: bool = False) -> None:
        """Deny what, resolved, is not in the export, where the release looks. Raises Refused."""
        if not self.release.stays_inside:
            return
        if follow and self.lstat(path) is not None:
            with refusing(Status.PERMISSION_DENIED):
                demand(self.host.has(self.host.canonical(path)))
        demand(self.host.has(self.resolved(os.path.dirname(path))) or path == self.host.source)

    def resolved(self, path: str) -> str:
        """The path without links, and where it stops to exist by its name alone. Raises Refused."""
        absent = ""
        with refusing(Status.PERMISSION_DENIED):
            while True:
                try:
                    return clean(self.host.canonical(path) + absent)
                except (FileNotFoundError, NotADirectoryError):
                    path, name = os.path.split(path)
                    absent = f"/{name}{absent}"


def _signed(number: int) -> int:
    return -1 if number == LEAVE else number


def _reverse(mapped: dict[int, int], wanted: int) -> int:
    return next((host for host, guest in mapped.items() if guest == wanted), wanted)
