"""A failed `uv venv` leaves a directory that no hint of uv's own gets rid of.

    uv venv            fails half-way, with .venv/bin made and no pyvenv.cfg
    uv venv            "A directory already exists", use --clear
    uv venv --clear    "will not clear a directory that is not a virtual environment", use --force
    uv venv --force    "A directory already exists", use --clear

Only both options together, `--allow-existing` or `rm -rf` get out. Any failure before the end will
do; here it is a filesystem without links. Older releases simply tried again.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

BUG = Bug(
    name="uv-half-made",
    title="a failed `uv venv` can not be repeated: --clear asks for --force, --force for --clear",
    urls=("https://github.com/astral-sh/uv/issues/15607",),
    filesystem="any on which `uv venv` fails half-way, here exFAT",
    profile="exfat",
    commands=("uv venv",),
    again=("uv venv", "uv venv --force", "uv venv --clear"),
    shows=Side(
        "uv@0.13.9",
        Verdict.DIRTY,
        says=("failed to symlink", "not a virtual environment", "directory already exists"),
        exits=2,
    ),
    since="0.12.0",
    gone=Side("uv@0.11.33", Verdict.REFUSED),
    workarounds=(
        Workaround(
            "give both options, once the reason is gone (here by another place)",
            commands=("uv venv || mv .venv {off}", "uv venv --clear --force {off}"),
            checks=("{off}/bin/python -c ''",),
        ),
    ),
)
