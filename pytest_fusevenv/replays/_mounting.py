"""What the mount as a whole says: its type, its options, its capacity, who is let in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_fusevenv.calls import Op
from pytest_fusevenv.quirks import (
    Errno,
    KeepOut,
    MountAs,
    MountFlag,
    MountWith,
    Refuse,
    Serve,
    Tell,
    When,
    Who,
)
from pytest_fusevenv.replays._answers import Answers, Rule


def of_type(answers: Answers) -> Iterator[MountAs]:
    """Its name in the mount table."""
    kind = answers.origin.type.removeprefix("fuse.")
    if re.fullmatch(r"[A-Za-z0-9_.+-]{1,64}", kind) and kind != "unknown":
        yield MountAs(kind, because=f"the mount table calls it {answers.origin.type}")


_ALIKE = (MountFlag.NOEXEC, MountFlag.NOSYMFOLLOW, MountFlag.NOATIME, MountFlag.SYNC)
_TIMES = {"relatime", "noatime", "strictatime"}
"""One of these is told wherever options are."""
_UNLESS = {"nosuid": MountFlag.SUID, "nodev": MountFlag.DEV}
"""What a FUSE mount has without being asked, and what takes it away."""


def with_options(answers: Answers) -> Iterator[MountWith]:
    """The mount options that the kernel holds to."""
    told = answers.text("statfs.flags").split(",")
    if not _TIMES.intersection(told):
        return
    flags = [flag for flag in _ALIKE if flag.value in told]
    flags += [flag for option, flag in _UNLESS.items() if option not in told]
    if flags:
        yield MountWith(tuple(flags), because=answers.showed("statfs.flags"))


def letting_in(answers: Answers) -> Iterator[KeepOut | Serve | Refuse]:
    """Whom it lets in, and whose rights count inside."""
    if answers.text("otheruser").count("E:EACCES") >= len(("stat", "read", "create")):
        yield KeepOut(because=answers.showed("otheruser"))
    for unchecked in (_ACCESS, _CREATED):
        if all(said in answers.text(key) for key, said in unchecked.items()):
            yield Serve(Who.HOST_USER, because=answers.showed(*unchecked))
            if answers.get(_NOT_EXECUTABLE) == "rw":
                because = answers.showed(_NOT_EXECUTABLE)
                yield Refuse(Op.ACCESS, Errno.EACCES, When.NOT_EXECUTABLE, because=because)
            return


_NOT_EXECUTABLE = "perm.access.644"
_ACCESS = {_NOT_EXECUTABLE: "rwx", "exec.elf_0644": "E:EACCES"}
_CREATED = {"otheruser": "'create': 'ok'", "perm.create.umask077": "dir=0o700"}
"""What tells that the modes which are shown are not what decides."""


def capacity(answers: Answers) -> Iterator[Refuse | Tell]:
    """What `statfs` tells that is not the same everywhere."""
    if error := answers.error("statfs.bsize"):
        yield Refuse(Op.STATFS, error, because=answers.showed("statfs.bsize"))
        return
    size, length = answers.get("statfs.bsize"), answers.get("statfs.namelen")
    told = Tell(
        block_size=size if isinstance(size, int) and size != _PAGE else None,
        files=0 if answers.text("statfs.files") == "0" else None,
        files_free=0 if answers.text("statfs.ffree") == "0" else None,
        name_max=length if isinstance(length, int) and length != _NAME else None,
        because=answers.showed("statfs.bsize", "statfs.files", "statfs.ffree", "statfs.namelen"),
    )
    if told != Tell(because=told.because):
        yield told


_PAGE, _NAME = 4096, 255
"""The usual size of a block, and the usual most bytes of a name."""

RULES: tuple[Rule, ...] = (of_type, with_options, letting_in, capacity)
