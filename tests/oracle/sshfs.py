"""The real sshfs over a pipe to OpenSSH's sftp-server, as mounted in several ways.

No sshd and no network: sshfs starts a script in place of ssh, which becomes the server. Sequences
are compared with all caches off, on both sides: sshfs' own (`dir_cache`) and the kernel's. Both
sides are single-threaded, so that a file closed is a file closed for the next call.
"""

from __future__ import annotations

import contextlib
import os
import select
import shlex
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from pytest_fusevenv.calls import Ids
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.mount import Mount, mount
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Cache, MapIds
from tests.oracle.real import Real, Room, program, run

IS_ROOT = os.geteuid() == 0
ME = Ids(os.geteuid(), os.getegid())
SOMEBODY = Ids(1000, 1000)
"""The ssh user on the other machine, where it is not us."""

_UNCACHED = ("dir_cache=no", "attr_timeout=0", "entry_timeout=0")
_PATIENCE = 10_000
"""How long, in milliseconds, a server may take to leave once its client has."""

_SERVER = """#!/bin/sh
umask 022
cd {source}
echo $$ > {pid}
exec {become}{server}
"""


class Variant(NamedTuple):
    """One way to mount with sshfs, and the profile that must be equal to it."""

    name: str
    options: tuple[str, ...]
    profile: Profile
    server: Ids = ME
    """Who the ssh user is on the other machine, and so whose the export is."""
    cached: bool = False
    """Whether both sides remember as they do by default."""

    @property
    def real(self) -> Real:
        """The real thing."""
        return Real(
            f"sshfs-{self.name}",
            ("sshfs", "sftp-server", *(["setpriv"] if self.server != ME else [])),
            partial(_set_up, self),
            needs_root=self.server != ME,
            tidy=_tidy,
        )

    @contextlib.contextmanager
    def imitated(self, at: Room) -> Iterator[Mount]:
        """The imitation, in a room of its own."""
        os.chown(at.source, *self.server)
        state = at.top / "state"
        state.mkdir()
        with mount(
            self.profile if self.cached else uncached(self.profile),
            backing=at.source,
            at=at.mountpoint,
            state=state,
            guest=ME,
            complete_trace=False,
        ) as served:
            yield served


def uncached(profile: Profile) -> Profile:
    """A profile that lets the kernel remember nothing."""
    quirks = (replace(q, seconds=0.0) if isinstance(q, Cache) else q for q in profile.quirks)
    return replace(profile, quirks=tuple(quirks))


def _idmap_user() -> Profile:
    """The profile of `idmap=user`: the ssh user is shown as whoever mounts, and root as root."""
    base = find("sshfs-3.7.5")
    mapped = MapIds(
        hide_unmapped=False,
        root_too=True,
        because="sshfs shows the ssh user's files as the local user's (idmap=user)",
    )
    return replace(base, name="sshfs-idmap-user", quirks=(*base.quirks, mapped))


def _set_up(variant: Variant, at: Room) -> None:
    os.chown(at.source, *variant.server)
    fields = {"source": at.source, "pid": _pid(at), "server": program("sftp-server") or ""}
    become = ""
    if variant.server != ME:
        uid, gid = variant.server
        become = f"setpriv --reuid={uid} --regid={gid} --clear-groups "
    script = at.top / "server"
    quoted = {name: shlex.quote(str(value)) for name, value in fields.items()}
    script.write_text(_SERVER.format(become=become, **quoted))
    script.chmod(0o755)
    caching = () if variant.cached else _UNCACHED
    options = ",".join((f"ssh_command={script}", *caching, *variant.options))
    run("sshfs", "-s", "-o", options, f"there:{at.source}", at.mountpoint)


def _pid(at: Room) -> Path:
    return at.top / "server.pid"


def _tidy(at: Room) -> None:
    """Wait until the server has left, which it does when sshfs has; or make it leave."""
    with contextlib.suppress(FileNotFoundError, ValueError, ProcessLookupError):
        server = os.pidfd_open(int(_pid(at).read_text()))
        waiting = select.poll()
        waiting.register(server, select.POLLIN)
        if not waiting.poll(_PATIENCE):
            signal.pidfd_send_signal(server, signal.SIGKILL)
        os.close(server)


def _variants() -> tuple[Variant, ...]:
    uncontained = "no_contain_symlinks"
    plain = find("sshfs-3.7.5")
    return (
        Variant("no_contain_symlinks", (uncontained,), plain),
        Variant("contain_symlinks", (), find("sshfs-3.7.6")),
        Variant("follow_symlinks", (uncontained, "follow_symlinks"), find("sshfs-follow-symlinks")),
        Variant(
            "transform_symlinks",
            (uncontained, "transform_symlinks"),
            find("sshfs-transform-symlinks"),
        ),
        Variant("disable_hardlink", (uncontained, "disable_hardlink"), find("sshfs-no-hardlinks")),
        Variant("other_user", (uncontained,), plain, SOMEBODY),
        Variant("idmap_user", (uncontained, "idmap=user"), _idmap_user(), SOMEBODY),
    )


VARIANTS = {variant.name: variant for variant in _variants()}
