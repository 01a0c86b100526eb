"""A filesystem without RENAME_NOREPLACE and without hard links, as many FUSE filesystems are.

A tool that must not overwrite has no other way to publish a file at once. uv 0.8.19 to 0.13.9 makes
its cache's lock file so: on a fresh cache every command fails, even `uv init`.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse, When

PROFILE = Profile(
    name="no-noreplace",
    title="neither RENAME_NOREPLACE nor hard links",
    family=Family.LACKING,
    quirks=(
        Refuse(
            Op.RENAME,
            Errno.EINVAL,
            When.RENAME_FLAGS,
            because="the server renames, and knows no flags of it",
        ),
        Refuse(
            Op.LINK,
            Errno.EPERM,
            because="the server has no hard links either, with which to do without the flag",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/pull/17115",
        "https://github.com/pimutils/vdirsyncer/issues/813",
        "https://github.com/thisisgm/flea/pull/35",
    ),
)
