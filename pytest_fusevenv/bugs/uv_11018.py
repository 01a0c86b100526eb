"""uv moves a directory of its cache while WSL1 still has a file of it open.

A wheel is unpacked into `.tmp…` and renamed to `archive-v0/…` at once. Windows lets no directory be
moved in which a file is open, by whatever scanner. On Windows uv tries again for ten seconds;
WSL1 looks like Linux to it.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

BUG = Bug(
    name="uv-11018",
    title="a cache on WSL1: what was just unpacked can not be moved into place",
    urls=(
        "https://github.com/astral-sh/uv/issues/11018",
        "https://github.com/microsoft/WSL2-Linux-Kernel/issues/93",
    ),
    filesystem="the Linux disk of WSL1",
    profile="wsl1",
    on_mount=(Place.CACHE,),
    commands=("uv venv", "uv pip install --python .venv fspure"),
    checks=(".venv/bin/fspure",),
    shows=Side("uv@0.13.9", Verdict.REFUSED, says=("Permission denied (os error 13)",)),
    workarounds=(Workaround("keep the cache off that disk", env={"UV_CACHE_DIR": "{off}"}),),
)
