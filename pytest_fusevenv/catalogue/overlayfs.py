"""overlayfs, the layers of Docker and Podman: what a lower layer has is copied up, not moved.

All is plain, on the upper layer. But a directory that a lower layer has, as everything in an image
has been since it was built, is not renamed (EXDEV), for what is below it would have to be copied.
Tools that put a new directory in the place of an old one fail, unless they copy themselves.

Here the backing, as it was before the mount, is the lower layer.

Not carried: a file that is open for reading goes on being the lower one after somebody has written
to it; `redirect_dir`, with which the kernel does rename.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import KeepLower, MountAs

PROFILE = Profile(
    name="overlayfs",
    title="overlayfs, the layers of a container",
    family=Family.CONTAINERS,
    quirks=(
        MountAs("overlay", because="the mount table has it under this type"),
        KeepLower(
            because="a directory of a lower layer is merged with the upper one, and cannot move"
        ),
    ),
    sources=(
        "https://docs.kernel.org/filesystems/overlayfs.html",
        "https://github.com/moby/moby/issues/25409",
        "https://github.com/conda/conda/issues/6711",
    ),
    original=Original("overlay"),
)
