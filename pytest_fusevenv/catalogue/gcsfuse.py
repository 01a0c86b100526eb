"""gcsfuse with its defaults: directories cannot be renamed, and no file can be executed.

Symbolic links work, hard links do not. A directory is many objects, so renaming one is refused with
the odd "Too many open files" (`--rename-dir-limit` is 0). Modes are 0644 and 0755, and stay so.

Not carried: a bucket with a hierarchical namespace, which renames directories; what another mount
writes, and the ESTALE that comes of it; directories that are only implied.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._objects import NO_HARD_LINKS, NO_MODES
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, KeepOut, Modes, Refuse, When

PROFILE = Profile(
    name="gcsfuse",
    title="Cloud Storage FUSE (gcsfuse), as mounted by default",
    family=Family.STORES,
    quirks=(
        NO_HARD_LINKS,
        Refuse(
            Op.RENAME,
            Errno.EMFILE,
            When.IS_DIRECTORY,
            because="a directory is as many renames as it has objects, and 0 are allowed",
        ),
        NO_MODES,
        Modes(
            file=0o644,
            directory=0o755,
            because="gcsfuse shows all modes alike (--file-mode, --dir-mode)",
        ),
        KeepOut(because="gcsfuse mounts without allow_other"),
    ),
    sources=(
        "https://github.com/GoogleCloudPlatform/gcsfuse/blob/master/docs/semantics.md",
        "https://github.com/GoogleCloudPlatform/gcsfuse/issues/644",
        "https://github.com/GoogleCloudPlatform/gcsfuse/issues/655",
    ),
)
