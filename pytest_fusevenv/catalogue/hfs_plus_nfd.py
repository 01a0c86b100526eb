"""A Mac's disk before 2017 (HFS+): names without case, and accents as characters of their own.

What is made as `é` in one character (NFC) is listed as two (NFD): a program that looks in a listing
for the name it made does not find it, though a lookup does. Time Machine's and older external disks
still have it.

Not carried: everything else of macOS. HFS+ has tables of its own, older than today's Unicode, for
what a capital is and how accents are put together.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Alike, Clock, Fold, Spelling

_SECOND = 10**9

PROFILE = Profile(
    name="hfs-plus-nfd",
    title="HFS+, which folds case and takes accents apart",
    family=Family.SPELLING,
    quirks=(
        Fold(
            Alike.SIMPLE,
            respells=True,
            spelling=Spelling.DECOMPOSED,
            because="HFS+ stores names decomposed (NFD), and compares them without case",
        ),
        Clock(_SECOND, _SECOND, _SECOND, because="HFS+ counts whole seconds"),
    ),
    sources=(
        "https://developer.apple.com/library/archive/technotes/tn/tn1150.html",
        "https://github.com/pypa/pip/issues/3801",
    ),
)
