"""An environment needs links, a memory card has none, and uv knows no other way.

`uv venv` makes `.venv/bin/python` a link to the interpreter, whatever `--link-mode` says: that is
about packages alone. On exFAT the link is refused, and what was made so far stays. `virtualenv
--copies` makes an environment there, and uv installs into it.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

BUG = Bug(
    name="uv-15607",
    title="no environment on exFAT: uv links the interpreter, whatever the link mode",
    urls=(
        "https://github.com/astral-sh/uv/issues/15607",
        "https://github.com/astral-sh/uv/issues/2103",
    ),
    filesystem="a project on a memory card or USB disk with exFAT",
    profile="exfat",
    commands=("uv venv --clear --link-mode=copy",),
    checks=(".venv/bin/python -c ''",),
    again=("rm -rf .venv", "uv venv --clear --link-mode=copy"),
    shows=Side(
        "uv@0.13.9", Verdict.REFUSED, says=("failed to symlink", "Operation not permitted"), exits=2
    ),
    workarounds=(
        Workaround(
            "keep the environment off the disk",
            commands=("uv venv {off}",),
            checks=("{off}/bin/python -c ''",),
        ),
        Workaround(
            "make it with virtualenv --copies, and install with uv",
            tool="virtualenv@21.15.8",
            commands=(
                "virtualenv --copies --no-seed .venv",
                "uv pip install --python .venv --link-mode copy fspure",
            ),
            checks=(".venv/bin/python -c 'import fspure'",),
        ),
    ),
)
