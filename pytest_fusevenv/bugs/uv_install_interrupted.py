"""An install that an error has stopped half-way counts as done, and `uv pip check` agrees.

What counts is a `.dist-info` with a `METADATA` in it; nobody looks whether the files are there that
`RECORD` names. Modules may be missing as well: uv copies in the order in which a directory is
listed. Here it is the command, which comes last. `--reinstall` repairs it.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

_WRITES_BEFORE = "for number in 1 2 3 4 5 6 7; do echo > $number; done"
"""Of the 25 writes, of which the last fails, uv makes 17 before it comes to the command."""
_INSTALL = "uv pip install --python .venv --link-mode copy fspure"

BUG = Bug(
    name="uv-install-interrupted",
    title="an install that an I/O error has stopped counts as done, and is not whole",
    urls=(
        "https://github.com/astral-sh/uv/issues/1525",
        "https://github.com/griptape-ai/griptape-nodes-engine/pull/5107",
    ),
    filesystem="a disk that fails once, in the middle of an install",
    profile="io-error-once",
    before=("uv venv",),
    commands=(_WRITES_BEFORE, _INSTALL),
    again=(f"{_INSTALL} && uv pip check --python .venv",),
    checks=(".venv/bin/fspure",),
    shows=Side("uv@0.13.9", Verdict.BROKEN, says=("Input/output error", "are compatible")),
    workarounds=(
        Workaround(
            "install anew", commands=(_WRITES_BEFORE, f"{_INSTALL} || {_INSTALL} --reinstall")
        ),
    ),
)
