"""A folder that a cloud client watches (OneDrive): hard links work at first, and then do not.

uv tries one link and takes the answer for all files; a later refusal ends the install half-way.
On Windows the error is 396, "incompatible hardlinks", of those files that the client keeps
elsewhere, too; here it is EPERM, from the fifth link on.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Fault

PROFILE = Profile(
    name="hardlink-nth",
    title="a folder of a cloud drive: the fifth hard link and all later ones are refused",
    family=Family.LACKING,
    quirks=(
        Fault(
            Op.LINK,
            Errno.EPERM,
            after=4,
            because="the cloud client has taken the file over, and it can have no other name now",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/9721",
        "https://github.com/astral-sh/uv/issues/17945",
        "https://github.com/neka-nat/freecad-mcp/issues/13",
    ),
)
