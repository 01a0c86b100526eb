"""OpenAFS: a hard link must be in the directory of the file it links to.

AFS keeps rights by directory, so a file can not be in two of them. Tools that try a link within one
directory first are misled: it works there, and fails where it is needed.

Not carried: the lists of rights of AFS, its tokens, and its volumes.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse, When

PROFILE = Profile(
    name="afs",
    title="OpenAFS, which links within one directory only",
    family=Family.NETWORK,
    quirks=(
        Refuse(
            Op.LINK,
            Errno.EXDEV,
            When.ANOTHER_DIRECTORY,
            because="AFS keeps rights by directory, so a file is in one directory only",
        ),
    ),
    sources=(
        "https://github.com/secdec-research/secdec/issues/49",
        "https://github.com/NixOS/nix/pull/8614",
    ),
)
