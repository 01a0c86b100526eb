"""Databricks' /dbfs and /Volumes: no links, no appending, no writing in the middle of a file.

`symlink` and `link` are not implemented. A file is written from its beginning to its end; whatever
else is tried, such as a second `open` to append, is "Operation not supported".

Not carried: the cluster's cache, in which a file may look complete before it is uploaded.
"""

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue._objects import NO_HARD_LINKS, NO_MODES, NO_SYMLINKS
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse, When

PROFILE = Profile(
    name="dbfs",
    title="Databricks' /dbfs and /Volumes",
    family=Family.STORES,
    quirks=(
        NO_SYMLINKS,
        NO_HARD_LINKS,
        Refuse(
            Op.OPEN,
            Errno.EOPNOTSUPP,
            When.TO_BE_CHANGED,
            because="a stored file can be replaced, and nothing can be appended to it",
        ),
        Refuse(
            Op.WRITE,
            Errno.EOPNOTSUPP,
            When.OUT_OF_ORDER,
            because="a file is uploaded in order, and random writes are not supported",
        ),
        NO_MODES,
    ),
    sources=(
        "https://github.com/delta-io/delta-rs/issues/2540",
        "https://github.com/developmentseed/obstore/issues/748",
        "https://github.com/open-edge-platform/anomalib/issues/2161",
        "https://github.com/Lightning-AI/pytorch-lightning/issues/19479",
    ),
)
