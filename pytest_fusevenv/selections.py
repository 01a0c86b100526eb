"""Tools as a user types them, spread out to single ones: `uv@last:20`, `pip@24.0..`, `venv`."""

from __future__ import annotations

import difflib
import importlib.metadata
import re
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from pytest_fusevenv.fetches import UnknownTool, offline
from pytest_fusevenv.indexes import HOUR, MINUTE, NOW, find_releases
from pytest_fusevenv.kits import COPIES
from pytest_fusevenv.packages import kept_versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest_fusevenv.indexes import Releases

RELEASED = ("uv", "virtualenv", "pip", "poetry", "pdm")
"""The tools that the package index has releases of."""

OFFER = (
    "TOOL@VERSION, TOOL@FIRST..LAST (either end may be open), TOOL@last:N or TOOL@latest, "
    f"where TOOL is {', '.join(RELEASED)}; uv@PATH, uv@./path/to/uv; venv, venv@3.12, "
    f"each also with {COPIES}"
)
"""What `spread` understands."""

_SPEC = re.compile(r"(?P<name>[a-z]+)(?:[@:](?P<what>\S+))?(?P<copies>\s+--copies)?")
_LAST = re.compile(r"last:([1-9]\d*)")
_PYTHON = re.compile(r"\d+(\.\d+){0,2}")


def spread(
    specs: Iterable[str], told: Callable[[str], None] | None = None, *, refresh: bool = False
) -> tuple[str, ...]:
    """The single tools that specs mean, in order, each once.

    A tool alone is the one installed beside us, or the latest. `told` hears what a user should
    know: that releases are those of a list that is old. `refresh` asks the index again, however
    fresh the list. Raises UnknownTool, naming all mistakes.
    """
    lists = _Lists(told, refresh=refresh)
    tools: list[str] = []
    errors: list[str] = []
    for spec in specs:
        try:
            tools.extend(_Selection(spec, lists).tools())
        except UnknownTool as error:
            errors.append(str(error))
    if errors:
        raise UnknownTool("\n".join([*errors, f"Give {OFFER}"]))
    return tuple(dict.fromkeys(tools))


def releases(name: str) -> tuple[str, ...]:
    """The releases of a tool, oldest first and without pre-releases. Raises UnknownTool."""
    return find_releases(name).versions


class _Lists:
    """The releases of each tool, found once; what should be known of them is told once."""

    def __init__(self, told: Callable[[str], None] | None, *, refresh: bool) -> None:
        self.told = told
        self.within = NOW if refresh else HOUR
        self.found: dict[str, Releases] = {}

    def of(self, name: str) -> Releases:
        """The releases of a tool. Raises UnknownTool."""
        if name not in self.found:
            self.found[name] = find_releases(name, self.within)
            if self.told and self.found[name].note:
                self.told(self.found[name].note)
        return self.found[name]

    def renewed(self, name: str) -> Releases:
        """The same, with what was released while the list was kept."""
        self.found[name] = find_releases(name, MINUTE)
        return self.found[name]


class _Selection:
    """One spec, taken apart. Raises UnknownTool where it means nothing."""

    def __init__(self, spec: str, lists: _Lists) -> None:
        self.spec = spec.strip()
        self.lists = lists
        parts = _SPEC.fullmatch(self.spec)
        if parts is None:
            raise self.mistake("this names no tool")
        self.name = parts["name"]
        self.what = parts["what"] or ""
        self.copies = bool(parts["copies"])

    def mistake(self, why: str) -> UnknownTool:
        """The error that says what is wrong with the spec."""
        return UnknownTool(f"{self.spec!r}: {why}.")

    def tools(self) -> list[str]:
        """The single tools that are meant."""
        if self.name == "venv":
            return [self.venv()]
        if self.name not in RELEASED:
            raise self.mistake(f"no tool is called {self.name!r}{_near(self.name)}")
        if self.copies:
            raise self.mistake(f"{COPIES} is an option of venv alone")
        if self.name == "uv" and (self.what in ("", "PATH") or "/" in self.what):
            return [f"uv@{self.what}" if self.what else "uv"]
        return [f"{self.name}@{version}" for version in self.versions()]

    def venv(self) -> str:
        """The standard library's module, of a Python, with its option."""
        if self.what and not _PYTHON.fullmatch(self.what) and "/" not in self.what:
            raise self.mistake(f"venv takes a Python such as 3.12, not {self.what!r}")
        tool = f"venv@{self.what}" if self.what else "venv"
        return f"{tool} {COPIES}" if self.copies else tool

    def versions(self) -> tuple[str, ...]:
        """The releases that are meant."""
        if not self.what and (installed := _installed(self.name)):
            return (installed,)
        if self.what in ("", "latest"):
            return self.released[-1:]
        if last := _LAST.fullmatch(self.what):
            return self.released[-int(last[1]) :]
        if ".." in self.what:
            return self.range(*self.what.split("..", 1))
        return (self.version(self.what),)

    def range(self, first: str, last: str) -> tuple[str, ...]:
        """Every release between two, both included."""
        if not first and not last:
            raise self.mistake("a range needs one end at least")
        ends = [self.known(end) if end else "" for end in (first, last)]
        begin = self.released.index(ends[0]) if first else 0
        end = self.released.index(ends[1]) if last else len(self.released) - 1
        if begin > end:
            raise self.mistake(f"{first} is later than {last}; turn the range round")
        return self.released[begin : end + 1]

    def version(self, text: str) -> str:
        """One version, if it can be known whether there is one; if not, fetching it will tell."""
        unasked = self.parsed(text).is_prerelease or offline()
        if unasked or text in kept_versions(self.name):
            return text
        try:
            is_known = not self.lists.of(self.name).note
        except UnknownTool:
            is_known = False
        return self.known(text) if is_known else text

    def known(self, text: str) -> str:
        """A version, as the index writes it."""
        version = self.parsed(text)
        for ask in (self.lists.of, self.lists.renewed):
            found = ask(self.name)
            if same := [one for one in found.versions if Version(one) == version]:
                return same[0]
        below = [one for one in found.versions if Version(one) < version][-1:]
        above = [one for one in found.versions if Version(one) > version][:1]
        near = " and ".join(below + above)
        since = f" ({found.note})" if found.note else ""
        raise self.mistake(f"there is no {self.name} {text}, the nearest: {near}{since}")

    def parsed(self, text: str) -> Version:
        """A text as a version."""
        try:
            return Version(text)
        except InvalidVersion:
            raise self.mistake(f"{text!r} is no version") from None

    @property
    def released(self) -> tuple[str, ...]:
        """The releases there are, oldest first."""
        return self.lists.of(self.name).versions


def _installed(name: str) -> str | None:
    """The version installed beside us."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _near(name: str) -> str:
    found = difflib.get_close_matches(name, [*RELEASED, "venv"], n=1)
    return f"; did you mean {found[0]!r}" if found else ""
