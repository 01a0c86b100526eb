"""A cache that several users share, on Linux with `fs.protected_hardlinks`: only one's own links.

A user may link a file of another only if he may read and write it. In a shared cache that holds for
most files and fails for some, such as scripts: the install stops half-way.

It shows where the backing has files of another user than the caller's, and never to root. By groups
only the caller's first one counts here.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse, When

PROFILE = Profile(
    name="hardlink-foreign",
    title="a shared cache, with fs.protected_hardlinks",
    family=Family.LACKING,
    quirks=(
        Refuse(
            Op.LINK,
            Errno.EPERM,
            When.GUARDED,
            because="Linux guards the files of others against links (fs.protected_hardlinks)",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/5581",
        "https://docs.kernel.org/admin-guide/sysctl/fs.html",
    ),
)
