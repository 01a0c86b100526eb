"""A mount on which everything is somebody else's, though all may write: chmod is refused.

Network shares, bindfs and disks of other systems are mounted so that whatever one makes belongs to
`nobody`, or to root, with all rights for all. Files are made, written, renamed and removed at will.
But only an owner may set modes, owners and times: `chmod` fails (EPERM), and with it tools that
copy a file together with its mode, or make a script executable. There is no execute bit on files.

Root is answered here as an ordinary user is, though the real thing would let him. He may set times,
as may whoever asks for the current time.

Not carried: the habits of the one that was measured, bindfs.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import Errno, Modes, Own, Refuse

_NOBODY = 65534
_NOT_YOURS = "only the owner may change it, and that is somebody else"
_EXECUTABLE = "bindfs lets whoever makes a file give it the execute bit from the beginning"
_OF_BINDFS = (
    "hardlink.shares_data",
    "io.size.fallocate",
    "io.size.fallocate_keep",
    "io.size.punch",
    "name.path.depth_by_chdir_60x120",
    "rename.exchange",
    "rename.exchange_effect",
    "rename.exchange_file_dir",
    "rename.noreplace_new",
    "unlink.gone_after_close",
    "unlink.listed_after",
    "unlink.rmdir_parent_while_open",
    "unlink.rmtree_with_open_file",
)
_BINDFS = "a habit of bindfs, and not of what is somebody else's"

PROFILE = Profile(
    name="foreign-owned",
    title="a mount where all may write, and everything is somebody else's",
    family=Family.MOUNTED,
    quirks=(
        Own(_NOBODY, because="the mount makes everything in the name of one user, nobody"),
        Modes(0o666, 0o777, because="the mount was told to give all rights to everybody"),
        Refuse((Op.CHMOD, Op.CHOWN), Errno.EPERM, because=_NOT_YOURS),
    ),
    sources=(
        "https://bindfs.org/docs/bindfs.1.html",
        "https://github.com/pypa/pipenv/issues/4195",
        "https://github.com/nodejs/node/issues/31170",
    ),
    original=Original(
        "nr-bindfs-chown-other",
        apart={
            **dict.fromkeys(_OF_BINDFS, _BINDFS),
            "hardlink.chmod_shared": _EXECUTABLE,
            "perm.create.umask000": _EXECUTABLE,
            "perm.create.umask002": _EXECUTABLE,
            "perm.create.umask022": _EXECUTABLE,
            "perm.create.umask077": _EXECUTABLE,
            "exec.exec_while_open_for_write": _EXECUTABLE,
            "symlink.exec.to_inner": "both refuse; there it is the making of the program",
        },
    ),
)
