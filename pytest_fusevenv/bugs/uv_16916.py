"""In the sandbox of a coding agent no `.git` can be made, and uv's cache wants one.

It is an empty file that keeps git out of the cache. The sandbox guards everything of that name, and
says EPERM; uv forgives only a read-only disk.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

BUG = Bug(
    name="uv-16916",
    title="no command works with a fresh cache in a sandbox that guards .git",
    urls=(
        "https://github.com/astral-sh/uv/issues/16916",
        "https://github.com/anthropic-experimental/sandbox-runtime/issues/113",
    ),
    filesystem="a cache in the sandbox of a coding agent",
    profile="readonly-git",
    on_mount=(Place.CACHE,),
    commands=("uv init --no-workspace sample",),
    checks=("test -f sample/pyproject.toml",),
    shows=Side(
        "uv@0.13.9",
        Verdict.REFUSED,
        says=("/.git`", "Operation not permitted (os error 1)"),
        exits=2,
    ),
    workarounds=(Workaround("keep the cache out of the sandbox", env={"UV_CACHE_DIR": "{off}"}),),
)
