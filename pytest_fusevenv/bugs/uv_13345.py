"""uv keeps each unpacked wheel once, and links to it: without links there is no cache.

The disk is exFAT, and the cache lies on it: a whole home does, or UV_CACHE_DIR names a disk that
has room. The environment may lie anywhere: nothing can be installed, in no link mode, as the link
is the cache's own.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

_INSTALL = "uv pip install --python .venv --link-mode copy fspure"

BUG = Bug(
    name="uv-13345",
    title="nothing can be installed with a cache on exFAT",
    urls=(
        "https://github.com/astral-sh/uv/issues/13345",
        "https://github.com/astral-sh/uv/issues/12129",
    ),
    filesystem="a cache on a memory card or USB disk with exFAT",
    profile="exfat",
    on_mount=(Place.CACHE,),
    commands=("uv venv", _INSTALL),
    checks=(".venv/bin/python -c 'import fspure'",),
    shows=Side(
        "uv@0.13.9",
        Verdict.REFUSED,
        says=("Failed to write to the distribution cache", "Operation not permitted"),
        exits=2,
    ),
    workarounds=(
        Workaround("keep the cache off the disk", env={"UV_CACHE_DIR": "{off}"}),
        Workaround(
            "keep no cache",
            commands=("uv venv", f"{_INSTALL} --no-cache"),
        ),
    ),
)
