"""Where a bug is performed: a mount, a project, a process environment, and two wheels."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv.bugs import Bug, Place
from pytest_fusevenv.calls import Ids
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.mount import Mount, mount
from pytest_fusevenv.venvs import run
from pytest_fusevenv.wheels import make_wheels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_fusevenv.engine import Engine
    from pytest_fusevenv.kits import Kit
    from pytest_fusevenv.profiles import Profile


class Scenery(msgspec.Struct, frozen=True):
    """Where a bug is performed: the mount, the directory to type in, the environment."""

    mount: Mount
    cwd: Path
    env: Mapping[str, str]
    paths: Mapping[str, str]

    def filled(self, text: str) -> str:
        """A text with its `{...}` replaced; other braces are the text's own."""
        for name, path in self.paths.items():
            text = text.replace("{" + name + "}", path)
        return text


@contextmanager
def scenery(bug: Bug, profile: Profile, kit: Kit, engine: Engine | None) -> Iterator[Scenery]:
    """Everything in its place: the project is there, the cache is empty, `before` is done."""
    with tempfile.TemporaryDirectory(prefix="fusevenv-bug-", ignore_cleanup_errors=True) as made:
        top = Path(os.path.realpath(made))
        at = top / "off/project/.venv" if Place.ENVIRONMENT in bug.on_mount else top / "mount"
        for directory in (at, top / "backing", top / "wheels"):
            directory.mkdir(parents=True)
        make_wheels(top / "wheels")
        plain = find("plain")
        guest = Ids(1000, 1000) if os.geteuid() == 0 else None
        with mount(plain, top / "backing", at, engine=engine, guest=guest) as mounted:
            _prepare(bug, _placed(bug, mounted, kit, top))
        with mount(profile, top / "backing", at, engine=engine, guest=guest) as mounted:
            yield _placed(bug, mounted, kit, top)


def _placed(bug: Bug, mounted: Mount, kit: Kit, top: Path) -> Scenery:
    off = top / "off"
    where = {
        place: (mounted.path if place in bug.on_mount else off) / place.name.lower()
        for place in Place
    }
    cwd = where[Place.PROJECT]
    paths = {
        "mount": str(mounted.path),
        "off": str(off / "elsewhere"),
        "project": str(cwd),
        "wheels": str(top / "wheels"),
        "programs": str(off / "bin"),
        "python": str(kit.python),
    }
    env = {**kit.environment(top / "off"), **_variables(where, top)}
    env.pop("UV_LINK_MODE")  # a user has set none
    scene = Scenery(mounted, cwd, env, paths)
    more = {name: scene.filled(text) for name, text in bug.env.items()}
    return msgspec.structs.replace(scene, env={**env, **more})


def _variables(where: Mapping[Place, Path], top: Path) -> dict[str, str]:
    """The settings that say where everything lies, and that no network is asked."""
    return {
        "PIP_CACHE_DIR": str(where[Place.CACHE] / "pip"),
        "PIP_FIND_LINKS": str(top / "wheels"),
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "TMPDIR": str(where[Place.TEMPORARY]),
        "UV_CACHE_DIR": str(where[Place.CACHE]),
        "UV_FIND_LINKS": str(top / "wheels"),
        "UV_NO_INDEX": "1",
        "UV_NO_WRAP": "1",  # a path in the middle of what is said must not break its lines
        "UV_PYTHON_INSTALL_DIR": str(where[Place.PYTHONS]),
        "UV_TOOL_BIN_DIR": str(where[Place.TOOLS] / "bin"),
        "UV_TOOL_DIR": str(where[Place.TOOLS]),
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
        "VIRTUALENV_OVERRIDE_APP_DATA": str(where[Place.CACHE] / "virtualenv"),
    }


_PROJECT = """\
[project]
name = "demo"
version = "1"
requires-python = ">=3.8"
dependencies = {}
"""


def _prepare(bug: Bug, scene: Scenery) -> None:
    """Make the project and what is to be there before. Raises RuntimeError where that fails."""
    scene.cwd.mkdir(parents=True, exist_ok=True)
    Path(scene.env["TMPDIR"]).mkdir(parents=True, exist_ok=True)
    files = {"pyproject.toml": _PROJECT.format(list(bug.dependencies)), **bug.files}
    for name, text in files.items():
        path = scene.cwd / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(scene.filled(text))
    for command in bug.before:
        ran = run(("sh", "-c", scene.filled(command)), scene.cwd, scene.env, bug.seconds)
        if ran.returncode != 0:
            said = ran.stderr + ran.stdout
            raise RuntimeError(
                f"{bug.name}: before it, `{command}` exited {ran.returncode}: {said}"
            )
