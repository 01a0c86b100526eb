"""uv empties an environment that is to be made anew, and then removes the directory itself.

Where `.venv` is a volume of its own, as many a Docker file has it, its directory can not be
removed: `rmdir` of a mountpoint answers EBUSY. By then its contents are gone. Since 0.9.6 uv keeps
the directory of a mountpoint.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

BUG = Bug(
    name="uv-16218",
    title="an environment that is a volume of its own is emptied, and not made anew",
    urls=(
        "https://github.com/astral-sh/uv/issues/16218",
        "https://github.com/astral-sh/uv/issues/14815",
    ),
    filesystem="a Docker volume at .venv",
    profile="plain",
    on_mount=(Place.ENVIRONMENT,),
    before=("uv venv",),
    commands=("uv venv --clear",),
    checks=(".venv/bin/python -c ''",),
    survives=(".venv/bin/python -c ''",),
    shows=Side("uv@0.9.5", Verdict.DIRTY, says=("resource busy",), exits=2),
    gone=Side("uv@0.9.6", Verdict.WORKS),
    workarounds=(Workaround("go over what is there", commands=("uv venv --allow-existing",)),),
    quick=True,
)
