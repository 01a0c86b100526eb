"""A chmod on virtiofs fails at random, and uv gives up at the first.

    uv: chmod(".venv/bin/fsdata-script", 0755)  -->  virtiofs: EPERM
    uv: "failed to set permissions for file"         (the host looks at the file just now)
    the user types the same command again       -->  it works

uv could ask once more, as the user does.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

_INSTALL = "uv pip install --python .venv fsdata"

BUG = Bug(
    name="lima-2437",
    title="one chmod that fails ends an install, and the same command works the second time",
    urls=("https://github.com/lima-vm/lima/issues/2437",),
    filesystem="a home directory of a Mac in Lima, by virtiofs",
    profile="virtiofs-flaky-chmod",
    commands=("uv venv", _INSTALL),
    checks=(".venv/bin/fsdata-script", ".venv/bin/python -c 'import fsdata'"),
    on_mount=(Place.PROJECT, Place.CACHE),
    shows=Side("uv@0.13.9", Verdict.REFUSED, says=("Operation not permitted",)),
    workarounds=(
        Workaround(
            "type the same command again",
            commands=("uv venv", f"{_INSTALL} || {_INSTALL}"),
        ),
    ),
)
