"""`fusevenv reproduce`: a bug report played again, command by command, and explained."""

from __future__ import annotations

import os
import shlex
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pytest_fusevenv.cli.arguments import chosen_engine, examples
from pytest_fusevenv.cli.commands import FINDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_fusevenv.bugs import Act, Bug, Line
    from pytest_fusevenv.mount import Mount
    from pytest_fusevenv.tools import Uv


@click.command(epilog=examples("fusevenv reproduce", "fusevenv reproduce uv-15528 --uv latest"))
@click.argument("bug", default="uv-15528")
@click.option("--uv", "spec", metavar="VERSION|PATH", help="Another uv than the reported one.")
def reproduce(bug: str, spec: str | None) -> None:
    """Play a bug report again, and explain it.

    BUG is uv-15528 if you name none: an environment on a Multipass mount. Exits 0 where every
    command comes out as it was reported, 1 where one does not.
    """
    from pytest_fusevenv.bugs import find
    from pytest_fusevenv.cli.tables import progress
    from pytest_fusevenv.tools import fetch_all

    known = find(bug)
    with progress("fetching uv", 1) as advance:
        (uv,) = fetch_all([spec or known.uv], lambda _: advance())
    os.umask(0o002)  # as the reporter's system has it: it shows in the listing
    click.echo(click.style(f"{known.name}: {known.title}", bold=True))
    click.echo(f"{known.url}\nuv {uv.version} on {known.act.profile}")
    wrong = [*_performed(known.act, uv), *_judged(known, uv)]
    click.echo(f"\n{click.style('Why', bold=True)}\n\n{known.mechanism}")
    for act in known.instead:
        wrong.extend(_performed(act, uv))
    click.echo("")
    if wrong:
        click.secho(f"Not reproduced as reported with uv {uv.version}:", fg="red", bold=True)
        click.echo("\n".join(f"  {what}" for what in wrong))
        raise SystemExit(FINDING)
    click.secho(f"Reproduced: all came out as reported with uv {uv.version}.", bold=True)


def _performed(act: Act, uv: Uv) -> Iterator[str]:
    """Play an act, printing the transcript; gives what did not come out as it should."""
    from pytest_fusevenv.tools import environment

    click.echo("\n" + click.style(act.heading, bold=True) + f" ({act.profile})\n")
    with _mounted(act.profile) as mounted:
        project = mounted.path / act.directory
        project.mkdir()
        (project / "pyproject.toml").write_text(act.project)
        scratch = Path(tempfile.mkdtemp(prefix="act-", dir=mounted.state))
        env = environment(scratch, uv)
        for line in act.lines:
            yield from _typed(line, project, env, str(mounted.state / "venv"))


def _mounted(profile: str) -> Mount:
    """A mount of a profile. Root plays the ordinary user 1000, as whom the reporter saw it."""
    from pytest_fusevenv.calls import Ids
    from pytest_fusevenv.catalogue import find
    from pytest_fusevenv.mount import mount

    guest = Ids(1000, 1000) if os.geteuid() == 0 else None
    return mount(find(profile), guest=guest, engine=chosen_engine())


def _typed(line: Line, cwd: Path, env: Mapping[str, str], off: str) -> Iterator[str]:
    """Run a line, printing it and its output; gives what did not come out as it should."""
    from pytest_fusevenv.venvs import run

    more = {name: text.format(off=off) for name, text in line.env}
    prompt = " ".join(
        [*(f"{name}={text}" for name, text in more.items()), shlex.join(line.command)]
    )
    click.echo(click.style(f"$ {prompt}", fg="cyan"))
    ran = run(line.command, cwd, {**env, **more})
    said = ran.stderr + ran.stdout
    click.echo(said, nl=False)
    if ran.returncode:
        click.echo(click.style(f"[exit code {ran.returncode}]", dim=True))
    yield from _differences(line, ran.returncode, said)


def _differences(line: Line, code: int | None, said: str) -> Iterator[str]:
    command = shlex.join(line.command)
    if code != line.returncode:
        yield f"`{command}` exited {code}, not {line.returncode}"
    yield from (f"`{command}` did not say {words!r}" for words in line.says if words not in said)


def _judged(bug: Bug, uv: Uv) -> Iterator[str]:
    """Print the verdict on `uv venv` and its story; gives what is not as it should be."""
    from pytest_fusevenv.explain import tell
    from pytest_fusevenv.scenarios import play

    with _mounted(bug.act.profile) as mounted:
        story = play(mounted, uv)
    click.echo(f"\n{click.style('Verdict on uv venv', bold=True)}: {story.verdict}\n")
    click.echo(tell(story).replace(f"; full trace: {story.trace}", ""))
    if story.verdict != bug.verdict:
        yield f"the verdict on `uv venv` is {story.verdict}, not {bug.verdict}"
