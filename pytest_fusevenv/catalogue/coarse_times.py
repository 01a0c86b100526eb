"""Coarse times: all times are shown in whole seconds, as by old formats and some networks.

It can be laid over any profile, as in `plain+coarse-times`. Two versions of a source that were
saved within one second look alike, so Python runs the old one's bytecode.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Clock

_SECOND = 10**9

PROFILE = Profile(
    name="coarse-times",
    title="times in whole seconds",
    family=Family.MODIFIERS,
    modifier=True,
    quirks=(
        Clock(
            modification=_SECOND,
            access=_SECOND,
            change=_SECOND,
            because="the format has room for whole seconds only",
        ),
    ),
    sources=(
        "https://github.com/python/cpython/issues/121376",
        "https://github.com/astral-sh/uv/issues/9191",
    ),
)
