"""The arguments that several commands take: profiles, paths of the host, the engine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from pytest_fusevenv.engine import Engine
    from pytest_fusevenv.hosts import HostPath
    from pytest_fusevenv.profiles import Profile

    _ProfileType = click.ParamType[Profile]
    _HostPathType = click.ParamType[HostPath]
else:  # older releases of click cannot subscript it
    _ProfileType = _HostPathType = click.ParamType

DIRECTORY = click.Path(path_type=Path)


class ProfileArgument(_ProfileType):
    """A profile by its name or alias, in a TOML file, or made from a fingerprint in a JSON file.

    A name may have modifiers after it, as in `exfat+slow`.
    """

    name = "profile"

    def convert(
        self,
        value: str | Profile,
        param: click.Parameter | None,  # noqa: ARG002
        ctx: click.Context | None,  # noqa: ARG002
    ) -> Profile:
        """The profile. Raises UnknownProfile, BadForm."""
        if not isinstance(value, str):
            return value
        if value.endswith(".json"):
            return _replayed(Path(value))
        if "/" in value or value.endswith(".toml"):
            from pytest_fusevenv.forms import load

            return load(Path(value))
        from pytest_fusevenv.catalogue import find
        from pytest_fusevenv.known import installed

        return find(value, installed())

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """The names that begin with what was typed."""
        from click.shell_completion import CompletionItem

        from pytest_fusevenv.catalogue import ALIASES, shipped
        from pytest_fusevenv.known import installed
        from pytest_fusevenv.layers import PLUS

        known = {**shipped(), **installed()}
        names = [*known, *ALIASES]
        base, plus, _ = incomplete.rpartition(PLUS)
        if plus:
            names = [base + plus + name for name, profile in known.items() if profile.modifier]
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _replayed(file: Path) -> Profile:
    from pytest_fusevenv import fingerprints
    from pytest_fusevenv.replays import replay

    return replay(fingerprints.load(file), file.stem)


class HostPathArgument(_HostPathType):
    """A path that exists on the host, perhaps with its owner: PATH[:UID[:GID]]."""

    name = "path[:uid[:gid]]"

    def convert(
        self,
        value: str | HostPath,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> HostPath:
        """The path and its owner, root unless said."""
        from pytest_fusevenv.hosts import HostPath

        if isinstance(value, HostPath):
            return value
        path, *ids = value.split(":")
        if not path.startswith("/") or len(ids) > 2 or not all(i.isdecimal() for i in ids):
            self.fail(f"{value!r} is not an absolute PATH, PATH:UID or PATH:UID:GID", param, ctx)
        uid, gid = [int(i) for i in [*ids, *ids[-1:], "0", "0"][:2]]
        return HostPath(
            path.rstrip("/") or "/", uid, gid, "directory" if path[-1] == "/" else "file"
        )


PROFILE = ProfileArgument()
HOST_PATH = HostPathArgument()

host_path_option = click.option(
    "--host-path",
    "host_paths",
    type=HOST_PATH,
    multiple=True,
    help="A path that exists on the host, outside the mounted directory: root's unless you say "
    "whose; a directory if it ends in a slash. [nothing exists there]",
)


def _choose_seed(
    ctx: click.Context,  # noqa: ARG001
    param: click.Parameter,  # noqa: ARG001
    value: int | None,
) -> None:
    """Let all mounts of this command have the seed. Raises click.UsageError for no number."""
    from pytest_fusevenv import seeds

    if value is not None:
        os.environ[seeds.SETTING] = str(value)
    try:
        seeds.chosen()
    except ValueError as error:
        raise click.UsageError(str(error)) from None


seed_option = click.option(
    "--seed",
    type=int,
    metavar="N",
    callback=_choose_seed,
    expose_value=False,
    help="What decides the faults that come by chance. [FUSEVENV_SEED, or 0]",
)


def examples(*commands: str) -> str:
    """The end of a command's help."""
    return "\b\n" + "\n".join(
        ["Examples:" if commands[1:] else "Example:", *(f"  {c}" for c in commands)]
    )


def chosen_engine() -> Engine:
    """The engine that the environment asks for. Raises click.UsageError where there is none."""
    from pytest_fusevenv.engine import Engine

    try:
        return Engine.chosen()
    except ValueError as error:
        raise click.UsageError(str(error)) from None
