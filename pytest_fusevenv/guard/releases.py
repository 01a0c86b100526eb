"""The order of tools: by kind, and by release within a kind."""

from __future__ import annotations

from packaging.version import InvalidVersion, Version


def kind_of(tool: str) -> str:
    """The kind of a tool: `uv` of `uv@0.8.13`, `venv` of `venv --copies`."""
    return tool.partition("@")[0].split()[0]


def series(tool: str) -> str:
    """What a tool shares with its other releases: its kind; a `venv` has no releases."""
    return tool if kind_of(tool) == "venv" else kind_of(tool)


def version_of(tool: str) -> Version | None:
    """The release of a tool by its name; None where it names a place, or no release."""
    try:
        return Version(tool.partition("@")[2])
    except InvalidVersion:
        return None


def in_order(tool: str) -> tuple[str, bool, Version, str]:
    """What to sort tools by; a build of one's own comes after the releases."""
    version = version_of(tool)
    return series(tool), version is None, version or Version("0"), tool
