"""A small page made by hand: every verdict, a change that was mended, a bug, news and a flake."""

from __future__ import annotations

from itertools import product

from pytest_fusevenv.causes import Cause
from pytest_fusevenv.guard.cells import (
    FORMAT,
    BugEntry,
    Cell,
    News,
    Page,
    ProfileEntry,
    ScenarioEntry,
    ToolEntry,
    Typed,
)
from pytest_fusevenv.scenarios import Verdict

HOSTILE = (
    "</script><script>document.title = 'owned'</script> \udc80 \x00 \u2028 <b>&amp; 'x' \U0001f600"
)
"""What an output may hold: the end of the page's own script, odd bytes, any character."""

_TOOLS = ("uv@0.10.2", "uv@0.10.3", "uv@0.10.4", "uv@0.12.24")
_SCENARIOS = {"venv": "make an environment, twice", "sync": "sync a project, twice"}
_TITLES = {
    "plain": "a plain local filesystem",
    "nfs4": "NFS version 4",
    "multipass-1.16": "a Multipass mount",
    "odd/name+slow": "a name that a link has to quote",
    **{f"all-{verdict}": f"comes out as {verdict}" for verdict in Verdict},
}
_SOURCE = "https://github.com/astral-sh/uv/issues/15528"


def sample() -> Page:
    """The page."""
    cells = [_cell(*key) for key in product(_TITLES, _SCENARIOS, _TOOLS)]
    return Page(
        version=FORMAT,
        fusevenv="0.1.0",
        engine="mfusepy",
        python="python3.13",
        seed=0,
        tools=tuple(ToolEntry(tool, "uv", tool.partition("@")[2]) for tool in _TOOLS),
        profiles=tuple(ProfileEntry(name, title, (_SOURCE,)) for name, title in _TITLES.items()),
        scenarios=tuple(ScenarioEntry(*one, ("the project",)) for one in _SCENARIOS.items()),
        cells=tuple(cells),
        news=(
            News("uv@0.12.24", "all-crashed", "venv", "new failure", "works", "crashed: uv venv"),
        ),
        bugs=(BugEntry("uv-15528", "uv says success, and nothing works", (_SOURCE,)),),
        began="2026-11-22T23:12:41+00:00",
        seconds=75.0,
    )


def _cell(profile: str, scenario: str, tool: str) -> Cell:
    if profile == "nfs4" and scenario == "sync" and tool == "uv@0.10.3":
        return _refused(tool, profile, scenario, Cause("flock", "/.lock", "EBADF", "NFS asks"))
    if profile == "multipass-1.16":
        cause = Cause("readlink", "/.venv/bin/python", "EACCES", "the host follows the link")
        if tool == "uv@0.12.24":
            return _refused(tool, profile, scenario, cause)
        lines = (
            Typed("command", "uv venv", 0),
            Typed("check", ".venv/bin/python", 126, "Permission denied"),
        )
        return Cell(
            tool,
            profile,
            scenario,
            Verdict.BROKEN,
            ".venv/bin/python: readlink EACCES",
            lines,
            cause,
            (str(cause),),
            ("uv-15528",),
        )
    if profile.startswith("all-"):
        verdict = Verdict(profile.removeprefix("all-"))
        lines = (Typed("command", "uv venv", 1, HOSTILE),)
        reason = "" if verdict.is_good else "uv venv: it failed"
        also = ("works",) if verdict is Verdict.HUNG else ()
        return Cell(tool, profile, scenario, verdict, reason, lines, also=also)
    return Cell(tool, profile, scenario, Verdict.WORKS, lines=(Typed("command", "uv venv", 0),))


def _refused(tool: str, profile: str, scenario: str, cause: Cause) -> Cell:
    command = f"uv {scenario}"
    return Cell(
        tool,
        profile,
        scenario,
        Verdict.REFUSED,
        f"{command}: {cause.op} {cause.errno}",
        (Typed("command", command, 2, "error: Bad file descriptor"),),
        cause,
        (str(cause),),
    )
