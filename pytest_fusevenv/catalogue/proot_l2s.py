"""PRoot with `--link2symlink`, as on phones: hard links are played by symbolic ones.

Where Android forbids hard links, PRoot moves the file to `.l2s.NAME0001` and puts symbolic links in
its place, which look like the file. A link succeeds, and a cache gets files that nobody put there:
the next install finds them among the package's own, links them, and is refused.

Not carried: what the files are without PRoot, namely links; the counter in their names.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import StandIn

PROFILE = Profile(
    name="proot-l2s",
    title="PRoot with --link2symlink",
    family=Family.CONTAINERS,
    quirks=(
        StandIn(
            prefix=".l2s.",
            because="PRoot plays hard links by symbolic ones to a file of its own",
        ),
    ),
    sources=(
        "https://github.com/OpenMinis/OpenMinis/issues/7",
        "https://github.com/termux/proot",
    ),
)
