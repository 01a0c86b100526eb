"""NFS 3 where names are replaced all the time: a file that is opened at once has a stale handle.

What a name stood for has been replaced on the server, and the client asks for what was there:
ESTALE, "Stale file handle". Linux asks once more by itself, so it takes two such answers for a
program to see one. Whoever opens the file again gets it. A client goes by the directory that it
remembers for up to acdirmax, which is a minute unless the mount says otherwise (nfs(5)).

Not carried: names and sizes that are some seconds old, which takes a second client.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._nfs import NFS, NFS_3
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Soon

PROFILE = Profile(
    name="nfs-stale",
    title="NFS version 3: what was renamed just now is opened at the second try (ESTALE)",
    family=Family.NETWORK,
    quirks=(
        *NFS_3,
        Soon(
            Op.OPEN,
            Errno.ESTALE,
            of=Op.RENAME,
            milliseconds=60_000,
            times=2,
            because="the client's handle is that of the file that was there before",
        ),
    ),
    sources=(NFS, "https://github.com/tox-dev/filelock/pull/669"),
)
