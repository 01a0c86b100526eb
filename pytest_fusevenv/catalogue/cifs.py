"""A Windows or Samba share mounted by Linux, as `mount -t cifs` does it by itself.

There are no symbolic links, `chmod` is forgotten but for "read-only", everything may be executed,
and names that differ in case are one.
"""

from pytest_fusevenv.catalogue._cifs import (
    CIFS,
    CLIENT,
    LOCKS,
    MODES,
    NO_LINKS,
    NO_LINKS_REPORTED,
    SAMBA,
)
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile

PROFILE = Profile(
    name="cifs",
    title="a Windows or Samba share (cifs): no symlinks (EOPNOTSUPP), modes fixed at 0755",
    family=Family.NETWORK,
    quirks=(*CLIENT, LOCKS, MODES, NO_LINKS),
    sources=(CIFS, *NO_LINKS_REPORTED),
    original=Original("cifs-3.1.1", apart=SAMBA),
)
