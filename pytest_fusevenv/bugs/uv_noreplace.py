"""uv puts each lock file in place by a rename that must not replace, or else by a hard link.

Where a filesystem has neither, as many shared folders, the lock of a fresh cache can not be
made, and no command gets further: not even `uv init`, which needs nothing from the cache. Before
0.8.19 there was no such lock. A cache that has its lock file already is used without complaint.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

BUG = Bug(
    name="uv-noreplace",
    title="no command works with a fresh cache that has no RENAME_NOREPLACE and no hard links",
    urls=(
        "https://github.com/astral-sh/uv/issues/16859",
        "https://github.com/astral-sh/uv/pull/17115",
    ),
    filesystem="a cache on a shared folder without RENAME_NOREPLACE and hard links",
    profile="no-noreplace",
    on_mount=(Place.CACHE,),
    commands=("uv init sample", "cd sample && uv venv"),
    checks=("sample/.venv/bin/python -c ''",),
    shows=Side("uv@0.13.9", Verdict.REFUSED, says=("Could not persist temporary file",), exits=2),
    since="0.8.19",
    gone=Side("uv@0.8.18", Verdict.WORKS),
    quick=True,
    workarounds=(
        Workaround(
            "make the lock file by hand",
            commands=('mkdir -p "$UV_CACHE_DIR" && touch "$UV_CACHE_DIR/.lock"', "uv init sample"),
            checks=("test -f sample/pyproject.toml",),
        ),
        Workaround("keep the cache off the mount", env={"UV_CACHE_DIR": "{off}"}),
    ),
)
