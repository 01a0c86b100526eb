"""A filesystem that says of hard links that they are not supported, as some SMB shares do.

pip 6 and 7 asked again for ever, because their lock files were hard links.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse

PROFILE = Profile(
    name="no-hardlink-eopnotsupp",
    title="a share on which hard links are not supported (EOPNOTSUPP)",
    family=Family.LACKING,
    quirks=(
        Refuse(
            Op.LINK,
            Errno.EOPNOTSUPP,
            because="the share's protocol has a word for hard links, and its server has none",
        ),
    ),
    sources=(
        "https://github.com/pypa/pip/issues/3076",
        "https://github.com/prefix-dev/pixi/issues/234",
    ),
)
