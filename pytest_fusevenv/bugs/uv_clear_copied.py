"""`uv venv --clear` deletes the environment first, and then finds that it can not make another.

On exFAT an environment has to be made by copying, and such a one works. `uv venv --clear` (or an
answer of yes to the question whether to replace it) removes it, fails to link the interpreter, and
leaves nothing that works.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

BUG = Bug(
    name="uv-clear-copied",
    title="`uv venv --clear` on exFAT deletes a working environment, and then fails",
    urls=("https://github.com/astral-sh/uv/issues/2103",),
    filesystem="a project on a memory card or USB disk with exFAT",
    profile="exfat",
    before=("python -m venv --copies --without-pip .venv && rm -f .venv/lib64",),
    commands=(".venv/bin/python -c ''", "uv venv --clear"),
    survives=(".venv/bin/python -c ''",),
    shows=Side("uv@0.13.9", Verdict.DIRTY, says=("failed to symlink",), exits=2),
    workarounds=(
        Workaround(
            "keep the environment off the disk",
            commands=("uv venv {off}",),
            checks=(".venv/bin/python -c ''", "{off}/bin/python -c ''"),
        ),
    ),
)
