"""A mount with `noexec`: nothing on it is executed, whatever its mode says.

Hardened hosts mount `/tmp`, `/home` or `/var` so. Environments install without a word, for all that
is written is plain data. Later the scripts are refused (EACCES), and extension modules are not
mapped. `python` itself runs, as long as it is a link to an interpreter elsewhere.

Not carried: nothing; the kernel itself holds to the option.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import MountFlag, MountWith

PROFILE = Profile(
    name="noexec",
    title="any filesystem that is mounted with noexec",
    family=Family.MOUNTED,
    quirks=(
        MountWith(
            (MountFlag.NOEXEC,),
            because="whoever mounted it wants no program to be run from it",
        ),
    ),
    sources=(
        "https://man7.org/linux/man-pages/man8/mount.8.html",
        "https://github.com/astral-sh/uv/issues/17191",
        "https://github.com/pypa/pip/issues/6364",
    ),
    original=Original(
        "ext4-noexec",
        apart={"exec.dlopen": "both refuse; the original's probe kept the words of the loader"},
    ),
)
