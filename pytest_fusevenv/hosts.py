"""The machine behind a mount, judged without touching it: who owns what, and where a link leads.

On the real thing a server on another machine decides what a link means and whose a file is. Here
that machine is made of three parts: the *export* (the backing directory, asked through a `Store`),
a *world* outside the export that is only declared, and the *ownership* that the backing cannot
hold. Nothing outside the backing is ever touched.

Source: the reference behaviour of Multipass 1.13 to 1.16.3 and sshfs 3.7.
"""

from __future__ import annotations

import os
import posixpath
import stat
from errno import EACCES, ELOOP, ENOENT, ENOTDIR
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from pytest_fusevenv.calls import Attributes, Ids
from pytest_fusevenv.memories import Memory
from pytest_fusevenv.owners import IdMap, Ownership

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_HOPS = 40
"""How many links one walk may follow; Linux's own limit (path_resolution(7))."""


class HostPath(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A path that exists on the host, and whose it is.

    Outside the export it is only declared. Inside the export it must exist in the backing, and
    says whose it is where the backing cannot (an ordinary user can not make root's files).
    """

    path: str
    uid: int = 0
    gid: int = 0
    kind: Literal["file", "directory"] = "file"

    def attributes(self) -> Attributes:
        """What `stat` says of it on the host."""
        mode = stat.S_IFREG | 0o755 if self.kind == "file" else stat.S_IFDIR | 0o755
        return Attributes(mode=mode, uid=self.uid, gid=self.gid)


class HostWorld(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of the host: where it keeps the export, and what else exists there.

    `source` is the export's path on the host ("" means: the backing's own path). `cwd` is the
    server's working directory. Directories on the way to any of these exist and are root's.
    """

    source: str = ""
    cwd: str = "/var/snap/multipass/x1"
    paths: tuple[HostPath, ...] = ()

    def __post_init__(self) -> None:
        if self.source and (not self.source.startswith("/") or self.source.strip("/") == ""):
            raise ValueError(f"source {self.source!r} is not an absolute path below the root")


class Store(Protocol):
    """Read access to the backing, by path in the mount, never following a link."""

    def lstat(self, path: str) -> Attributes:
        """What is stored of an object. Raises OSError."""

    def readlink(self, path: str) -> str:
        """The stored text of a link. Raises OSError."""

    def names(self, path: str) -> list[str]:
        """The names in a directory, without the dots. Raises OSError."""


class Found(msgspec.Struct, frozen=True):
    """Where a walk ended: the path on the host and what is there, in the host's ids."""

    path: str
    attributes: Attributes


_DIRECTORY = Attributes(mode=stat.S_IFDIR | 0o755, uid=0, gid=0)


class Host:
    """The host's own view of paths: what a `stat` there finds, and whose it is."""

    def __init__(
        self,
        store: Store,
        world: HostWorld,
        ownership: Ownership,
        ids: IdMap,
        mountpoint: str,
        memory: Memory | None = None,
    ) -> None:
        self._store = store
        self.memory = memory or Memory()
        self.source = posixpath.normpath(world.source)
        self.cwd = world.cwd
        self.mountpoint = mountpoint
        self.ownership = ownership
        self.ids = ids
        self._declared = {path.path: path.attributes() for path in world.paths}
        known = (self.source, self.cwd, *self._declared)
        self._ancestors = {"/", self.cwd} | {a for path in known for a in _ancestors(path)}

    # --- paths -----------------------------------------------------------------------------

    def on_host(self, path: str) -> str:
        """The host's path of a path in the mount."""
        return self.source if path == "/" else self.source + path

    def in_mount(self, host_path: str) -> str | None:
        """The path in the mount of a host path, or None where it lies outside the export."""
        if host_path == self.source:
            return "/"
        if host_path.startswith(self.source + "/"):
            return host_path[len(self.source) :]
        return None

    def inside(self, host_path: str) -> str:
        """The path in the mount of a host path. Raises PermissionError outside the export."""
        path = self.in_mount(host_path)
        if path is None:
            raise PermissionError(EACCES, os.strerror(EACCES), host_path)
        return path

    def declared_inside(self) -> list[tuple[str, Attributes]]:
        """The declared paths that lie inside the export, as paths in the mount."""
        inside = ((self.in_mount(path), told) for path, told in self._declared.items())
        return [(path, told) for path, told in inside if path is not None]

    # --- what is there ---------------------------------------------------------------------

    def lstat(self, path: str) -> Attributes:
        """What the host stores at a path of the mount, with the host's ids. Raises OSError."""
        stored = self._store.lstat(path)
        ids = self.ownership.of(stored)
        return msgspec.structs.replace(stored, uid=ids.uid, gid=ids.gid)

    def find(self, path: str) -> Found:
        """Where a path of the mount leads when the host follows it. Raises OSError."""
        attributes = self.lstat(path)
        if not attributes.is_link:
            return Found(self.on_host(path), attributes)
        return self.find_on_host(self.on_host(path))

    def place_of_new(self, path: str) -> str:
        """Where opening a path of the mount makes a file: links lead on, the last may dangle.

        Raises OSError: ELOOP, or EACCES outside the export.
        """
        for _ in range(MOST_HOPS):
            if not self.exists(path) or not self.lstat(path).is_link:
                return path
            parent = posixpath.dirname(self.on_host(path))
            path = self.inside(self.settled(posixpath.join(parent, self._store.readlink(path))))
        raise OSError(ELOOP, os.strerror(ELOOP), path)

    def find_on_host(self, host_path: str, *, follow_last: bool = True) -> Found:
        """Where a host path leads, link by link. Raises OSError: ENOENT, ENOTDIR, ELOOP."""
        straight = self._straight(host_path)
        if straight and not (straight.is_link and follow_last):
            return Found(host_path, straight)
        pending = _parts(host_path)
        done, attributes = "", _DIRECTORY
        hops = 0
        while pending:
            name = pending.pop()
            if not attributes.is_directory:
                raise OSError(ENOTDIR, os.strerror(ENOTDIR), host_path)
            if name == ".":
                continue
            if name == "..":
                done = posixpath.dirname(done) if done != "" else ""
                done = "" if done == "/" else done
                attributes = self._entry(done or "/")
                continue
            here = f"{done}/{name}"
            attributes = self._entry(here)
            if not attributes.is_link or not (pending or follow_last):
                done = here
                continue
            hops += 1
            if hops > MOST_HOPS:
                raise OSError(ELOOP, os.strerror(ELOOP), host_path)
            text = self._store.readlink(self.in_mount(here) or "/")
            pending.extend(_parts(text))
            done = "" if text.startswith("/") else done
            attributes = self._entry(done or "/")
        return Found(done or "/", attributes)

    def _straight(self, host_path: str) -> Attributes | None:
        """What is at a path that no link is on the way to: the store says so in one step."""
        inside = self.in_mount(host_path)
        if inside is None or posixpath.normpath(host_path) != host_path:
            return None
        try:
            return self.lstat(inside)
        except OSError:
            return None

    def _entry(self, host_path: str) -> Attributes:
        inside = self.in_mount(host_path)
        if inside is not None:
            return self.lstat(inside)
        declared = self._declared.get(host_path)
        if declared is not None:
            return declared
        if host_path in self._ancestors:
            return _DIRECTORY
        raise OSError(ENOENT, os.strerror(ENOENT), host_path)

    # --- what the server makes of it -------------------------------------------------------

    def followed(self, path: str) -> Attributes | None:
        """What `find` finds, or None where following the path fails for any reason."""
        return _attributes(self.find, path)

    def followed_on_host(self, host_path: str) -> Attributes | None:
        """What `find_on_host` finds, or None where the walk fails for any reason."""
        return _attributes(self.find_on_host, host_path)

    def exists(self, path: str) -> bool:
        """Whether an object of any kind stands at a path of the mount, a dangling link too."""
        try:
            self._store.lstat(path)
        except OSError:
            return False
        return True

    def names(self, path: str) -> list[str]:
        """The names in a directory of the mount; none where it can not be listed."""
        try:
            return self._store.names(path)
        except OSError:
            return []

    def trusts(self, attributes: Attributes | None) -> bool:
        """Whether an object was found and both its owners are mapped."""
        return attributes is not None and self.ids.knows(Ids(attributes.uid, attributes.gid))

    def settled(self, host_path: str) -> str:
        """The host path with every link on the way to its last name followed, as far as it goes.

        What does not exist is taken by its letters, so the answer is a path even for a missing
        parent.
        """
        parent, name = posixpath.split(posixpath.normpath(host_path))
        rest = [name]
        while True:
            try:
                found = self.find_on_host(parent)
            except OSError:
                parent, name = posixpath.split(parent)
                rest.append(name)
                continue
            return posixpath.normpath(posixpath.join(found.path, *reversed(rest)))


def _attributes(find: Callable[[str], Found], path: str) -> Attributes | None:
    try:
        return find(path).attributes
    except OSError:
        return None


def _parts(path: str) -> list[str]:
    """The names of a path, last first; a trailing slash asks for a directory."""
    parts = [part for part in path.split("/") if part]
    if path.endswith("/"):
        parts.append(".")
    return parts[::-1]


def _ancestors(path: str) -> set[str]:
    ancestors = set()
    while (parent := posixpath.dirname(path)) != path:
        ancestors.add(parent)
        path = parent
    return ancestors
