"""Symbolic and hard links, and what takes or changes a name: rename, unlink, special files."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_fusevenv.calls import Op
from pytest_fusevenv.quirks import (
    AnyQuirk,
    Cache,
    Errno,
    Follow,
    Limit,
    Linger,
    Mask,
    Measure,
    Refuse,
    Translate,
    When,
)
from pytest_fusevenv.replays._answers import Answers, Rule


def made(answers: Answers) -> Iterator[Refuse]:
    """Whether links can be made at all, and with a target that is no UTF-8."""
    if error := answers.error("symlink.create"):
        yield Refuse(Op.SYMLINK, error, because=answers.showed("symlink.create"))
    elif error := answers.error(_TOLD + "nonutf8"):
        because = answers.showed(_TOLD + "nonutf8")
        yield Refuse(Op.SYMLINK, error, When.TARGET_UNDECODABLE, because=because)


_TOLD = "symlink.readlink."


def told(answers: Answers) -> Iterator[Refuse]:
    """Which links the server will not read out."""
    if answers.error("symlink.create"):
        return
    inside, absolute, climbing, leads_nowhere = (
        _TOLD + name for name in ("rel", "absolute", "escape", "dangling")
    )
    if not (error := answers.error(absolute)):
        return
    if answers.error(inside):
        yield Refuse(Op.READLINK, error, because=answers.showed(inside, absolute))
    elif answers.error(leads_nowhere):
        because = answers.showed(absolute, leads_nowhere)
        yield Refuse(Op.READLINK, error, When.LEADS_OUTSIDE, because=because)
    elif answers.error(climbing):
        because = answers.showed(absolute, climbing)
        yield Refuse(Op.READLINK, error, When.TARGET_ABSOLUTE_OR_CLIMBS, because=because)


_LENGTHS = (250, 1000, 4095)
"""How long the targets are that the questions try."""


def text_length(answers: Answers) -> Iterator[Limit]:
    """How long a link's target may be: the longest that was seen to be taken."""
    most = 0
    for length in _LENGTHS:
        key = f"{_TOLD}long{length}"
        if most and (error := answers.error(key)):
            because = answers.showed(f"{_TOLD}long{most}", key)
            yield Limit(Measure.TEXT_BYTES, most, error, because=because)
            return
        if answers.get(key) == "exact":
            most = length


def set_through(answers: Answers) -> Iterator[Follow]:
    """Whether what is set on a link is set on its target instead."""
    owners, times = "symlink.ops.lchown_effect", "symlink.ops.lutimes_effect"
    keeps_owners = answers.text("perm.chown.effect").startswith("uid:True")
    followed = {
        Op.CHOWN: keeps_owners and answers.text(owners) == "False",
        Op.UTIMENS: answers.text(times) == "False" and answers.get("symlink.ops.lutimes") == "ok",
    }
    ops = tuple(op for op, does in followed.items() if does)
    if ops:
        both = (Op.CHMOD, Op.CHOWN, Op.TRUNCATE, Op.UTIMENS) if len(ops) == len(followed) else ops
        yield Follow(both, because=answers.showed(owners, times))


def hard(answers: Answers) -> Iterator[AnyQuirk]:
    """Hard links: whether there are any, and what two names know of each other."""
    if error := answers.error("hardlink.same_dir"):
        yield Refuse(Op.LINK, error, because=answers.showed("hardlink.same_dir"))
        return
    if answers.get("hardlink.shares_data") == "2":
        yield Cache(1.0, because=answers.showed("hardlink.shares_data"))


def counted(answers: Answers) -> Iterator[Mask]:
    """Link counts that are always one, and inodes that are not the stored ones."""
    links = ("hardlink.nlink", "ids.nlink_empty_dir", "ids.nlink_dir_2_subdirs")
    inodes = ("hardlink.same_ino", "ids.readdir_ino_equals_stat")
    alone = all(answers.text(key) == "1" for key in links)
    invented = any(answers.text(key) == "False" for key in inodes)
    if alone or invented:
        seen = (*(links if alone else ()), *(inodes if invented else ()))
        because = answers.showed(*seen)
        yield Mask(nlink=1 if alone else None, stored_inodes=not invented, because=because)


def renamed(answers: Answers) -> Iterator[Refuse | Translate]:
    """Which renames are refused, and with which words."""
    flags, exchange = "rename.noreplace_new", "rename.exchange"
    if error := answers.error(flags):
        yield Refuse(Op.RENAME, error, When.RENAME_FLAGS, because=answers.showed(flags))
    elif error := answers.error(exchange):
        yield Refuse(Op.RENAME, error, When.EXCHANGE, because=answers.showed(exchange))
    empty, full = "rename.dir_over_empty_dir", "rename.dir_over_nonempty"
    if error := answers.error(empty):
        because = answers.showed(empty)
        yield Refuse(Op.RENAME, error, When.DESTINATION_DIRECTORY, because=because)
    elif (error := answers.error(full)) not in (None, Errno.ENOTEMPTY):
        words = {Errno.ENOTEMPTY: error or Errno.ENOTEMPTY}
        yield Translate(Op.RENAME, errnos=words, because=answers.showed(full))


def unlinked(answers: Answers) -> Iterator[Linger]:
    """Whether an open file that is unlinked stays to be seen."""
    key = "unlink.listed_after"
    listed = answers.get(key)
    if isinstance(listed, list) and listed:
        yield Linger(because=answers.showed(key))


def special(answers: Answers) -> Iterator[Refuse]:
    """Whether a fifo and a socket can be made."""
    keys = ("special.fifo", "special.unix_socket")
    fifo, socket = (answers.error(key) for key in keys)
    if fifo and fifo == socket:
        yield Refuse(Op.MKNOD, fifo, When.SPECIAL_FILE, because=answers.showed(*keys))


RULES: tuple[Rule, ...] = (
    made,
    told,
    text_length,
    set_through,
    hard,
    counted,
    renamed,
    unlinked,
    special,
)
