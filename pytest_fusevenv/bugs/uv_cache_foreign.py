"""A cache that root and others share on NFS: the second of them can not use it at all.

Everybody may write its directories. But uv opens `sdists-v11/.git` for writing although it is
there, and that file belongs to who came first. Where the server takes root for nobody, root is the
second, too. What 0.10.1 forgives is a read-only disk, not another's file.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

BUG = Bug(
    name="uv-cache-foreign",
    title="a shared cache fails at a .git that belongs to somebody else",
    urls=(
        "https://github.com/astral-sh/uv/pull/17825",
        "https://github.com/astral-sh/uv/issues/15934",
    ),
    filesystem="a cache of several users on NFS with root_squash",
    profile="nfs4-root-squash",
    on_mount=(Place.CACHE,),
    before=(
        "uv venv",
        "uv pip install --python .venv fspure",
        'find "$UV_CACHE_DIR" -type d -exec chmod a+rwx {} +',
        "rm -r .venv",
    ),
    commands=("uv venv", "uv pip install --python .venv fspure"),
    checks=(".venv/bin/python -c 'import fspure.a'",),
    shows=Side(
        "uv@0.13.9",
        Verdict.REFUSED,
        says=("/.git`: Permission denied (os error 13)",),
        exits=2,
    ),
    workarounds=(Workaround("a cache of one's own", env={"UV_CACHE_DIR": "{off}"}),),
)
