"""On a share of a Synology NAS the link `lib64` fails with an errno that no tool expects.

It is "No data available" (ENODATA), for `python -m venv` and for `--copies`, which makes this one
link all the same. CPython's main branch has no `lib64` any more.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

BUG = Bug(
    name="cpython-133951",
    title="python -m venv fails on a NAS over the link lib64: No data available",
    urls=(
        "https://github.com/python/cpython/issues/133951",
        "https://github.com/python/cpython/pull/137139",
    ),
    filesystem="a share of a Synology NAS, mounted by Linux (cifs)",
    profile="cifs-enodata",
    commands=("python -m venv --copies --without-pip .venv",),
    checks=(".venv/bin/python -c ''",),
    shows=Side("venv", Verdict.REFUSED, says=("[Errno 61] No data available: 'lib'",), exits=1),
    workarounds=(
        Workaround(
            "take virtualenv --copies",
            tool="virtualenv@21.15.8",
            commands=("virtualenv --copies --no-seed .venv",),
        ),
    ),
)
