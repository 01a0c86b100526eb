"""On NFS, what is removed while it is open stays as `.nfs…`, and so does the directory it is in.

Any process that still has a file of the cache open is enough: `uv cache clean` stops there, and
leaves the rest of the cache behind. Once the file is closed, it works. The report tells the same of
directories that are made for a build and removed after it.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

_CLEAN = 'exec 3< "$(find "$UV_CACHE_DIR"/archive-v0 -name a.py)" && uv cache clean'

BUG = Bug(
    name="uv-cache-clean-open",
    title="a cache on NFS can not be cleaned while a file of it is open",
    urls=("https://github.com/astral-sh/uv/issues/12036",),
    filesystem="a cache on NFS",
    profile="nfs4",
    on_mount=(Place.CACHE,),
    commands=("uv venv", "uv pip install --python .venv fspure", _CLEAN),
    again=("uv cache clean",),
    env={"UV_LINK_MODE": "copy"},
    shows=Side("uv@0.13.9", Verdict.REFUSED, says=("Device or resource busy (os error 16)",)),
    workarounds=(
        Workaround(
            "keep the cache off the mount", env={"UV_CACHE_DIR": "{off}", "UV_LINK_MODE": "copy"}
        ),
    ),
)
