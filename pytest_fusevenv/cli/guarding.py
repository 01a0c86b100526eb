"""`fusevenv guard`: tools x filesystems x scenarios, as a suite of pytest, with a memory."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pytest_fusevenv.cli.arguments import PROFILE, examples, seed_option
from pytest_fusevenv.cli.commands import FINDING, Interrupted, Problem, Unmountable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_fusevenv.guard.cells import Page
    from pytest_fusevenv.guard.journals import Journal
    from pytest_fusevenv.guard.matrices import Matrix
    from pytest_fusevenv.kits import Kit
    from pytest_fusevenv.profiles import Profile
    from pytest_fusevenv.suite.runs import Run

_FILE = click.Path(dir_okay=False, path_type=Path)
_PYTEST = "pytest"


class _BeforePytest(click.Command):
    """A command whose words after `--` are pytest's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own, rest = args, list[str]()
        if "--" in args:
            cut = args.index("--")
            own, rest = args[:cut], args[cut + 1 :]
        ctx.meta[_PYTEST] = rest
        return super().parse_args(ctx, own)


@click.command(
    cls=_BeforePytest,
    epilog=examples(
        "fusevenv guard uv@0.12.0..0.13.9 --html guard.html",
        "fusevenv guard uv@PATH --baseline guard.toml --profile nfs4 --profile exfat",
        "fusevenv guard uv@last:20 --baseline guard.toml --accept",
        "fusevenv guard uv@0.8.13 --profile multipass-1.16 --reproducer bug/",
        "fusevenv guard virtualenv@20.26.0 venv -- -k nfs -x",
    ),
)
@click.argument("tools", metavar="[TOOL]... [-- PYTEST...]", nargs=-1)
@click.option(
    "--profile",
    "profiles",
    type=PROFILE,
    multiple=True,
    help="A filesystem; may be given several times. [all that are shipped or installed]",
)
@click.option(
    "--scenario",
    "scenarios",
    metavar="NAME",
    multiple=True,
    help="What a user does: `sync`, or `sync@cache` with the cache on the filesystem, ... May be "
    "given several times; `all` are all. [five of them]",
)
@click.option(
    "--baseline", metavar="FILE", type=_FILE, help="A TOML file of what is expected of each cell."
)
@click.option("--accept", is_flag=True, help="Write what came out into the baseline.")
@click.option("--html", metavar="FILE", type=_FILE, help="Write one page to look at.")
@click.option("--json", "as_json", metavar="FILE", type=_FILE, help="Write all of it, as JSON.")
@click.option("--markdown", metavar="FILE", type=_FILE, help="Write a summary for a CI's page.")
@click.option("--junit", metavar="FILE", type=_FILE, help="Write JUnit's XML.")
@click.option(
    "--reproducer",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the smallest reproducer of every cell that is a finding, a directory for each.",
)
@click.option(
    "-n", "jobs", type=click.IntRange(min=0), metavar="N", help="How many processes. [one a core]"
)
@click.option("--shard", metavar="K/N", help="Play the K-th of N parts; `report merge` joins them.")
@click.option("--fresh", is_flag=True, help="Do not go on from where a run was interrupted.")
@click.option("-v", "--verbose", "aloud", is_flag=True, help="Let pytest talk.")
@seed_option
@click.pass_context
def guard(
    ctx: click.Context,
    tools: tuple[str, ...],
    profiles: tuple[Profile, ...],
    scenarios: tuple[str, ...],
    baseline: Path | None,
    html: Path | None,
    as_json: Path | None,
    markdown: Path | None,
    junit: Path | None,
    reproducer: Path | None,
    jobs: int | None,
    shard: str | None,
    *,
    accept: bool,
    fresh: bool,
    aloud: bool,
) -> None:
    """Guard releases: which filesystem did a release break, and which did it mend.

    Each TOOL (the uv installed here, if none is named) plays each scenario on a mount of each
    filesystem, twice, and what it made is checked. A TOOL is uv@0.8.13, uv@0.12.0..0.13.9 (all from
    the one to the other), uv@last:20, uv@latest, uv@PATH, uv@./target/debug/uv, venv, or a release
    of virtualenv, pip, poetry or pdm. What follows `--` is for pytest.

    Exits 1 where something is news: other than the baseline says or, without one, broken, dirty,
    crashed or hung.
    """
    from pytest_fusevenv.cli import choosing
    from pytest_fusevenv.guard.journals import journal_of

    if accept and not baseline:
        raise click.UsageError("--accept writes what came out into a baseline: name it, --baseline")
    _refuse_shard(shard)
    _refuse_directories(html, as_json, markdown, junit, baseline)
    kits = choosing.fetched(tools)
    matrix = choosing.matrix(kits, profiles, scenarios)
    more = [*choosing.processes(jobs), *ctx.meta[_PYTEST]]
    if shard:
        more += ["--fusevenv-shard", shard]
    if junit:
        more += ["--junitxml", str(junit)]
    journal = journal_of(matrix, shard or "", fresh=fresh)
    page = _played(matrix, kits, more, baseline, journal, aloud=aloud)
    if accept and baseline:
        page = _accepted(page, baseline)
    _write(page, html, as_json, markdown)
    journal.remove()  # not before: what was played is written now
    _show(page)
    if reproducer:
        _reproduce(page, matrix, kits, reproducer)
    if any(news.kind != "flake" for news in page.news):
        raise SystemExit(FINDING)


