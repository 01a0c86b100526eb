"""Hard links work for the first files of a package, and are refused for a later one.

So it is in folders that a cloud client watches, and in caches of several users. uv tries one link
and takes the answer for all: a refusal after the first file is no reason to copy, but an error.
Typed once more, the same command may say that all is well, and half of the package is missing;
`--reinstall` repairs it.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

BUG = Bug(
    name="uv-9721",
    title="an install stops half-way where the fifth hard link is refused",
    urls=(
        "https://github.com/astral-sh/uv/issues/9721",
        "https://github.com/astral-sh/uv/issues/17945",
        "https://github.com/astral-sh/uv/issues/5581",
    ),
    filesystem="a project and a cache in a folder that a cloud client watches",
    profile="hardlink-nth",
    on_mount=(Place.PROJECT, Place.CACHE),
    commands=("uv venv", "uv pip install --python .venv fspure"),
    checks=(".venv/bin/python -c 'import fspure.a, fspure.l'",),
    again=("uv pip install --python .venv --reinstall fspure",),
    shows=Side("uv@0.13.9", Verdict.REFUSED, says=("Operation not permitted (os error 1)",)),
    workarounds=(Workaround("copy", env={"UV_LINK_MODE": "copy"}),),
)
