"""Where links can be made and not read, a package of links is a directory that nothing is in.

With `--link-mode symlink`, uv makes the package's directory and puts an absolute link to the cache
in it for each file. sshfs 3.7.6 and later makes such links, and refuses to read them. Python finds
the directory, finds no readable `__init__.py` in it, and imports it as a namespace package: empty,
without a word.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

_SAME = "uv pip install --python .venv --link-mode copy fspure"

BUG = Bug(
    name="uv-link-mode-symlink",
    title="--link-mode symlink where links can not be read: packages import as empty ones",
    urls=("https://github.com/libfuse/sshfs/pull/361",),
    filesystem="sshfs 3.7.6, which contains symlinks by default; the interpreter is a copy",
    profile="sshfs-3.7.6",
    before=("python -m venv --copies --without-pip .venv",),
    commands=("uv pip install --python .venv --link-mode symlink fspure",),
    checks=(
        ".venv/bin/python -c 'import fspure; print(fspure)'",
        ".venv/bin/python -c 'import fspure.a'",
    ),
    shows=Side("uv@0.13.9", Verdict.BROKEN, says=("NamespaceLoader",), exits=0),
    workarounds=(Workaround("copy", commands=(_SAME,)),),
    quick=True,
)
