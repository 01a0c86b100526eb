"""A network home whose lock server is overloaded: one `flock` in three finds no lock left.

Two locks are granted, the third is refused, and so on, as in the report: "OS Error 37, No locks
available", now and then.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Fault

PROFILE = Profile(
    name="lock-enolck-flaky",
    title="a network home that refuses every third lock",
    family=Family.LACKING,
    quirks=(
        Fault(
            Op.FLOCK,
            Errno.ENOLCK,
            after=2,
            every=3,
            because="the lock server has no lock left, now and then",
        ),
    ),
    sources=("https://github.com/astral-sh/uv/issues/11878",),
)
