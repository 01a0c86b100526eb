"""The tables of the reference, from real releases of uv on real mounts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.shell import Shell

OLD = ["0.5.0", "0.5.31", "0.6.0", "0.6.17", "0.7.0", "0.7.22"]
WARNING = ["0.8.0", "0.8.13", "0.8.24", "0.9.0", "0.9.30"]
ASKING = ["0.10.0", "0.10.12", "0.11.0", "0.11.33", "0.12.0", "0.12.5"]
READING_BACK = ["0.12.24", "0.13.0"]
NEW = ["0.13.9"]
RELEASES = [*OLD, *WARNING, *ASKING, *READING_BACK, *NEW]

READING = {
    "exec bin/python": "EACCES",
    "uv run python": "2 EACCES",
    "uv sync": "2 EACCES",
    "uv pip list": "2 EACCES",
    "uv pip install": "2 EACCES",
    "uv sync, 2nd": "2 EACCES",
    "uv run python, fresh": "2 EACCES",
    "env. off the mount": "0",
}
"""What is the same in all releases."""

MAKING = ("uv venv", "uv sync, fresh", "uv venv --relocatable")
REPLACING = ("uv venv --allow-existing", "uv venv --clear", "uv venv, UV_VENV_CLEAR=1")

ONE_THAT_ONLY_HIDES_LINKS = """
name = "hides-links"
title = "links can be made and removed, but not read where they leave the export"

[[quirks]]
verb = "Refuse"
ops = "readlink"
errno = "EACCES"
when = "its target lies outside the export"
because = "links that leave the export are not read"
"""
"""The filesystem that the 20 releases were studied on: multipass-1.16 without its owners."""


def came_to(shell: Shell, *arguments: str | Path) -> dict[tuple[str, str], dict[str, str]]:
    """What every step came to, by profile and release."""
    page = json.loads(shell.run("check", "--steps", "--json", *arguments, seconds=300).stdout)
    return {
        (cell["profile"], cell["uv"]): {step["name"]: step["came"] for step in cell["steps"]}
        for cell in page["cells"]
    }


def asked(releases: list[str]) -> list[str]:
    return [word for release in releases for word in ("--uv", release)]


def made(release: str) -> dict[str, str]:
    """What making an environment comes to where its links cannot be read."""
    return dict.fromkeys(MAKING, "2 EACCES" if release in READING_BACK else "0")


# --- 20 releases ---------------------------------------------------------------------------


def studied(release: str) -> dict[str, str]:
    """The row of a release in the table of 20 releases."""
    again = "0" if release in OLD else "0 warned" if release in WARNING else "2"
    replaced = dict.fromkeys(REPLACING, "2 EACCES" if release in READING_BACK else "0")
    if release in OLD:
        replaced["uv venv --clear"] = "0 warned"  # that it is what happens anyway
    return READING | made(release) | replaced | {"uv venv again": again, "rm -rf .venv": "0"}


def on_multipass(release: str) -> dict[str, str]:
    """The same on multipass-1.16, where links are nobody's: nothing that has one is replaced."""
    code = "1" if release in OLD else "2"
    again = f"{code} EOVERFLOW" if release in OLD + WARNING else "2"
    return (
        READING
        | made(release)
        | dict.fromkeys(REPLACING, f"{code} EOVERFLOW")
        | {"uv venv again": again, "rm -rf .venv": "1 EOVERFLOW"}
    )


def test_20_releases_where_links_cannot_be_read(shell: Shell) -> None:
    (shell.cwd / "my.toml").write_text(ONE_THAT_ONLY_HIDES_LINKS)

    table = came_to(shell, "my.toml", *asked(RELEASES))

    assert table == {("hides-links", release): studied(release) for release in RELEASES}


def test_20_releases_on_multipass(shell: Shell) -> None:
    table = came_to(shell, "multipass-1.16", *asked(RELEASES))

    assert table == {("multipass-1.16", release): on_multipass(release) for release in RELEASES}


# --- every column, with the release of the report ------------------------------------------

STEPS = ("uv venv", "uv sync, fresh", "uv run python", "uv venv --clear", "rm -rf .venv")

WORKS = ("0", "0", "0", "0", "0")
BROKEN = ("0", "0", "2 EACCES", "2 EOVERFLOW", "1 EOVERFLOW")
COLUMNS = {
    "plain": WORKS,
    "multipass-1.13": WORKS,
    "multipass-1.16": BROKEN,
    "multipass-1.16-rootmap": ("0", "0", "2 EACCES", "0", "0"),
    "multipass-1.16.3": ("2 EACCES", "2 EACCES", "2", "2 EACCES", "0"),
    "multipass-2026.08": BROKEN,
    "sshfs-3.7.5": WORKS,
    "sshfs-3.7.6": ("0", "0", "2 EPERM", "0", "0"),
    "sshfs-follow-symlinks": ("2 ENOENT", "2 ENOENT", "2", "2 ENOTEMPTY", "1 ENOTEMPTY"),
    "sshfs-no-hardlinks": WORKS,
    "sshfs-transform-symlinks": WORKS,
}
"""uv 0.8.13 on every profile, for an interpreter that the host does not have."""


def test_every_column_with_the_release_of_the_report(shell: Shell) -> None:
    table = came_to(shell, *COLUMNS, "--uv", "0.8.13")

    assert {profile: tuple(steps[s] for s in STEPS) for (profile, _), steps in table.items()} == (
        COLUMNS
    )


@pytest.mark.parametrize(
    ("profile", "came"), [("multipass-1.16", "2 EACCES"), ("multipass-2026.08", "0")]
)
def test_an_interpreter_that_the_host_has_is_not_linked_to_before_2026_08(
    shell: Shell, profile: str, came: str
) -> None:
    base = Path("/usr/bin/python3")
    if not base.exists():
        pytest.skip(f"there is no {base}")

    table = came_to(
        shell, profile, "--uv", "0.8.13", "--python", base, "--host-path", base.resolve(),
        "--host-path", base,
    )  # fmt: skip

    assert table[profile, "0.8.13"]["uv venv"] == came
    assert table[profile, "0.8.13"]["exec bin/python"] in ("EACCES", "ENOENT")
