"""WSL1 sets 2 GiB aside for every copy that is under way, and runs out of memory soon.

This one is staged: seven files are being written already when uv copies the first of its own. In
the reports uv itself writes so many at once. What it has copied by then stays; where that is the
`.dist-info`, the same command does not work later, either.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

_INSTALL = "uv pip install --python .venv --link-mode copy fspure"
_WHILE_BUSY = f"exec 3>1 4>2 5>3 6>4 7>5 8>6 9>7; {_INSTALL}"

BUG = Bug(
    name="uv-13481",
    title="out of memory on WSL1 when several files are copied at once",
    urls=(
        "https://github.com/astral-sh/uv/issues/13481",
        "https://github.com/prefix-dev/pixi/issues/5789",
    ),
    filesystem="the Linux disk of WSL1",
    profile="wsl1-enomem",
    before=("uv venv",),
    commands=(_WHILE_BUSY,),
    again=("rm -r .venv", "uv venv", _WHILE_BUSY),
    checks=(".venv/bin/fspure",),
    shows=Side("uv@0.13.9", Verdict.REFUSED, says=("Cannot allocate memory (os error 12)",)),
    workarounds=(Workaround("copy when nothing else is written", commands=(_INSTALL,)),),
)
