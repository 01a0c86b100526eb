"""Modes and owners: kept, fixed, or only pretended to be set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pytest_fusevenv.calls import INVALID_ID, Op
from pytest_fusevenv.quirks import (
    AnyQuirk,
    Errno,
    Mask,
    Modes,
    Own,
    Pretend,
    Refuse,
    Umask,
    When,
)
from pytest_fusevenv.replays._answers import Answers, Rule, named

_TOPIC = "perm.chmod."
_MADE = "perm.create.umask"


class Tried(NamedTuple):
    """One chmod: the mode asked for, the error if there was one, and the mode shown afterwards."""

    mode: int
    error: Errno | None
    shown: int


def _tried(answers: Answers, kind: str) -> dict[str, Tried]:
    """Every chmod of files ("f") or directories ("d"), by key."""
    tried = {}
    for key in answers.keys(_TOPIC + kind):
        digits = key.removeprefix(_TOPIC + kind)
        said = answers.matched(key, r"(ok|E:E\w+) -> 0o([0-7]{1,4})")
        if said and re.fullmatch("[0-7]{1,4}", digits):
            tried[key] = Tried(int(digits, 8), named(said[1]), int(said[2], 8))
    return tried


def _made(answers: Answers) -> dict[int, tuple[int, int]]:
    """The modes of new files (0666) and directories, by the umask they were made under."""
    made = {}
    for umask in (0o000, 0o002, 0o022, 0o077):
        said = answers.matched(f"{_MADE}{umask:03o}", r"file=0o([0-7]{1,4}) dir=0o([0-7]{1,4}) .*")
        if said:
            made[umask] = int(said[1], 8), int(said[2], 8)
    return made


def modes(answers: Answers) -> Iterator[AnyQuirk]:
    """What chmod does, and what is shown of modes."""
    files, directories = _tried(answers, "f"), _tried(answers, "d")
    tried = {**files, **directories}
    if not tried:
        return
    errors = {one.error for one in tried.values()}
    if None not in errors:
        if len(errors) == 1:
            (error,) = errors
            yield Refuse(Op.CHMOD, error or Errno.EPERM, because=answers.showed(*list(tried)[:2]))
        return
    special = {key: one for key, one in tried.items() if one.mode & 0o7000}
    refused = {one.error for one in special.values()}
    if len(refused) == 1 and (error := refused.pop()):
        because = answers.showed(*special)
        yield Refuse(Op.CHMOD, error, When.SPECIAL_BITS, because=because)
    yield from _fixed(answers, files, directories) or _kept(answers, tried)


def _fixed(
    answers: Answers, files: dict[str, Tried], directories: dict[str, Tried]
) -> list[AnyQuirk]:
    """The quirks of a filesystem that keeps no modes, or lets nobody set them."""
    shown = {one.shown for one in files.values()}
    keys = [*list(files)[:2], *list(directories)[:1], f"{_MADE}000"]
    because = answers.showed(*keys)
    made = _made(answers)
    always = {file for file, _ in made.values()}
    if len(shown) == 1 and len({one.shown for one in directories.values()}) == 1:
        pretended = Pretend(Op.CHMOD, because=because)
        if len(made) > 1 and always == shown:
            directory = {directory for _, directory in made.values()}.pop()
            return [Modes(shown.pop(), directory, because=because), pretended]
        return [pretended]
    most = max(shown, default=0)
    if len(always) == 1 and shown == {most, most & ~0o222}:
        directory = max(directory for _, directory in made.values())
        return [Modes(most, directory, read_only_kept=True, because=because)]
    return []


def _kept(answers: Answers, tried: dict[str, Tried]) -> list[AnyQuirk]:
    """The quirks of a filesystem that keeps modes, all or some of their bits."""
    done = {key: one for key, one in tried.items() if not one.error}
    lost = 0
    for one in done.values():
        lost |= one.mode & ~one.shown
    if not lost:
        return _server_umask(answers)
    changed = [key for key, one in done.items() if one.mode != one.shown]
    if any(one.shown != one.mode & ~lost for one in done.values()):
        return []
    mask = Mask(permissions=0o7777 & ~lost, because=answers.showed(*changed[:3]))
    return [mask] if lost & 0o777 else [mask, *_server_umask(answers)]


_FILES = (Op.CREATE, Op.MKNOD)
_MAKING = (*_FILES, Op.MKDIR)


def _server_umask(answers: Answers) -> list[AnyQuirk]:
    """The bits that new files and directories lack where their maker has no umask."""
    key = f"{_MADE}000"
    said = answers.matched(key, r"file=0o([0-7]{1,4}) dir=0o([0-7]{1,4}) 777=0o([0-7]{1,4})")
    if not said:
        return []
    file, directory, program = (int(digits, 8) for digits in said.groups())
    of_files, of_directories = 0o777 & ~program, 0o777 & ~directory
    if file != 0o666 & ~of_files:
        return []
    because = answers.showed(key)
    if of_files == of_directories:
        return [Umask(_MAKING, of_files, because=because)] if of_files else []
    masks = ((_FILES, of_files), (Op.MKDIR, of_directories))
    return [Umask(ops, mask, because=because) for ops, mask in masks if mask]


_SPECIAL = {"perm.create.mkdir_1777": 0o1777, "perm.create.create_4755": 0o4755}


def special_bits(answers: Answers) -> Iterator[Umask]:
    """Whether what is made can have a setuid, setgid or sticky bit from the beginning."""
    lost = 0
    for key, mode in _SPECIAL.items():
        if said := answers.matched(key, r"0o([0-7]{1,4})"):
            lost |= mode & ~int(said[1], 8) & 0o7000
    if lost:
        yield Umask(_MAKING, lost, because=answers.showed(*_SPECIAL))


_OWNER = "perm.create.owner"


def owners(answers: Answers) -> Iterator[AnyQuirk]:
    """Whose everything is shown to be, and what chown does."""
    uid, gid = (answers.matched(_OWNER, rf".*\b{name}=(\d{{1,10}})\b.*") for name in ("uid", "gid"))
    if uid or gid:
        yield Own(
            int(uid[1]) if uid else None,
            int(gid[1]) if gid else None,
            because=answers.showed(_OWNER),
        )
    link, gone = "symlink.lstat.uid", "symlink.ops.unlink"
    if answers.get(gone) == "E:EOVERFLOW":  # the kernel's own answer, for what is nobody's
        because = answers.showed(link, gone)
        yield Own(INVALID_ID, INVALID_ID, links_only=True, because=because)
    to_self, to_other = "perm.chown.self", "perm.chown.other"
    if error := answers.error(to_self):
        yield Refuse(Op.CHOWN, error, because=answers.showed(to_self))
    elif error := answers.error(to_other):
        if answers.origin.asked_by == "root":  # an ordinary user may give nothing away anywhere
            because = answers.showed(to_self, to_other)
            yield Refuse(Op.CHOWN, error, When.OWNER_CHANGES, because=because)
    elif answers.get("perm.chown.effect") == "uid:False gid:False":
        yield Pretend(Op.CHOWN, because=answers.showed(to_other, "perm.chown.effect"))


RULES: tuple[Rule, ...] = (modes, special_bits, owners)
