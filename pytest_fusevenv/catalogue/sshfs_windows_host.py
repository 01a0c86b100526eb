"""A directory of Windows that Multipass mounts in its virtual machine: nothing can be executed.

Windows keeps no execute bit: files are 0666, `chmod +x` succeeds and changes nothing. A script or a
copied interpreter can not be started; what a link leads to off the mount can.

Not carried: that making a link takes a right of Windows, and that a target may come back in the
spelling of Windows.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._sshfs import ATTRIBUTES, CLIENT, SSHFS
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Modes, Pretend, Umask

PROFILE = Profile(
    name="sshfs-windows-host",
    title="a directory of Windows in a Multipass machine (sshfs): no execute bits, chmod forgotten",
    family=Family.MACHINES,
    quirks=(
        *CLIENT,
        Umask((Op.CREATE, Op.MKNOD), 0o111, because="Windows keeps no execute bit of what is made"),
        Modes(
            file=0o666,
            directory=0o777,
            because="of modes Windows knows reading and writing alone",
        ),
        Pretend(Op.CHMOD, because="the server takes chmod and has nowhere to keep it"),
        ATTRIBUTES,
    ),
    sources=(
        SSHFS,
        "https://github.com/canonical/multipass/issues/1252",
        "https://github.com/canonical/multipass/issues/1803",
    ),
)
