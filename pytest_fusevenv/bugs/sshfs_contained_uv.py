"""`uv venv` makes an environment whose interpreter is a link that nobody can read.

Since 3.7.6, and in older releases that distributions patched (CVE-2026-47187), sshfs refuses to
read a link that is absolute or climbs with `..`. Making one is not refused. The link to the base
interpreter is absolute.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

BUG = Bug(
    name="sshfs-contained-uv",
    title="uv venv on sshfs 3.7.6 exits 0, and the interpreter does not start",
    urls=("https://github.com/libfuse/sshfs/pull/361",),
    filesystem="sshfs 3.7.6, which contains symlinks by default",
    profile="sshfs-3.7.6",
    commands=("uv venv",),
    checks=(".venv/bin/python -c ''",),
    shows=Side("uv@0.13.9", Verdict.BROKEN, exits=0),
    workarounds=(Workaround("mount it with -o no_contain_symlinks", profile="sshfs-3.7.5"),),
    quick=True,
)
