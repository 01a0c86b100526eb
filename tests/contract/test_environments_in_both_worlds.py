"""Python's own makers of environments see the same in a mount and in the fake, on every profile.

They run in this process: `venv.EnvBuilder`, and `virtualenv` in two steps (what it finds out by
starting programs comes first, on the real disk).
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest
import virtualenv
from pyfakefs.fake_filesystem_unittest import Patcher

from pytest_fusevenv.calls import Ids
from pytest_fusevenv.catalogue import shipped
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.fake.world import Fake
from pytest_fusevenv.hosts import HostWorld
from pytest_fusevenv.mount import mount, obstacle
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Serve

Maker = Callable[[], object]
Seen = dict[str, str]

KNOWN_DIFFERENCES: dict[str, str] = {}
"""What is seen differently, and whose fault it is: `maker: what is seen` -> why."""

_COUNTED = "it counts calls or bytes, and the kernel makes other calls than pyfakefs"
_MOUNTED = "what a mount option forbids is forbidden by the kernel"
_IN_ORDER = "it fails at the first file that is copied, and pyfakefs lists them in another order"
APART = {
    "cifs-chmod-refused": _IN_ORDER,
    "copy-enospc-once": _COUNTED,
    "foreign-owned": _IN_ORDER,
    "full-disk": _COUNTED,
    "full-inodes": _COUNTED,
    "io-error-once": _COUNTED,
    "nfs4-root-squash": "the backing is root's here, which nobody may not write",
    "noexec": _MOUNTED,
    "nosymfollow": _MOUNTED,
    "quota": _COUNTED,
    "readonly": _MOUNTED,
    "virtiofs-flaky-chmod": _COUNTED,
    "virtiofs-flaky-read": _COUNTED,
}
"""The profiles on which the two worlds are not compared, and why."""


def _is_compared_every_time(profile: Profile) -> bool:
    """Whether every run makes environments on it; a long run does on all."""
    odd = {"plain", "cifs", "exfat", "hfs-plus-nfd", "nfs4", "ntfs-3g-fmask133", "split-volumes"}
    return profile.name in odd or any(isinstance(quirk, Serve) for quirk in profile.quirks)


every_profile = pytest.mark.parametrize(
    "profile",
    [
        pytest.param(it, marks=() if _is_compared_every_time(it) else pytest.mark.long)
        for it in shipped().values()
        if it.name not in APART
    ],
    ids=lambda it: it.name,
)

LOOKED_AT = (
    *("bin/python", "bin/python3", f"bin/python3.{sys.version_info.minor}", "bin/activate"),
    *("lib64", "pyvenv.cfg", f"lib/python3.{sys.version_info.minor}/site-packages"),
)


@pytest.fixture(autouse=True)
def _can_mount() -> None:
    if found := obstacle(Engine.chosen()):
        pytest.skip(f"fusevenv: [{found.code}] {found}")


def told(ask: Callable[[], object]) -> str:
    """What is answered, or how that fails."""
    try:
        return str(ask())
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, repr(error))
    except (SystemExit, RuntimeError) as error:
        return repr(error)


def looked(environment: Path) -> Seen:
    """What is there of an environment, and what a caller is told of it."""
    seen: Seen = {}
    for name in LOOKED_AT:
        path = environment / name
        seen[f"{name} is"] = told(lambda: f"{stat.S_IFMT(os.lstat(path).st_mode):o}")  # noqa: B023
        seen[f"{name} owner"] = told(lambda: os.lstat(path).st_uid)  # noqa: B023
        seen[f"{name} leads to"] = told(lambda: os.readlink(path))  # noqa: B023
        seen[f"{name} exists"] = told(lambda: os.path.exists(path))  # noqa: B023
        seen[f"{name} opens"] = told(lambda: open(path, "rb").close())  # noqa: B023
    return seen


def made(makers: dict[str, Maker], environment: Path) -> Seen:
    """What comes of each step, and what is there afterwards."""
    seen: Seen = {}
    for step, maker in makers.items():
        seen[step] = told(lambda: maker() and "made")  # noqa: B023
        seen |= {f"{step}: {what}": answer for what, answer in looked(environment).items()}
    return seen


def builders(environment: Path, *, symlinks: bool) -> dict[str, Maker]:
    """What `python -m venv` does, and does again."""

    def maker(**wishes: bool) -> Maker:
        builder = venv.EnvBuilder(symlinks=symlinks, with_pip=False, **wishes)
        return lambda: builder.create(environment)

    return {"made": maker(), "again": maker(), "upgraded": maker(upgrade=True)}


def in_the_mount(profile: Profile, top: Path, makers: dict[str, Maker]) -> Seen:
    with mount(
        profile,
        top / "backing",
        top / "mount",
        state=top / "state",
        world=HostWorld(source="/h/src"),
        guest=Ids(os.getuid(), os.getgid()),
    ):
        return made(makers, top / "mount" / "env")


def in_the_fake(profile: Profile, top: Path, makers: dict[str, Maker]) -> Seen:
    with Patcher() as patcher:
        for prefix in {os.path.realpath(sys.base_prefix), sys.base_prefix, sys.prefix}:
            if not patcher.fs.exists(prefix):
                patcher.fs.add_real_directory(prefix)
        world = HostWorld(source="/h/src")
        backing, at = str(top / "backing"), str(top / "mount")
        with Fake(profile, patcher.fs, backing, at, world=world):
            return made(makers, top / "mount" / "env")


@pytest.fixture
def top(tmp_path: Path) -> Path:
    for name in ("backing", "mount", "state"):
        (tmp_path / name).mkdir()
    return tmp_path


def differences(mounted: Seen, faked: Seen) -> dict[str, tuple[str, str]]:
    assert mounted.keys() == faked.keys()
    return {
        what: (mounted[what], faked[what])
        for what in mounted
        if mounted[what] != faked[what] and what not in KNOWN_DIFFERENCES
    }


@every_profile
@pytest.mark.parametrize("symlinks", [True, False], ids=["links", "copies"])
def test_venv(profile: Profile, symlinks: bool, top: Path) -> None:
    makers = builders(top / "mount" / "env", symlinks=symlinks)
    mounted = in_the_mount(profile, top, makers)
    assert differences(mounted, in_the_fake(profile, top, makers)) == {}


@pytest.fixture
def sessions(top: Path, tmp_path: Path) -> Callable[..., Maker]:
    """What `virtualenv` is about to do, found out while nothing is fake."""

    def make(*arguments: str) -> Maker:
        session = virtualenv.session_via_cli(
            [str(top / "mount" / "env"), "--no-seed", "--app-data", str(tmp_path), *arguments]
        )
        return lambda: session.run() or "made"

    return make


@every_profile
@pytest.mark.parametrize("how", ["--symlinks", "--copies"])
def test_virtualenv(profile: Profile, how: str, top: Path, sessions: Callable[..., Maker]) -> None:
    mounted = in_the_mount(profile, top, {"made": sessions(how)})
    assert differences(mounted, in_the_fake(profile, top, {"made": sessions(how)})) == {}
