"""Where the real sshfs before Multipass's server tells what the imitation does not, and why.

Each is a contradiction to mend, not one to keep: an explanation goes when its difference has gone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.oracle import operations as do
from tests.oracle.comparing import STORED, Difference
from tests.oracle.explained import EXPLAINED, Explanation
from tests.oracle.multipass.releases import RELEASES
from tests.oracle.multipass_mounts import Column
from tests.oracle.multipass_steps import HOST_USER
from tests.oracle.operations import Step

_ROOM = re.compile(r"fusevenv-oracle-\w+")
_SPECIAL_BITS = re.compile(r"^\S+ (?P<kind>10)[2467](?P<rest>\d{3} )")
_ATIME = re.compile(r"(/4096) \S+ ")

_NAMING = (do.mkdir, do.symlink, do.link, do.rename, do.write, do.hold, do.mknod)


def _taken(difference: Difference, steps: Sequence[Step]) -> Sequence[Step]:
    """The steps up to a difference, with the one that shows it."""
    return steps[: difference.at + 1]


def _is_of_a_name_beyond_qt(difference: Difference, steps: Sequence[Step]) -> bool:
    """Whether something was made under a name that is not UTF-8."""
    return any(
        step.do in _NAMING and any("\udcff" in str(word) for word in step.arguments)
        for step in _taken(difference, steps)
    )


def _is_of_an_early_listing(difference: Difference, steps: Sequence[Step]) -> bool:
    """Whether an open directory is listed as it was when opened; its time of access tells, too."""
    if difference.at < len(steps):
        return steps[difference.at].do is do.flist
    real, imitated = (_ATIME.sub(r"\1 ", text) for text in (difference.real, difference.imitated))
    return real == imitated and any(step.do is do.flist for step in steps)


def _is_of_lost_special_bits(difference: Difference, steps: Sequence[Step]) -> bool:
    """Whether a file that was given away keeps its special bits on the imitation's host only."""
    if not difference.what.startswith(STORED):
        return False
    kept = _SPECIAL_BITS.match(difference.imitated)
    chowned = any(step.do in (do.chown, do.lchown, do.fchown) for step in steps)
    return chowned and kept is not None and f" {kept['kind']}0{kept['rest']}" in difference.real


def _is_of_the_mounts_own_path(difference: Difference, _: Sequence[Step]) -> bool:
    """Whether the only difference is where the two are mounted."""
    real, imitated = (_ROOM.sub("", text) for text in (difference.real, difference.imitated))
    return real == imitated


_ALWAYS = (
    Explanation(
        "not-utf8",
        "Of a name that is not UTF-8 the server makes a link or a file as it is told, a directory "
        "or a renamed file under another name (with U+FFFD); the client then finds nothing.",
        _is_of_a_name_beyond_qt,
    ),
    Explanation(
        "special-bits",
        "The host's kernel takes the set-id bits from a file that is given away, also to the same "
        "owner. The guest never sees these bits.",
        _is_of_lost_special_bits,
    ),
)
_OF_THE_CACHE = (
    *EXPLAINED,
    Explanation(
        "listed-as-opened",
        "With `dir_cache=no`, as both sides are compared, the server reads a directory when it is "
        "opened. 1.13 mounts with the cache, which opens it for the server when it is listed.",
        _is_of_an_early_listing,
    ),
)
_MOUNTED_ELSEWHERE = Explanation(
    "mounted-elsewhere",
    "1.16.3 tells where a link leads by the guest's path of the mount, of which there are two.",
    _is_of_the_mounts_own_path,
)

_EXPORTED_ELSEWHERE = Explanation(
    "exported-elsewhere",
    "1.13 tells a link that climbs out of the export by the path on the host, and there are two "
    "exports.",
    _is_of_the_mounts_own_path,
)


def explained(column: Column) -> tuple[Explanation, ...]:
    """The known differences of a column."""
    cached = "dir_cache=no" not in RELEASES[column.release].cache
    by_path = column.letter == "C"
    return (
        *_ALWAYS,
        *(_OF_THE_CACHE if cached else ()),
        *((_MOUNTED_ELSEWHERE,) if by_path else ()),
        *((_EXPORTED_ELSEWHERE,) if column.release == "1.13" else ()),
    )


SHOWN_BY = {
    "not-utf8": [Step(do.mkdir, ("not-utf8-\udcff", 0o755))],
    "listed-as-opened": [Step(do.mkdir, ("d/a", 0o755)), Step(do.flist, (1,))],
    "special-bits": [Step(do.chmod, ("x", 0o4755)), Step(do.chown, ("x", HOST_USER.uid, -1))],
    "listed-again": [Step(do.flist, (1,)), Step(do.flist, (1,))],
    "mounted-elsewhere": [Step(do.readlink, ("l",))],
    "exported-elsewhere": [Step(do.symlink, ("../../out/a", "a"))],
}
"""The shortest that shows each difference. `f` is open as file 0, `d` as file 1."""
