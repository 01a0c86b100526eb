"""`uv cache prune` deletes what is in use, where it cannot read the cache's own links.

A wheel's entry in the cache is a link to its unpacked files. `prune` keeps the files that a link
leads to, and takes a link that it cannot read for none. Until 0.11.16 the links are absolute, and
a Multipass server looks for such a path on its own machine. Since 0.11.17 they are relative.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

BUG = Bug(
    name="uv-cache-prune",
    title="uv cache prune empties a cache whose absolute links cannot be read",
    urls=("https://github.com/astral-sh/uv/pull/19033",),
    filesystem="a cache on a Multipass mount",
    profile="multipass-1.16",
    on_mount=(Place.CACHE,),
    commands=(
        "uv venv",
        "uv pip install --python .venv --link-mode symlink fspure",
        "uv cache prune",
    ),
    checks=(".venv/bin/python -c 'import fspure.a, fspure.l'",),
    shows=Side("uv@0.11.16", Verdict.BROKEN, says=("ModuleNotFoundError",), exits=0),
    gone=Side("uv@0.11.17", Verdict.WORKS),
    workarounds=(Workaround("keep the cache off the mount", env={"UV_CACHE_DIR": "{off}"}),),
)
