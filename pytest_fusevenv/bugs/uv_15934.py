"""A cache that is full of wheels, mounted read-only: uv does not read it, because it cannot write.

It makes a lock file, and until 0.10.0 a `.git`, before it looks at anything.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

BUG = Bug(
    name="uv-15934",
    title="nothing can be installed from a populated cache that is read-only",
    urls=(
        "https://github.com/astral-sh/uv/issues/15934",
        "https://github.com/astral-sh/uv/issues/12650",
    ),
    filesystem="a populated cache on a read-only mount",
    profile="readonly",
    on_mount=(Place.CACHE,),
    before=("uv venv", "uv pip install --python .venv fspure", "rm -r .venv"),
    commands=("uv venv", "uv pip install --python .venv fspure"),
    checks=(".venv/bin/python -c 'import fspure.a'",),
    shows=Side(
        "uv@0.13.9", Verdict.REFUSED, says=("Read-only file system (os error 30)",), exits=2
    ),
    workarounds=(Workaround("keep a cache off the mount", env={"UV_CACHE_DIR": "{off}"}),),
)
