"""An environment needs symbolic links, whatever `link-mode` says: that is for packages alone.

On a Windows share there are none. `uv venv` fails at the link to the interpreter, and says so. What
it leaves is in the way of the next try: the hint is `--clear`, and that refuses to clear it.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

BUG = Bug(
    name="uv-17986",
    title="no environment can be made on a Windows share, though link-mode says copy",
    urls=(
        "https://github.com/astral-sh/uv/issues/17986",
        "https://github.com/astral-sh/uv/issues/11927",
    ),
    filesystem="a Windows share, mounted by Linux (cifs)",
    profile="cifs",
    commands=("uv venv",),
    again=("uv venv --clear",),
    env={"UV_LINK_MODE": "copy"},
    shows=Side(
        "uv@0.13.9",
        Verdict.DIRTY,
        says=(
            "Operation not supported (os error 95)",
            "uv will not clear a directory that is not a virtual environment",
        ),
    ),
    workarounds=(
        Workaround("mount the share with mfsymlinks", profile="cifs-mfsymlinks"),
        Workaround(
            "keep the environment off the share",
            commands=("uv run python -c pass",),
            env={"UV_PROJECT_ENVIRONMENT": "{off}", "UV_LINK_MODE": "copy"},
        ),
    ),
)
