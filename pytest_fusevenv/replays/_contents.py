"""What is inside files and beside their names: space, flags of open, extended attributes."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_fusevenv.calls import Op
from pytest_fusevenv.quirks import (
    AnyQuirk,
    Blocks,
    Directories,
    Errno,
    Lack,
    Limit,
    Measure,
    Refuse,
    Untyped,
    When,
)
from pytest_fusevenv.replays._answers import Answers, Rule

_TEN_THOUSAND = 10_000
_PAGE = 4096


def blocks(answers: Answers) -> Iterator[Blocks]:
    """In which units files take space, and how large a read should be."""
    told, size = answers.get("ids.blocks_of_10000"), answers.get("ids.blksize")
    dense = answers.get("io.size.sparse") == "dense"
    size = size if isinstance(size, int) and 512 <= size <= 2**30 else _PAGE
    units = (unit for unit in (_PAGE, *(512 << n for n in range(8))) if _takes(unit) == told)
    unit = next(units, _PAGE) if dense else None
    if unit or size != _PAGE:
        because = answers.showed("ids.blocks_of_10000", "ids.blksize", "io.size.sparse")
        yield Blocks(unit, size, because=because)


def _takes(unit: int) -> int:
    """The 512-byte blocks of a file of 10000 bytes, in these units."""
    return -(-_TEN_THOUSAND // unit) * (unit // 512)


_SIZES = {"4096": 4096, "zero": 0, "other": 64}
"""The sizes of directories that the questions tell apart; "other" is neither of the two."""


def directories(answers: Answers) -> Iterator[Directories | Untyped]:
    """What a directory shows of itself and of what is in it."""
    size = _SIZES.get(answers.text("ids.dir_size_kind"))
    empty, full = answers.get("ids.nlink_empty_dir"), answers.get("ids.nlink_dir_2_subdirs")
    links = empty if isinstance(empty, int) and empty == full else None
    if size not in (None, _PAGE) or links is not None:
        because = answers.showed("ids.dir_size_kind", "ids.nlink_dir_2_subdirs")
        yield Directories(links, size, because=because)
    kinds = [answers.text(f"readdir.d_type.{name}") for name in "dfl"]
    if set(kinds) == {"UNKNOWN"}:
        yield Untyped(because=answers.showed("readdir.d_type.d"))


def space(answers: Answers) -> Iterator[AnyQuirk]:
    """Whether space can be reserved and given back."""
    allocate, punch = "io.size.fallocate", "io.size.punch"
    error = answers.error(allocate)
    if error is Errno.EOPNOTSUPP:
        yield Lack(Op.FALLOCATE, because=answers.showed(allocate))
    elif error:
        yield Refuse(Op.FALLOCATE, error, because=answers.showed(allocate))
    elif error := answers.error(punch):
        yield Refuse(Op.FALLOCATE, error, When.PUNCHES, because=answers.showed(punch))


def direct(answers: Answers) -> Iterator[Refuse]:
    """Whether files can be opened past all caches."""
    key = "io.open.direct"
    if error := answers.error(key):
        yield Refuse((Op.OPEN, Op.CREATE), error, When.DIRECT, because=answers.showed(key))


_ATTRIBUTES = {
    Op.SETXATTR: "xattr.user",
    Op.GETXATTR: "xattr.get_missing",
    Op.LISTXATTR: "xattr.list",
}


def attributes(answers: Answers) -> Iterator[AnyQuirk]:
    """Which extended attributes there are."""
    errors = {op: answers.error(key) for op, key in _ATTRIBUTES.items()}
    errors = {op: error for op, error in errors.items() if error not in (None, Errno.ENODATA)}
    if len(errors) == len(_ATTRIBUTES) and set(errors.values()) == {Errno.EOPNOTSUPP}:
        because = answers.showed(*_ATTRIBUTES.values())
        yield Lack((*_ATTRIBUTES, Op.REMOVEXATTR), because=because)
        return
    for op, error in errors.items():
        ops = (op, Op.REMOVEXATTR) if op is Op.SETXATTR else op
        yield Refuse(ops, error or Errno.EOPNOTSUPP, because=answers.showed(_ATTRIBUTES[op]))
    if Op.SETXATTR not in errors:
        yield from _name_spaces(answers)


_NAME_SPACES = {
    "xattr.acl": When.SYSTEM_ATTRIBUTE,
    "xattr.secs": When.SECURITY_ATTRIBUTE,
    "xattr.trusted": When.TRUSTED_ATTRIBUTE,
}
_LARGE = "xattr.big4k"


def _name_spaces(answers: Answers) -> Iterator[Refuse | Limit]:
    """Which name spaces are refused where the user's own is not, and how much fits."""
    for key, when in _NAME_SPACES.items():
        error = answers.error(key)
        # EPERM is what an ordinary user is told everywhere.
        if error and (answers.origin.asked_by == "root" or error is not Errno.EPERM):
            ops = (Op.SETXATTR, Op.GETXATTR, Op.REMOVEXATTR)
            yield Refuse(ops, error, when, because=answers.showed(key))
    if error := answers.error(_LARGE):
        because = answers.showed(_LARGE)
        yield Limit(Measure.VALUE_BYTES, _PAGE - 1, error, because=because)


RULES: tuple[Rule, ...] = (blocks, directories, space, direct, attributes)
