"""On the homes of some compute nodes `flock` fails, and with it every command of uv.

The number there is 524, for which ENOLCK stands here. uv goes on without a lock of its cache only
after an error that means "not supported". Before 0.8.19 there was no such lock.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

BUG = Bug(
    name="uv-lock-unknown",
    title="no command works with a cache on a compute node's home, where flock fails",
    urls=(
        "https://github.com/NERSC/interactEM/pull/532",
        "https://github.com/MFlowCode/MFC/pull/1630",
    ),
    filesystem="a cache in a home on compute nodes (DVS, NFS on Frontier)",
    profile="dvs",
    on_mount=(Place.CACHE,),
    commands=("uv venv", "uv pip install --python .venv fspure"),
    checks=(".venv/bin/python -c 'import fspure.a'",),
    shows=Side("uv@0.13.9", Verdict.REFUSED, says=("No locks available (os error 37)",), exits=2),
    gone=Side("uv@0.8.18", Verdict.WORKS_AFTER_WARNING),
    since="0.8.19",
    workarounds=(Workaround("keep the cache off the home", env={"UV_CACHE_DIR": "{off}"}),),
)
