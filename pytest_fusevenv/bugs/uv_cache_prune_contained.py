"""`uv cache prune` deletes what is in use, on sshfs from 3.7.6 on.

A wheel's entry in the cache is a link to its unpacked files, `../../../../archive-v0/…`. sshfs
lets no link that climbs with `..` be read, and `prune` takes a link that it cannot read for none:
all the files that it should keep are "unused".
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

BUG = Bug(
    name="uv-cache-prune-contained",
    title="uv cache prune empties a cache on sshfs, whose links cannot be read",
    urls=(
        "https://github.com/libfuse/sshfs/pull/361",
        "https://github.com/astral-sh/uv/pull/19033",
    ),
    filesystem="a cache on sshfs, which contains symlinks since May 2026",
    profile="sshfs-3.7.6",
    on_mount=(Place.CACHE,),
    commands=(
        "uv venv",
        "uv pip install --python .venv --link-mode symlink fspure",
        "uv cache prune",
    ),
    checks=(".venv/bin/python -c 'import fspure.a, fspure.l'",),
    shows=Side("uv@0.13.9", Verdict.BROKEN, says=("ModuleNotFoundError",), exits=0),
    workarounds=(
        Workaround("mount with no_contain_symlinks", profile="sshfs-3.7.5"),
        Workaround("keep the cache off the mount", env={"UV_CACHE_DIR": "{off}"}),
    ),
)
