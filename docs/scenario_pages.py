"""The page of the scenarios, written from the repertoire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_fusevenv.repertoire import DEFAULT, shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_fusevenv.acts import Act, Place
    from pytest_fusevenv.repertoire import Scenario

TOP = """\
# Scenarios

Written by `python docs/generate.py` from `pytest_fusevenv/repertoire/`; the tests check that it is
up to date. A scenario is what a user does: a few commands, typed; the day after, typed again; then
what they made is checked. On a plain filesystem every release of every tool comes out of each as
`works`. The verdicts are explained in [verdicts.md](verdicts.md).

`fusevenv guard --scenario NAME` plays one, `--scenario all` every one. `NAME@cache` is the same
with the cache on the mount in place of what lies there otherwise, `NAME@project+cache` with both.

"""

WHY = """\
## Those that are played where none is named

These five show each known change in few cells:

- `venv`: what uv says it made does not start (uv#15528, Multipass), in every release that says so.
- `sync`: 0.12.24 and 0.13.0 refuse at once, and leave nothing half-made, where links can not be
  read; the others go on and leave an environment that does not work.
- `pip-install`: with project and cache on one filesystem, releases from 0.12.9 on refuse where
  `flock` is not implemented (Lustre), and 0.12.8 works.
- `tool-install`: 0.10.3 takes its locks of files that are open to read, which NFS 4 refuses; 0.10.2
  and 0.10.4 work.
- `cache-clean`: what can not be taken away, and 0.10.3 again.
"""

HEADER = """\
| scenario | what a user does | on the mount | may lie there, too | tools |
|---|---|---|---|---|"""


def all_scenarios() -> str:
    """The page: why these five, a table of all, a chapter for each."""
    rows = "\n".join(map(_row, shipped().values()))
    chapters = "\n".join(map(_chapter, shipped().values()))
    return f"{TOP}{HEADER}\n{rows}\n\n{WHY}\n{chapters}"


def _row(scenario: Scenario) -> str:
    more = tuple(place for place in scenario.elsewhere if place not in scenario.on_mount)
    mark = " (default)" if scenario.name in DEFAULT else ""
    name = f"[`{scenario.name}`](#{scenario.name}){mark}"
    where = f"{_named(scenario.on_mount)} | {_named(more)}"
    tools = ", ".join(_tool(scenario, kind) for kind in scenario.acts)
    return f"| {name} | {scenario.title} | {where} | {tools} |"


def _named(places: Iterable[Place]) -> str:
    return ", ".join(f"`{place.name.lower()}`" for place in places)


def _tool(scenario: Scenario, kind: str) -> str:
    since = scenario.since.get(kind)
    return f"{kind} since {since}" if since else kind


def _chapter(scenario: Scenario) -> str:
    acts = (line for kind, act in scenario.acts.items() for line in _act(kind, act))
    return "\n\n".join([f"## {scenario.name}", scenario.story, *acts]) + "\n"


def _act(kind: str, act: Act) -> Iterator[str]:
    yield f"By {kind}:"
    typed = [
        *(f"$ {command}    # before, on a plain filesystem" for command in act.before),
        *(f"$ {command}" for command in act.commands),
        *(f"$ {command}    # the day after" for command in act.second),
        *(f"$ {command}    # must work now" for command in act.checks),
    ]
    yield "\n".join(f"    {line}" for line in typed)
