"""Where an act is performed: a mount, a project, a process environment, and two wheels."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pytest_fusevenv import grounds
from pytest_fusevenv.acts import Act, Place
from pytest_fusevenv.calls import Ids
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.mirrors import mirror_of
from pytest_fusevenv.mount import Mount, mount
from pytest_fusevenv.venvs import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_fusevenv.engine import Engine
    from pytest_fusevenv.kits import Kit
    from pytest_fusevenv.profiles import Profile


class Setting(msgspec.Struct, frozen=True):
    """Where an act is typed: the directory, the environment, and what its `{...}` stand for."""

    cwd: Path
    env: Mapping[str, str]
    paths: Mapping[str, str]

    def filled(self, text: str) -> str:
        """A text with its `{...}` replaced; other braces are the text's own."""
        for name, path in self.paths.items():
            text = text.replace("{" + name + "}", path)
        return text


class Scenery(Setting, frozen=True):
    """The same, with the mount that it is on."""

    mount: Mount


@contextmanager
def scenery(
    act: Act, profile: Profile, kit: Kit, engine: Engine | None, seed: int | None = None
) -> Iterator[Scenery]:
    """Everything in its place: the project is there, the cache is empty, `before` is done.

    What uv knows of the interpreter is in its cache already, unless that is on the mount. `seed`
    is the mount's.
    """
    with grounds.ground() as top:
        at = (
            top / "off/project/.venv"
            if Place.ENVIRONMENT in act.on_mount
            else top / grounds.MOUNTPOINT
        )
        backing, state = top / "backing", top / "state"
        for directory in (at, backing, state):
            directory.mkdir(parents=True)
        shutil.copytree(grounds.wheels(), top / "wheels")
        setting = _setting(act, kit, top, at)
        _lay_out(act, setting, at, backing)
        guest = Ids(1000, 1000) if os.geteuid() == 0 else None
        if act.before:
            with mount(find("plain"), backing, at, state=state, engine=engine, guest=guest):
                _type_before(act, setting)
        with mount(
            profile, backing, at, state=state, engine=engine, guest=guest, seed=seed
        ) as mounted:
            yield Scenery(setting.cwd, setting.env, setting.paths, mounted)


def _setting(act: Act, kit: Kit, top: Path, at: Path) -> Setting:
    off = top / "off"
    where = {place: (at if place in act.on_mount else off) / place.name.lower() for place in Place}
    cwd = where[Place.PROJECT]
    paths = {
        "mount": str(at),
        "off": str(off / "elsewhere"),
        "project": str(cwd),
        "wheels": str(top / "wheels"),
        "programs": str(off / "bin"),
        "python": str(kit.python),
        "base": str(grounds.base_of(kit)),
        **_mirrored(act, kit),
    }
    shared = grounds.environment_of(kit)
    env = {**shared, **_variables(where, top)}
    env["PATH"] = os.pathsep.join((paths["programs"], shared["PATH"], env["UV_TOOL_BIN_DIR"]))
    env.pop("UV_LINK_MODE")  # a user has set none
    setting = Setting(cwd, env, paths)
    more = {name: setting.filled(text) for name, text in act.env.items()}
    if Place.CACHE not in act.on_mount:
        shutil.copytree(grounds.interpreters_known_to(kit), where[Place.CACHE])
    return msgspec.structs.replace(setting, env={**env, **more})


def _mirrored(act: Act, kit: Kit) -> dict[str, str]:
    """The mirror, where an act asks for it."""
    if not any("{mirror}" in text for text in act.env.values()):
        return {}
    mirror = mirror_of(kit.python)
    return {"mirror": str(mirror.index), "version": mirror.version}


def _variables(where: Mapping[Place, Path], top: Path) -> dict[str, str]:
    """The settings that say where everything lies, and that no network is asked."""
    return {
        "HOME": str(top / "off" / "home"),
        "PDM_CACHE_DIR": str(where[Place.CACHE] / "pdm"),
        "PIP_CACHE_DIR": str(where[Place.CACHE] / "pip"),
        "PIP_FIND_LINKS": str(top / "wheels"),
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "POETRY_CACHE_DIR": str(where[Place.CACHE] / "poetry"),
        "TMPDIR": str(where[Place.TEMPORARY]),
        "UV_CACHE_DIR": str(where[Place.CACHE]),
        "UV_FIND_LINKS": str(top / "wheels"),
        "UV_NO_INDEX": "1",
        "UV_NO_WRAP": "1",  # a path in the middle of what is said must not break its lines
        "UV_PYTHON_INSTALL_DIR": str(where[Place.PYTHONS]),
        "UV_TOOL_BIN_DIR": str(where[Place.TOOLS] / "bin"),  # on PATH, or uv warns
        "UV_TOOL_DIR": str(where[Place.TOOLS] / "environments"),
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


def _lay_out(act: Act, setting: Setting, at: Path, backing: Path) -> None:
    """Make the directories and the project's files; what will be on the mount, underneath it.

    A plain filesystem would store them just so: whoever writes there is the owner.
    """

    def underneath(path: Path) -> Path:
        on_mount = at.name == grounds.MOUNTPOINT and path.is_relative_to(at)
        return backing / path.relative_to(at) if on_mount else path

    project = underneath(setting.cwd)
    for text in (setting.env["HOME"], setting.paths["programs"], setting.env["TMPDIR"]):
        underneath(Path(text)).mkdir(parents=True, exist_ok=True)
    files = {"pyproject.toml": _PROJECT.format(list(act.dependencies)), **act.files}
    for name, text in files.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(setting.filled(text))


def _type_before(act: Act, setting: Setting) -> None:
    """Type what is to be typed before. Raises RuntimeError where that fails."""
    for command in act.before:
        ran = run(("sh", "-c", setting.filled(command)), setting.cwd, setting.env, act.seconds)
        if ran.returncode != 0:
            said = ran.stderr + ran.stdout
            raise RuntimeError(
                f"{act.name}: before it, `{command}` exited {ran.returncode}: {said}"
            )
