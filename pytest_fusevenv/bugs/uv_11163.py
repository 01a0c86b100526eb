"""uv unpacks scripts and data of a wheel beside its modules, and moves them away from there.

Where `bin` and `lib` are two volumes, as in a container that keeps both, a rename leads nowhere:
"Invalid cross-device link". The same command, typed again, takes what is there for all of it. Since
0.5.31 uv copies what it can not move.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict

BUG = Bug(
    name="uv-11163",
    title="scripts and data of a wheel can not be moved between two volumes",
    urls=("https://github.com/astral-sh/uv/issues/11163",),
    filesystem="an environment whose bin and lib are two Docker volumes",
    profile="split-volumes",
    before=("uv venv",),
    commands=("uv pip install --python .venv fsdata",),
    checks=("cat .venv/share/fsdata/data.txt", ".venv/bin/fsdata-script"),
    env={"UV_LINK_MODE": "copy"},
    shows=Side("uv@0.5.30", Verdict.BROKEN, says=("Invalid cross-device link",), exits=2),
    gone=Side("uv@0.5.31", Verdict.WORKS),
)
