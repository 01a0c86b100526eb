"""Which releases there are: what the package index answered, kept for an hour, or longer offline.

pip asks, because pip has the command for it (`pip index versions`) and honours what a user has
set: proxies, certificates, mirrors, pip.conf.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
from packaging.version import InvalidVersion, Version

from pytest_fusevenv.complaints import complaint
from pytest_fusevenv.fetches import NotFetched, UnknownTool, ask, offline, set_aside
from pytest_fusevenv.packages import find_package, kept_versions, python_for
from pytest_fusevenv.tools import cache_directory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

PIP = "26.0"
"""The pip that asks."""

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NOW = timedelta(0)


class Releases(msgspec.Struct, frozen=True):
    """The releases of a package, oldest first and without pre-releases, as of a moment.

    `note` is what a user should be told where they were not asked for just now, else empty.
    """

    name: str
    versions: tuple[str, ...]
    asked: datetime
    note: str = ""


class _Answer(msgspec.Struct):
    """What `pip index versions --json` prints."""

    versions: tuple[str, ...]


def find_releases(name: str, within: timedelta = HOUR) -> Releases:
    """The releases of a package, asked for unless they were within the last hour.

    Where the index is not to be asked (UV_OFFLINE=1), or cannot be: those of the list that is
    kept, else those that the cache has. Raises UnknownTool where there are none of either.
    """
    kept = _read(name)
    if kept and _now() - kept.asked < within:
        return kept
    if offline():
        return _as_far_as_known(name, kept, "UV_OFFLINE is set")
    try:
        found = Releases(name, _asked(name), _now())
    except NotFetched as error:
        return _as_far_as_known(name, kept, f"the package index could not be asked: {error}")
    _write(found)
    return found


def in_order(versions: Iterable[str]) -> tuple[str, ...]:
    """Versions, oldest first, without pre-releases."""
    found = {version: text for text in versions if (version := _final(text))}
    return tuple(found[version] for version in sorted(found))


def _final(text: str) -> Version | None:
    try:
        version = Version(text)
    except InvalidVersion:
        return None
    return None if version.is_prerelease else version


def _as_far_as_known(name: str, kept: Releases | None, why: str) -> Releases:
    if kept:
        since = f"the releases of {name} are those of {kept.asked:%Y-%m-%d %H:%M} UTC"
        return msgspec.structs.replace(kept, note=f"{since}: {why}")
    if versions := in_order(kept_versions(name)):
        note = f"the releases of {name} are those that the cache has: {why}"
        return Releases(name, versions, _now(), note)
    raise UnknownTool(
        f"which releases of {name} there are is not known: {why}, and neither a list of them nor "
        f"any of them is in {cache_directory().parent}. Name a version, or let the index be asked"
    )


def _now() -> datetime:
    return datetime.now(UTC)


# --- asking --------------------------------------------------------------------------------


def _asked(name: str) -> tuple[str, ...]:
    """The releases that the index has as wheels. Raises NotFetched."""
    pip = find_package("pip", PIP) / "pip"
    question = ("index", "versions", name, "--json", "--only-binary", ":all:")
    said = ask(python_for().path, pip, *question, env=_settings(os.environ))
    if said.returncode != 0:
        raise NotFetched(complaint(said).rstrip("."))
    return in_order(msgspec.json.decode(said.stdout, type=_Answer).versions)


def _settings(env: Mapping[str, str]) -> dict[str, str]:
    """The user's settings for pip; an index that only uv was told of is told to pip, too."""
    named = env.get("UV_DEFAULT_INDEX") or env.get("UV_INDEX_URL") or ""
    index = re.sub(r"^[\w.-]+=", "", named)  # uv's may have a name before the address
    ours = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_RETRIES": "1"}
    return ours | ({"PIP_INDEX_URL": index} if index else {}) | dict(env)


# --- keeping -------------------------------------------------------------------------------


def _path(name: str) -> Path:
    """Where the list is: one for each Python, for not all releases are for all of them."""
    return cache_directory().parent / "releases" / f"{name}-{python_for().tag}.json"


def _read(name: str) -> Releases | None:
    try:
        return msgspec.json.decode(_path(name).read_bytes(), type=Releases)
    except (OSError, msgspec.MsgspecError):
        return None  # there is none yet, or another version of ours wrote it


def _write(releases: Releases) -> None:
    path = _path(releases.name)
    with set_aside(path.parent) as scratch:
        written = scratch / path.name
        written.write_bytes(msgspec.json.encode(releases))
        written.rename(path)
