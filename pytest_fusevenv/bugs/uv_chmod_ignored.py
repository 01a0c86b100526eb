"""A filesystem that keeps no x: uv installs a command, says so, and it cannot be run.

On NTFS mounted with `fmask=133` all files are 0644, and `chmod` says that it is done. uv does not
look at what it has made. The interpreter is a link to a file elsewhere, so it runs. The report
is of Google Drive in Colab, where the x of a file is gone the next day.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

BUG = Bug(
    name="uv-chmod-ignored",
    title="the commands of a package are installed without x, and uv exits 0",
    urls=("https://github.com/googlecolab/colabtools/issues/3162",),
    filesystem="NTFS by ntfs-3g, mounted with fmask=133",
    profile="ntfs-3g-fmask133",
    commands=("uv venv", "uv pip install --python .venv fspure"),
    checks=(".venv/bin/python -c 'import fspure.a'", ".venv/bin/fspure"),
    shows=Side("uv@0.13.9", Verdict.BROKEN, says=("Permission denied",), exits=0),
    workarounds=(
        Workaround(
            "start it by the interpreter",
            checks=(".venv/bin/python .venv/bin/fspure",),
            verdict=Verdict.WORKS_AFTER_WARNING,
        ),
    ),
)
