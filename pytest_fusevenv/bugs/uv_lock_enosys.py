"""A lock that can not be had was ignored for a while, and is an error again.

uv locks the wheels and environments of its cache one by one since 0.12.9. On Lustre without the
mount option flock, `flock` answers ENOSYS: releases from 0.8 on went on without the lock of the
cache, but none goes on without these new ones.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

BUG = Bug(
    name="uv-lock-enosys",
    title="nothing can be installed from a cache where flock is not implemented",
    urls=("https://github.com/astral-sh/uv/issues/13626",),
    filesystem="a cache on Lustre, mounted without flock",
    profile="lustre-noflock",
    on_mount=(Place.PROJECT, Place.CACHE),
    commands=("uv venv", "uv pip install --python .venv fspure"),
    checks=(".venv/bin/python -c 'import fspure.l'", ".venv/bin/fspure"),
    shows=Side("uv@0.13.9", Verdict.REFUSED, says=("Function not implemented (os error 38)",)),
    since="0.12.9",
    gone=Side("uv@0.12.8", Verdict.WORKS),
    workarounds=(
        Workaround(
            "keep the cache off the mount", env={"UV_CACHE_DIR": "{off}", "UV_LINK_MODE": "copy"}
        ),
    ),
    quick=True,
)
