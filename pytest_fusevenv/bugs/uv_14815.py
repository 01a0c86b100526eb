"""uv removes an empty `.venv` that is no environment yet, instead of filling it.

A volume that a container has at `.venv` is there before anything is in it, and a mountpoint can not
be removed: "Resource busy". Since 0.8.2 uv takes an empty directory as it is.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

BUG = Bug(
    name="uv-14815",
    title="an empty volume at .venv can not be removed, and so is not filled",
    urls=(
        "https://github.com/astral-sh/uv/issues/14815",
        "https://github.com/astral-sh/uv/pull/14822",
    ),
    filesystem="an empty Docker volume at .venv",
    profile="venv-volume",
    before=("mkdir .venv",),
    commands=("uv sync",),
    checks=(".venv/bin/python -c ''",),
    shows=Side("uv@0.8.0", Verdict.REFUSED, says=("busy",), exits=2),
    gone=Side("uv@0.8.2", Verdict.WORKS),
    workarounds=(
        Workaround(
            "fill it with another command", commands=("uv venv --allow-existing", "uv sync")
        ),
    ),
)
