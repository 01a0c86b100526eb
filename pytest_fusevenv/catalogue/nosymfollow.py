"""A mount with `nosymfollow`: links are made and read, but nobody passes through them.

An option of Linux 5.10 for mounts that hold what strangers wrote. `symlink` and `readlink` work, so
tools see nothing amiss; whatever is opened, listed or executed through a link is refused (ELOOP).
An environment is made with success, and its `python`, a link, does not start.

Not carried: nothing; the kernel itself holds to the option, which only root can ask for.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import MountFlag, MountWith

PROFILE = Profile(
    name="nosymfollow",
    title="any filesystem that is mounted with nosymfollow",
    family=Family.MOUNTED,
    quirks=(
        MountWith(
            (MountFlag.NOSYMFOLLOW,),
            because="whoever mounted it wants no link on it to be followed",
        ),
    ),
    sources=("https://man7.org/linux/man-pages/man8/mount.8.html",),
    original=Original("ext4-nosymfollow"),
)
