"""`uv sync` fails on a full disk; with room again it says that all is well, and it is not.

The first run stops in the middle of a package. What it leaves has a `.dist-info`, so the second run
takes the package for installed, exits 0, and does not look at its files. `--reinstall` helps.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

BUG = Bug(
    name="uv-sync-after-enospc",
    title="the second uv sync after a full disk exits 0, and half of a package is missing",
    urls=(
        "https://github.com/Comfy-Org/desktop/issues/954",
        "https://github.com/astral-sh/uv/issues/16468",
    ),
    filesystem="a disk that is full for a moment, in the middle of an install",
    profile="copy-enospc-once",
    dependencies=("fspure",),
    env={"UV_LINK_MODE": "copy"},
    commands=("uv sync",),
    checks=(
        ".venv/bin/python -c 'from fspure import a, b, c, d, e, f, g, h, i, j, k, l'",
        ".venv/bin/fspure",
    ),
    shows=Side("uv@0.13.9", Verdict.BROKEN, says=("No space left on device",)),
    workarounds=(Workaround("start over", commands=("uv sync || { rm -r .venv; uv sync; }",)),),
)
