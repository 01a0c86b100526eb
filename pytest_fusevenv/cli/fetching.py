"""`fusevenv fetch`: tools put into the cache, for a machine or a moment without a network."""

from __future__ import annotations

import click

from pytest_fusevenv.cli.arguments import examples


@click.command(
    epilog=examples(
        "fusevenv fetch uv@last:20",
        "fusevenv fetch uv@0.12.0..0.13.9 virtualenv@latest poetry@latest",
        "UV_OFFLINE=1 fusevenv fetch uv@last:20   # what is missing?",
    )
)
@click.argument("tools", metavar="TOOL...", nargs=-1, required=True)
@click.option("--refresh", is_flag=True, help="Ask the index again which releases there are.")
def fetch(tools: tuple[str, ...], *, refresh: bool) -> None:
    """Put tools into the cache, and print their names.

    A TOOL is what `fusevenv guard` takes: uv@0.8.13, uv@0.12.0..0.13.9, uv@last:20, uv@latest, or
    releases of virtualenv, pip, poetry or pdm. What is there already is not fetched again.
    """
    from pytest_fusevenv.cli.tables import progress
    from pytest_fusevenv.kits import find_kits
    from pytest_fusevenv.selections import spread

    wanted = spread(tools, _warn, refresh=refresh)
    with progress("fetching tools", len(wanted)) as advance:
        kits = find_kits(wanted, advance)
    click.echo("\n".join(kits))


def _warn(note: str) -> None:
    click.secho(f"warning: {note}", fg="yellow", err=True)
