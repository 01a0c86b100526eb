"""BlobFuse2 over a storage account with a flat namespace: no hard links, and modes that stay.

`chmod` and `chown` say that it is done, and nothing has changed. There are no extended attributes,
no fifos, and no room can be reserved. The time of the last change is that of the last write.

Not carried: renames that are many copies, and can stop half-way; the `no-symlinks` of its attribute
cache, which shows symbolic links as files; a cache directory that fills up.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._objects import NO_MODES
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Lack, Mask, Modes

PROFILE = Profile(
    name="blobfuse2",
    title="Azure BlobFuse2 over a flat namespace",
    family=Family.STORES,
    quirks=(
        Lack(
            (
                Op.LINK,
                Op.MKNOD,
                Op.FALLOCATE,
                Op.SETXATTR,
                Op.GETXATTR,
                Op.LISTXATTR,
                Op.REMOVEXATTR,
            ),
            because="BlobFuse2 lists these among the operations that it does not support",
        ),
        NO_MODES,
        Modes(
            file=0o777,
            directory=0o777,
            because="blobs have no modes, and BlobFuse2 shows all rights to whom it lets in",
        ),
        Mask(change_time=False, because="a blob has the time of its last write, and no other"),
    ),
    sources=(
        "https://github.com/Azure/azure-storage-fuse/wiki/Blobfuse2-Limitations",
        "https://learn.microsoft.com/azure/storage/blobs/blobfuse2-what-is",
    ),
)
