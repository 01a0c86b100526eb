"""A Windows or Samba share mounted by Linux with `mfsymlinks`: links are files of 1067 bytes.

The client shows them as links, the Minshall+French way; other machines see the files.

Not carried: a listing of the original gives links out as files.
"""

from pytest_fusevenv.catalogue._cifs import CIFS, CLIENT, LOCKS, MODES, SAMBA
from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile
from pytest_fusevenv.quirks import Limit, Measure

PROFILE = Profile(
    name="cifs-mfsymlinks",
    title="a Windows or Samba share (cifs) with mfsymlinks: links work, modes fixed at 0755",
    family=Family.NETWORK,
    quirks=(
        *CLIENT,
        LOCKS,
        MODES,
        Limit(
            what=Measure.TEXT_BYTES,
            most=1024,
            because="the file that stands for a link has room for 1024 bytes of its text",
        ),
    ),
    sources=(CIFS,),
    original=Original(
        "cifs-mfsymlinks",
        apart={**SAMBA, "readdir.d_type.l": "a listing here tells links from files"},
    ),
)
