"""`fusevenv probe`: what a real filesystem answers, as a fingerprint and as a profile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pytest_fusevenv.cli.arguments import DIRECTORY, examples

if TYPE_CHECKING:
    from pytest_fusevenv.fingerprints import Fingerprint

_PATIENCE = 10.0

patience_option = click.option(
    "--patience",
    type=click.FloatRange(min=0.1),
    default=_PATIENCE,
    show_default=True,
    metavar="SECONDS",
    help="How long a question may take before it counts as hung.",
)


@click.command(
    epilog=examples(
        "fusevenv probe . -o mine.json",
        "fusevenv probe /mnt/odd --profile theirs.toml",
        "fusevenv probe theirs.json --nearest",
    )
)
# Not click.Path, which looks at it: where the filesystem hangs, nobody could end that.
@click.argument("directory", type=Path, metavar="DIRECTORY")
@click.option("-o", "--output", type=DIRECTORY, metavar="FILE", help="Write the fingerprint, JSON.")
@click.option(
    "--profile",
    "as_profile",
    type=DIRECTORY,
    metavar="FILE",
    help="Write a profile that imitates it, TOML, for `fusevenv run`.",
)
@click.option("--nearest", is_flag=True, help="Name the shipped profiles that are most like it.")
@click.option("--all", "whole", is_flag=True, help="Print every answer, not only the odd ones.")
@click.option("--json", "as_json", is_flag=True, help="Print the fingerprint, JSON, and no more.")
@patience_option
def probe(
    directory: Path,
    output: Path | None,
    as_profile: Path | None,
    patience: float,
    *,
    nearest: bool,
    whole: bool,
    as_json: bool,
) -> None:
    """Ask a filesystem how it behaves.

    A fixed list of questions is asked of the filesystem that DIRECTORY is on, in a sub-directory
    that is removed again; a few MiB are written at most. No root and no FUSE is needed. Printed is
    what a plain filesystem answers differently. The files name no path, no host and no user.
    DIRECTORY may also be a fingerprint that was written before, a .json file.
    """
    from pytest_fusevenv.cli.subjects import probed
    from pytest_fusevenv.fingerprints import as_json as in_json
    from pytest_fusevenv.fingerprints import load

    for file in filter(None, (output, as_profile)):
        _try_to_write(file)
    written_before = directory.suffix == ".json" and not directory.is_dir()
    fingerprint = load(directory) if written_before else probed(directory, patience)
    if output:
        output.write_bytes(in_json(fingerprint))
    if as_profile:
        _write_profile(fingerprint, as_profile)
    if as_json:
        click.echo(in_json(fingerprint), nl=False)
        return
    click.echo(f"{directory}: {_described(fingerprint)}")
    if full := _count_of_full(fingerprint):
        click.echo(f"note: the filesystem is full: {full} answers say no more than that", err=True)
    if whole:
        _print_all(fingerprint)
    else:
        _print_odd(fingerprint, nearest=nearest)
    for written in filter(None, (output, as_profile)):
        click.echo(f"fusevenv: {written} is written", err=True)


def _try_to_write(file: Path) -> None:
    """Fail before the asking rather than after it. Raises OSError."""
    is_new = not file.exists()
    file.touch()
    if is_new:
        file.unlink()


def _write_profile(fingerprint: Fingerprint, file: Path) -> None:
    from pytest_fusevenv.forms import as_toml
    from pytest_fusevenv.replays import replay

    file.write_text(as_toml(replay(fingerprint, file.stem)))


def _described(fingerprint: Fingerprint) -> str:
    origin = fingerprint.origin
    options = f" ({','.join(origin.options)})" if origin.options else ""
    asked = "root" if origin.asked_by == "root" else "an ordinary user"
    count = len(fingerprint.answers)
    return f"{origin.type}{options}, Linux {origin.kernel}, asked {count} questions as {asked}"


def _count_of_full(fingerprint: Fingerprint) -> int:
    """How many answers say that there is no room, where these are many."""
    full = sum(
        str(answer).endswith(("ENOSPC", "EDQUOT")) for answer in fingerprint.answers.values()
    )
    return full if full > len(fingerprint.answers) // 10 else 0


def _print_all(fingerprint: Fingerprint) -> None:
    from pytest_fusevenv.cli.answers import page

    click.echo("\n".join(page(fingerprint)))


def _print_odd(fingerprint: Fingerprint, *, nearest: bool) -> None:
    from pytest_fusevenv.cli.answers import show_differences
    from pytest_fusevenv.likenesses import CONTROL
    from pytest_fusevenv.likenesses import nearest as by_likeness

    likenesses = by_likeness(fingerprint)
    shown = likenesses[0] if nearest else next(x for x in likenesses if x.profile == CONTROL)
    if nearest:
        click.echo("\nnearest profiles:")
        for likeness in likenesses[:_MOST_SHOWN]:
            count = f"{len(likeness.differences)} of {likeness.compared}"
            click.echo(f"  {likeness.profile}: {count} answers differ")
        click.echo()
    if shown.differences:
        show_differences(shown.differences, shown.profile, "here")
    click.echo(f"{len(shown.differences)} of {shown.compared} answers differ from {shown.profile}")


_MOST_SHOWN = 3
