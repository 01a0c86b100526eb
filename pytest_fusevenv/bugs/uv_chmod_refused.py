"""All of a file is copied, then its mode is set, and that is refused: the copy counts as failed.

On a share whose files are somebody else's, nobody may change a mode. The program that copies (here
uv, in the reports Node.js) writes the data first, and gives up over what no longer matters. What uv
leaves is half of a package; where its `.dist-info` came first, the next install fails over that.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

_INSTALL = "uv pip install --python .venv --link-mode copy fspure"

BUG = Bug(
    name="uv-chmod-refused",
    title="nothing can be copied to a share that refuses chmod",
    urls=("https://github.com/nodejs/node/issues/31170",),
    filesystem="a Windows share with links, whose files are another user's",
    profile="cifs-chmod-refused",
    commands=("uv venv", _INSTALL),
    again=("rm -r .venv", "uv venv", _INSTALL),
    checks=(".venv/bin/python -c 'import fspure.l'",),
    shows=Side("uv@0.13.9", Verdict.REFUSED, says=("Operation not permitted (os error 1)",)),
    workarounds=(
        Workaround(
            "keep the environment off the share",
            commands=("uv venv {off}", "uv pip install --python {off} --link-mode copy fspure"),
            checks=("{off}/bin/python -c 'import fspure.l'",),
        ),
    ),
)
