"""`fusevenv report`: what runs of the guard came to, joined, and shown again in any form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pytest_fusevenv.cli.arguments import examples
from pytest_fusevenv.cli.commands import FINDING, Commands, Problem

if TYPE_CHECKING:
    from pytest_fusevenv.guard.cells import Page

_PAGE = click.Path(path_type=Path)
_FILE = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
_STDOUT = Path("-")


@click.group(
    cls=Commands,
    epilog=examples(
        "fusevenv report merge 1.json 2.json 3.json -o all.json --html all.html",
        "fusevenv report show all.json",
        'fusevenv report markdown all.json -o "$GITHUB_STEP_SUMMARY"',
    ),
)
def report() -> None:
    """Join and show what `fusevenv guard --json` has written.

    Each FILE is such a JSON. Where a file is to be written, `-` is the standard output.
    """


@report.command
@click.argument("files", metavar="FILE...", type=_PAGE, nargs=-1, required=True)
@click.option("-o", "--output", type=_FILE, required=True, help="Where to write the JSON.")
@click.option("--html", metavar="FILE", type=_FILE, help="Write one page to look at.")
@click.option("--markdown", metavar="FILE", type=_FILE, help="Write a summary for a CI's page.")
def merge(files: tuple[Path, ...], output: Path, html: Path | None, markdown: Path | None) -> None:
    """Join the parts of a run that several machines played (`guard --shard`).

    Exits as the whole run would have: 1 where something is news.
    """
    from pytest_fusevenv.guard.cells import as_json
    from pytest_fusevenv.guard.pages import merged

    _refuse_directories(output, html, markdown)
    page = merged([_read(file) for file in files])
    _put(output, as_json(page))
    if html:
        _put(html, _html(page))
    if markdown:
        _put(markdown, _markdown(page))
    if any(news.kind != "flake" for news in page.news):
        raise SystemExit(FINDING)


@report.command
@click.argument("file", type=_PAGE)
def show(file: Path) -> None:
    """Print the heat map of a run and its news."""
    from pytest_fusevenv.cli import heatmap

    heatmap.show(_read(file))


@report.command
@click.argument("file", type=_PAGE)
@click.option("-o", "--output", type=_FILE, required=True, help="Where to write the page.")
def html(file: Path, output: Path) -> None:
    """Write a run as one HTML page, which needs no other file and no network."""
    _refuse_directories(output)
    _put(output, _html(_read(file)))


@report.command
@click.argument("file", type=_PAGE)
@click.option("-o", "--output", type=_FILE, default=_STDOUT, help="Where to write it. [printed]")
def markdown(file: Path, output: Path) -> None:
    """Write a run as a summary in Markdown, at most 200 kB."""
    _refuse_directories(output)
    _put(output, _markdown(_read(file)))


# --- files ---------------------------------------------------------------------------------


def _read(file: Path) -> Page:
    """The page in a file. Raises BadPage, OSError."""
    from pytest_fusevenv.guard.cells import read

    return read(file.read_bytes(), str(file))


def _html(page: Page) -> str:
    from pytest_fusevenv.reports import html as pages

    return pages.write(page)


def _markdown(page: Page) -> str:
    from pytest_fusevenv.reports import markdown as summaries

    return summaries.write(page)


def _refuse_directories(*files: Path | None) -> None:
    """Raise Problem where a file is to be written into a directory that is not there."""
    for file in files:
        if file and not file.absolute().parent.is_dir():
            raise Problem(f"{file} cannot be written: there is no directory {file.parent}")


def _put(file: Path, text: str) -> None:
    if file == _STDOUT:
        click.echo(text, nl=False)
        return
    file.write_text(text, encoding="utf-8")
    click.echo(f"written: {file}", err=True)
