"""The files of a reproducer: a profile, the commands, a test and a script."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from pytest_fusevenv import bugs, seeds
from pytest_fusevenv.forms import as_toml
from pytest_fusevenv.scenarios import Verdict

if TYPE_CHECKING:
    from pytest_fusevenv.acts import Act
    from pytest_fusevenv.guard.cells import Cell
    from pytest_fusevenv.profiles import Profile

FILES = ("commands.sh", "profile.toml", "repro.sh", "test_reproducer.py")
"""The names of the files."""


class Reproducer(msgspec.Struct, frozen=True):
    """A cell, the profile that is enough for it, and what the tool did.

    `tool` is what to call the tool by on another machine. `original` is the profile that the cell
    was found on, `why_whole` why it was not made smaller.
    """

    cell: Cell
    tool: str
    profile: Profile
    original: Profile
    act: Act
    seed: int = 0
    why_whole: str = ""

    @property
    def headline(self) -> str:
        """What comes of it, in a line."""
        cell = self.cell
        return f"{self.tool}, {cell.scenario} on {cell.profile}: {cell.came}"

    @property
    def size(self) -> str:
        """How much is left of the profile that it was found on."""
        kept, of = len(self.profile.quirks), len(self.original.quirks)
        if self.why_whole:
            return f"all {of} quirks of {self.original.name}, because {self.why_whole}"
        return f"{kept} of the {of} quirks of {self.original.name}"

    @property
    def urls(self) -> tuple[str, ...]:
        """The public reports: of the bugs that it looks like, else of the filesystem."""
        known = bugs.shipped()
        urls = [url for name in self.cell.bugs if name in known for url in known[name].urls]
        return tuple(dict.fromkeys(urls)) or self.original.sources


def texts(one: Reproducer) -> dict[str, str]:
    """The files of a reproducer, by name."""
    return {
        "commands.sh": _commands(one),
        "profile.toml": _profile(one),
        "repro.sh": _script(one),
        "test_reproducer.py": _test(one),
    }


def _profile(one: Reproducer) -> str:
    cell = one.cell
    title = f"{one.original.title}: what {one.tool} needs to be {cell.verdict} in {cell.scenario}"
    return as_toml(replace(one.profile, title=title))


# --- the commands --------------------------------------------------------------------------

_ROLES = {
    "command": "",
    "second": "  # the day after",
    "again": "  # once more",
    "survives": "  # must work still",
    "check": "  # must work now",
}


def _commands(one: Reproducer) -> str:
    lines = [
        f"# {one.headline}",
        "# What is typed in a project on the mount, to be read. repro.sh types it, and makes what",
        "# stands in braces: docs/scenarios.md says what. On the mount: "
        + ", ".join(place.value for place in one.act.on_mount),
        *(f"{command}  # before, on a plain filesystem" for command in one.act.before),
    ]
    for typed in one.cell.lines:
        lines.append(f"{typed.command}{_ROLES.get(typed.role, '')}")
        if typed.exit_code != 0:
            came = "it does not end" if typed.exit_code is None else f"exit {typed.exit_code}"
            lines.append(f"#   FAILS: {came}")
        lines += [f"#   {said}" for said in typed.said.splitlines()]
    if one.cell.cause:
        lines += [f"# cause: {one.cell.cause}", f"#   {one.cell.cause.because}"]
    return "\n".join(lines) + "\n"


# --- the test ------------------------------------------------------------------------------

_TEST = '''\
"""{headline}

Needs pytest-fusevenv, and profile.toml beside it: {size}.
{cause}{urls}
"""

from pathlib import Path

from pytest_fusevenv.guard import ask
from pytest_fusevenv.guard.accounts import told

TOOL = {tool}


def test_{test}():
    cell = ask(TOOL, Path(__file__).with_name("profile.toml"), {scenario})

    assert cell.verdict in {good}, told(cell)
'''


def _test(one: Reproducer) -> str:
    is_clear = one.cell.verdict is Verdict.REFUSED
    good = ["works", "works-after-warning", *([] if is_clear else ["refused"])]
    cause = one.cell.cause
    return _TEST.format(
        headline=_inside(one.headline),
        size=_inside(one.size),
        cause=_inside(f"\nCause: {cause}: {cause.because}\n" if cause else ""),
        urls="".join(f"\n{url}" for url in one.urls),
        tool=_quoted(one.tool),
        test="the_tool_works" if is_clear else "the_tool_works_or_refuses_clearly",
        scenario=_quoted(one.cell.scenario),
        good=f"({', '.join(map(_quoted, good))})",
    )


def _inside(text: str) -> str:
    """A text as it may stand in a docstring."""
    return text.replace("\\", "\\\\").replace('"""', "'''")


def _quoted(text: str) -> str:
    return msgspec.json.encode(text).decode()


# --- the script ----------------------------------------------------------------------------

_SCRIPT = """\
#!/bin/sh
# {headline}
# {size}: profile.toml; the commands: commands.sh
# Report: {url}
# Needs Linux, Python 3.11 or newer with venv, fuse3, the package index. Exits 0 if the bug shows,
# 1 if not, 2 or 3 if it cannot be told. Settings: FUSEVENV (a checkout or wheel), TOOL, PYTHON.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
TOOL=${{TOOL:-{tool}}}
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
fail() {{ cat "$DIR/said" >&2; exit "$1"; }}
{seed}"${{PYTHON:-python3}}" -m venv "$DIR/venv" >"$DIR/said" 2>&1 || fail 2
PATH=$DIR/venv/bin:$PATH
pip install --quiet "${{FUSEVENV:-pytest-fusevenv}}" >"$DIR/said" 2>&1 || fail 2
fusevenv doctor >"$DIR/said" 2>&1 || [ $? -eq 1 ] || fail 3  # it names the cure
code=0
fusevenv guard "$TOOL" --profile "$HERE/profile.toml" --scenario {scenario} -n 0 --fresh -v \\
    --json "$DIR/json" || code=$?
[ "$code" -le 1 ] || exit "$code"
if grep -q '"verdict": "{verdict}"' "$DIR/json"; then echo "The bug shows: {verdict}."; exit 0; fi
echo "The bug does not show: no longer {verdict}."
exit 1
"""


def _script(one: Reproducer) -> str:
    seed = f"export {seeds.SETTING}={one.seed}\n" if one.profile.leaves_to_chance else ""
    return _SCRIPT.format(
        headline=one.headline,
        size=one.size,
        url=next(iter(one.urls), "none is known"),
        tool=shlex.quote(one.tool),
        scenario=shlex.quote(one.cell.scenario),
        verdict=one.cell.verdict,
        seed=seed,
    )
