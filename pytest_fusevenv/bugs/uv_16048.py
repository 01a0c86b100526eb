"""With a cache on a full disk uv says that it cannot query the Python interpreter.

The script that asks the interpreter is written to the cache. So the first thing that fails has
nothing to do with what fills the disk, and the message sends the user to Python.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

BUG = Bug(
    name="uv-16048",
    title="a full cache shows as a Python that cannot be queried",
    urls=("https://github.com/astral-sh/uv/issues/16048",),
    filesystem="a cache on a disk with 16 KiB left",
    profile="full-disk",
    on_mount=(Place.CACHE,),
    commands=("uv venv",),
    checks=(".venv/bin/python -c ''",),
    shows=Side(
        "uv@0.13.9",
        Verdict.REFUSED,
        says=("Failed to query Python interpreter", "No space left on device (os error 28)"),
        exits=2,
    ),
    workarounds=(Workaround("put the cache elsewhere", env={"UV_CACHE_DIR": "{off}"}),),
)
