"""Google Drive in Colab, on a later day: no links, and no file that can be executed.

`symlink` is not supported. The x of a file lasts as long as the machine: next time all files are
0600, and `venv/bin/pip` is a "bad interpreter: Permission denied". Here it is that day already.

Not carried: what was not flushed to the cloud when the machine went is missing the next time.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Modes, Pretend, Refuse

PROFILE = Profile(
    name="colab-drive",
    title="Google Drive, as Colab mounts it",
    family=Family.STORES,
    quirks=(
        Refuse(
            (Op.SYMLINK, Op.LINK),
            Errno.EOPNOTSUPP,
            because="Drive has files and folders, and its client makes no links of any kind",
        ),
        Pretend(
            Op.CHMOD,
            because="a mode is kept by the machine alone, and the machine is gone tomorrow",
        ),
        Modes(
            file=0o600,
            directory=0o700,
            because="Drive keeps no modes: its client shows all files as 0600",
        ),
    ),
    sources=(
        "https://github.com/googlecolab/colabtools/issues/3162",
        "https://github.com/arnab39/cycleGAN-PyTorch/issues/3",
        "https://github.com/googlecolab/colabtools/issues/4495",
    ),
)
