"""A cache on AWS EFS serves 176 environments by hard links, and fails with the next one.

EFS allows a file 177 names, and one of them is the cache's own. uv decided by the first file of a
package whether links work, and took a later "Too many links" for a failure. Since 0.10.9 it puts a
fresh copy into the cache and links that.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

_CROWD = """\
import os, pathlib

modules = pathlib.Path(os.environ["UV_CACHE_DIR"]).glob("archive-v0/*/fspure/*.py")
for path in list(modules)[1:]:  # the first link of a package must work
    for number in range(path.stat().st_nlink, 177):
        os.link(path, f"{path.stem}.{number}")
"""

BUG = Bug(
    name="uv-17699",
    title="an environment too many for one cache on EFS: Too many links",
    urls=("https://github.com/astral-sh/uv/pull/17699",),
    filesystem="a cache and projects on AWS EFS, which allows a file 177 names",
    profile="efs",
    on_mount=(Place.PROJECT, Place.CACHE),
    files={"crowd.py": _CROWD},
    before=(
        "uv venv first",
        "uv pip install --python first --link-mode hardlink fspure",
        "mkdir others && cd others && python ../crowd.py",
    ),
    commands=("uv venv", "uv pip install --python .venv --link-mode hardlink fspure"),
    checks=(".venv/bin/python -c 'import fspure.a, fspure.l'",),
    again=("uv pip install --python .venv --link-mode hardlink --reinstall fspure",),
    shows=Side("uv@0.10.8", Verdict.REFUSED, says=("Too many links (os error 31)",), exits=2),
    gone=Side("uv@0.10.9", Verdict.WORKS),
    workarounds=(
        Workaround(
            "copy",
            commands=("uv venv", "uv pip install --python .venv --link-mode copy fspure"),
        ),
    ),
)
