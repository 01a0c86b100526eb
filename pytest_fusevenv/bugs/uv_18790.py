"""uv takes every file in the `.data` directory of a wheel for one that RECORD lists.

On an exFAT disk a Mac adds a `._` file to each: "could not find entry for `…/._fsdata-script`" or,
by the order of the files, "failed to copy". What was unpacked by then stays; where that is the
`.dist-info`, the same command, typed again, calls the package installed.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

_INSTALL = "uv pip install --python .venv fsdata"

BUG = Bug(
    name="uv-18790",
    title="a ._ file of a Mac in a .data directory stops every install",
    urls=("https://github.com/astral-sh/uv/issues/18790",),
    filesystem="an exFAT disk on a Mac",
    profile="exfat-appledouble",
    on_mount=(Place.PROJECT,),
    commands=("uv venv", _INSTALL),
    again=("rm -r .venv", "uv venv", _INSTALL),
    checks=(".venv/bin/fsdata-script", ".venv/bin/python -c 'import fsdata'"),
    shows=Side("uv@0.13.9", Verdict.REFUSED, says=("/._",), exits=2),
    workarounds=(
        Workaround(
            "keep the environment off the disk",
            commands=("uv venv {off}", "uv pip install --python {off} fsdata"),
            checks=("{off}/bin/fsdata-script",),
        ),
    ),
)
