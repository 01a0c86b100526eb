"""`python -m venv --copies` copies the interpreter, and makes `lib64` a link all the same.

exFAT, as FAT, has no links. The error comes half-way, and so the environment has an interpreter and
no `pyvenv.cfg`. With a directory `lib64` there already, no link is made.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

BUG = Bug(
    name="cpython-98975",
    title="python -m venv --copies makes a link, lib64, whatever the filesystem",
    urls=("https://github.com/python/cpython/issues/98975",),
    filesystem="a memory card or USB stick with exFAT",
    profile="exfat",
    commands=("python -m venv --copies --without-pip .venv",),
    checks=(".venv/bin/python -c ''",),
    shows=Side("venv", Verdict.REFUSED, says=("Operation not permitted: 'lib'",), exits=1),
    workarounds=(
        Workaround(
            "make the directory lib64 first",
            commands=("mkdir -p .venv/lib64", "python -m venv --copies --without-pip .venv"),
        ),
        Workaround(
            "take virtualenv --copies",
            tool="virtualenv@21.15.8",
            commands=("virtualenv --copies --no-seed .venv",),
        ),
    ),
)
