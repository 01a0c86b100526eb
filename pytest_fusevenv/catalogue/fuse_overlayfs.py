"""fuse-overlayfs, the layers of rootless Podman and Buildah: four bytes fewer in every name.

What is deleted from a lower layer leaves a mark in the upper one, a file with the same name and
`.wh.` before it. So no name may be longer than 251 bytes. A directory that a lower layer has, which
here is the backing as it was before the mount, is not renamed (EXDEV). All else is plain, but that
it is mounted with `noatime`.

Not carried: paths are a little shorter, by the length of where the layers lie.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import (
    KeepLower,
    Limit,
    Measure,
    MountAs,
    MountFlag,
    MountWith,
    Pretend,
    Tell,
    When,
)

_MARK = "a mark of what was deleted has the name with '.wh.' before it, and must fit too"

PROFILE = Profile(
    name="fuse-overlayfs",
    title="fuse-overlayfs, the layers of a rootless container",
    family=Family.CONTAINERS,
    quirks=(
        MountAs("fuse-overlayfs", because="the mount table has it under this type"),
        MountWith((MountFlag.NOATIME,), because="fuse-overlayfs always asks for noatime"),
        Limit(Measure.NAME_BYTES, 251, because=_MARK),
        Tell(name_max=251, because=_MARK),
        KeepLower(because="a directory of a lower layer would have to be copied, not moved"),
        Pretend(
            Op.TRUNCATE,
            When.SAME_SIZE,
            because="it cuts the file below by its name, which changes no time if the size stays",
        ),
    ),
    sources=(
        "https://github.com/containers/fuse-overlayfs",
        "https://github.com/moby/moby/issues/25409",
    ),
    original=Original(
        "fuse-overlayfs",
        apart={
            "name.path.depth_by_chdir_60x120": "how deep it goes depends on where the layers lie"
        },
    ),
)
