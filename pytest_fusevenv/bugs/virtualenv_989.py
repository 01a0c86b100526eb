"""virtualenv asks the temporary directory whether links work, not the place of the environment.

So it makes links on a shared folder of VirtualBox as well, and ends at the first.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

BUG = Bug(
    name="virtualenv-989",
    title="virtualenv ends at a link that a shared folder refuses, and makes no copy",
    urls=(
        "https://github.com/pypa/virtualenv/pull/989",
        "https://github.com/pypa/virtualenv/issues/2786",
    ),
    filesystem="a shared folder of VirtualBox on a Windows host",
    profile="vboxsf-erofs",
    commands=("virtualenv --no-seed .venv",),
    checks=(".venv/bin/python -c ''",),
    shows=Side("virtualenv@21.15.8", Verdict.REFUSED, says=("Read-only file system",)),
    workarounds=(Workaround("make copies", commands=("virtualenv --no-seed --copies .venv",)),),
)
