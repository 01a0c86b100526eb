"""`uv run X` looks for X along PATH, and goes on looking when the one it means may not be started.

`execvp` takes EACCES for "not here". The environment comes first on PATH, but on a mount with
noexec its scripts may not be started: so whatever else is called X runs, and uv exits as that does.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

BUG = Bug(
    name="uv-run-noexec",
    title="uv run X on noexec runs another X from PATH, and exits 0",
    urls=("https://github.com/astral-sh/uv/issues/7460",),
    filesystem="a project on a filesystem mounted with noexec",
    profile="noexec",
    before=(
        "printf '#!/bin/sh\\necho of somebody else\\n' >{programs}/fspure",
        "chmod +x {programs}/fspure",
    ),
    dependencies=("fspure",),
    commands=("uv sync", "uv run fspure"),
    checks=("uv run fspure | grep 'of the environment'",),
    shows=Side("uv@0.13.9", Verdict.BROKEN, says=("of somebody else",), exits=0),
    workarounds=(
        Workaround(
            "start it as a module or a function",
            verdict=Verdict.WORKS_AFTER_WARNING,
            commands=("uv sync", "uv run python -c 'import fspure; fspure.main()'"),
            checks=("uv run python -c 'import fspure; fspure.main()' | grep 'of the environment'",),
        ),
    ),
    quick=True,
)
