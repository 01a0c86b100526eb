"""A Windows or Samba share mounted by Linux with `file_mode=0644,uid=1000,gid=1000`.

Nothing on it can be executed, whatever `chmod` was asked for and said. There are no symbolic links.
"""

from msgspec.structs import replace

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
from pytest_fusevenv.quirks import Own

PROFILE = Profile(
    name="cifs-file-mode",
    title="a Windows or Samba share (cifs) with file_mode=0644: nothing can be executed",
    family=Family.NETWORK,
    quirks=(
        *CLIENT,
        LOCKS,
        replace(MODES, file=0o644),
        Own(uid=1000, gid=1000, because="it was mounted with uid=1000,gid=1000"),
        NO_LINKS,
    ),
    sources=(CIFS, *NO_LINKS_REPORTED),
    original=Original("cifs-filemode0644", apart=SAMBA),
)
