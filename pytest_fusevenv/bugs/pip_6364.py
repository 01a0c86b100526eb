"""pip asks whether it may execute a script, to learn whether the script is to be executable.

Until 20.2 it unpacks a wheel into the temporary directory first. Where that is mounted with noexec,
`access(X_OK)` says no of everything, and the copy in `bin` gets no x. pip exits 0.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

_INSTALL = "pip install --no-compile --target out fsdata"

BUG = Bug(
    name="pip-6364",
    title="pip installs scripts without x where the temporary directory is noexec",
    urls=(
        "https://github.com/pypa/pip/issues/6364",
        "https://github.com/pypa/pip/issues/7666",
    ),
    filesystem="a /tmp that is mounted with noexec",
    profile="noexec",
    on_mount=(Place.TEMPORARY,),
    commands=(_INSTALL,),
    checks=("out/bin/fsdata-script",),
    shows=Side("pip@20.1.1", Verdict.BROKEN, says=("Permission denied",), exits=0),
    gone=Side("pip@20.2", Verdict.WORKS),
    workarounds=(Workaround("another temporary directory", commands=(f"TMPDIR=. {_INSTALL}",)),),
)