# --- what is to be played ------------------------------------------------------------------


def _refuse_shard(shard: str | None) -> None:
    """Raise click.UsageError for what names no part: before anything is fetched."""
    from pytest_fusevenv.shards import part_of

    try:
        part_of(shard, "--shard")
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _refuse_directories(*files: Path | None) -> None:
    """Raise Problem where a file is to be written into a directory that is not there."""
    for file in files:
        if file and not file.absolute().parent.is_dir():
            raise Problem(f"{file} cannot be written: there is no directory {file.parent}")


# --- playing -------------------------------------------------------------------------------


def _played(
    matrix: Matrix,
    kits: Mapping[str, Kit],
    more: list[str],
    baseline: Path | None,
    journal: Journal,
    *,
    aloud: bool,
) -> Page:
    """The page of a run. Raises Interrupted, Problem where it does not come to its end."""
    from pytest_fusevenv.cli.tables import long_progress
    from pytest_fusevenv.guard.baselines import Baseline, load
    from pytest_fusevenv.guard.pages import page_of
    from pytest_fusevenv.guard.turns import Orders
    from pytest_fusevenv.suite.runs import run

    expected = load(baseline) if baseline else Baseline()
    orders = Orders(matrix, str(journal.directory), journal.session.name, str(baseline or ""))
    began, start = datetime.now(UTC), time.monotonic()
    with long_progress("guarding", shown=not aloud) as bar:
        ended = run(orders, more, total=bar.total, done=bar.advance, aloud=aloud)
    cells = [entry.cell for entry in journal.entries()]
    _refuse_incomplete(ended, journal, len(cells))
    return page_of(
        matrix,
        kits,
        cells,
        expected,
        began=began.isoformat(timespec="seconds"),
        seconds=time.monotonic() - start,
    )


def _refuse_incomplete(ended: Run, journal: Journal, played: int) -> None:
    """Raise where the run did not come to its end; its journal stays, if there is anything in it.

    Pytest exits 0 or 1 at its end, 2 if it was interrupted, 3 and 4 for errors, 5 without tests.
    """
    from pytest_fusevenv.records import sweep
    from pytest_fusevenv.reports.wording import counted

    declined = [f"not played (cells: {n}): {why}" for why, n in ended.declined.items()]
    if ended.code in (0, 1) and not ended.errors and (played or not declined):
        for why in declined:
            click.echo(why, err=True)
        return
    if not played:
        journal.remove()
    if ended.code == 2 and not ended.errors:
        sweep()  # what workers that were killed have left
        kept = f"{counted(played, 'finished cell')} kept: the same command goes on from there"
        raise Interrupted(f"interrupted; {kept if played else 'nothing is left behind'}")
    if ended.code == 5:
        raise Problem("nothing was played: what follows `--` leaves no cell")
    errors = list(dict.fromkeys([*ended.errors, *declined]))
    kind = Unmountable if not played and declined else Problem
    raise kind("\n".join(errors) or f"pytest exited {ended.code}; try it with -v")


def _accepted(page: Page, file: Path) -> Page:
    """The page without news: the baseline says the same now."""
    from msgspec.structs import replace

    from pytest_fusevenv.guard.baselines import as_toml, load

    text = as_toml(load(file).accepting(page.cells))
    ready = file.with_name(f".{file.name}.{os.getpid()}")
    ready.write_text(text, encoding="utf-8")
    ready.replace(file)
    click.echo(f"{len(page.news)} news accepted into {file}", err=True)
    return replace(page, news=())


# --- what is told --------------------------------------------------------------------------


def _write(page: Page, html: Path | None, as_json: Path | None, markdown: Path | None) -> None:
    """Write the files that were asked for."""
    if as_json:
        from pytest_fusevenv.guard import cells

        _put(as_json, cells.as_json(page))
    if html:
        from pytest_fusevenv.reports import html as pages

        _put(html, pages.write(page))
    if markdown:
        from pytest_fusevenv.reports import markdown as summaries

        _put(markdown, summaries.write(page))


def _put(file: Path, text: str) -> None:
    """Write a file, or to standard output where it is called `-`."""
    if str(file) == "-":
        click.echo(text)
        return
    file.write_text(text, encoding="utf-8")
    click.echo(f"written: {file}", err=True)


def _show(page: Page) -> None:
    """Print the heat map, what changed, and the news."""
    from pytest_fusevenv.cli.heatmap import show

    show(page)


def _reproduce(page: Page, matrix: Matrix, kits: Mapping[str, Kit], directory: Path) -> None:
    """Write a reproducer of every finding."""
    from pytest_fusevenv.cli.reproducers import write

    write(page, matrix, kits, directory)
