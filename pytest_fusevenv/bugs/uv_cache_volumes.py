"""uv unpacks a wheel in its cache, and has no other way to put it into place than a rename.

Where `archive-v0` is a volume of its own, inside the cache, that is "Invalid cross-device link".
uv copies what it moves out of the cache, but nothing within it. Nobody has reported just this: the
reports are of other moves between two volumes, which have been mended since.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

BUG = Bug(
    name="uv-cache-volumes",
    title="a cache with a volume in it can not be filled",
    urls=(
        "https://github.com/astral-sh/uv/issues/6036",
        "https://github.com/astral-sh/uv/issues/11163",
    ),
    filesystem="a uv cache whose unpacked wheels are on a volume of their own",
    profile="cache-volumes",
    on_mount=(Place.CACHE,),
    commands=("uv venv", "uv pip install --python .venv fspure"),
    checks=(".venv/bin/fspure",),
    shows=Side("uv@0.13.9", Verdict.REFUSED, says=("Invalid cross-device link",)),
    workarounds=(Workaround("keep the cache on one volume", env={"UV_CACHE_DIR": "{off}"}),),
)
