"""uv copies a file and then its mode, which a Windows drive in WSL can not store.

    uv: open, copy the data     -->  drvfs: done
    uv: fchmod(0644)            -->  drvfs: EPERM, as the drive is mounted without metadata
    uv: "failed to copy file"        (all of it is there, and can be read)

Files show as 0777 there whatever one does, so nothing is lost by going on. The report is of
Node.js. What is left is half of a package: where its `.dist-info` came first, the same command,
typed again, fails over that ("Failed to read metadata").
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

_INSTALL = "uv pip install --python .venv fspure --link-mode"

BUG = Bug(
    name="wsl-41519",
    title="a copy to a Windows drive in WSL fails for its mode, after the data was written",
    urls=("https://github.com/microsoft/WSL/issues/41519",),
    filesystem="a Windows drive in WSL2, mounted without metadata",
    profile="drvfs",
    before=("uv venv",),
    commands=(f"{_INSTALL} copy",),
    checks=(".venv/bin/fspure",),
    again=("rm -r .venv", "uv venv", f"{_INSTALL} copy"),
    shows=Side("uv@0.13.9", Verdict.REFUSED, says=("Operation not permitted (os error 1)",)),
    workarounds=(
        Workaround(
            "keep the environment on the Linux disk",
            commands=("uv venv {off}", "uv pip install --python {off} --link-mode copy fspure"),
            checks=("{off}/bin/fspure",),
        ),
    ),
)
