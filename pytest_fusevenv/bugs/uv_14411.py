"""A synced project on a read-only disk, as in a container, can no longer be run.

From 0.7.14 on `uv run` locks the environment, by a new file in it, before it looks whether there is
anything to do. Since 0.7.19 it goes on without that lock.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

BUG = Bug(
    name="uv-14411",
    title="uv run wants to write into the environment of a read-only project",
    urls=("https://github.com/astral-sh/uv/issues/14411",),
    filesystem="a synced project in a container whose root is read-only",
    profile="readonly",
    dependencies=("fspure",),
    env={"UV_FROZEN": "1"},
    before=("env -u UV_FROZEN uv sync",),
    commands=("uv run python -c 'import fspure.a'",),
    shows=Side(
        "uv@0.7.17", Verdict.REFUSED, says=("Read-only file system (os error 30)",), exits=2
    ),
    gone=Side("uv@0.7.19", Verdict.WORKS),
    since="0.7.14",
    workarounds=(Workaround("without uv", commands=(".venv/bin/python -c 'import fspure.a'",)),),
)
