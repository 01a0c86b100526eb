"""Circumstances: the named conditions under which a quirk strikes, judged by a `Host`."""

from __future__ import annotations

import os
import posixpath
import stat
from enum import Enum
from typing import assert_never

from pytest_fusevenv.calls import Attributes, Call, Op, RenameFlag
from pytest_fusevenv.hosts import Host


class When(Enum):
    """A circumstance; its value finishes the sentence "when …"."""

    ALWAYS = "asked, whatever the path"
    FOREIGN = "what it leads to on the host is missing, or not of a mapped owner"
    EXISTS_FOREIGN = "what it leads to on the host exists and is not of a mapped owner"
    PARENT_FOREIGN = "the directory it is to be made in is not of a mapped owner"
    DESTINATION_FOREIGN = "what the new name leads to exists and is not of a mapped owner"
    DESTINATION_DIRECTORY = "the new name is a directory already"
    TARGET_FOREIGN = "its target, seen from the server's directory, exists and is not mapped"
    TARGET_OUTSIDE = "its target lies outside the export"
    TARGET_ABSOLUTE_OR_CLIMBS = "its target is absolute or climbs with '..'"
    LEADS_OUTSIDE = "it leads nowhere, or out of the export"
    OWNER_UNKNOWN = "neither the new user nor the new group is one that the map gives out"
    NAME_UNDECODABLE = "its name is not UTF-8"
    NOT_EXECUTABLE = "execution is asked about, of a file that nobody may execute"
    SPECIAL_FILE = "it is to be neither a file nor a directory"
    RENAME_FLAGS = "a flag such as NOREPLACE or EXCHANGE is asked for"
    EXCHANGE = "two names are to be exchanged"
    TARGET_UNDECODABLE = "its target is not UTF-8"
    SPECIAL_BITS = "a setuid, setgid or sticky bit is asked for"
    OWNER_CHANGES = "another owner than the one it has is asked for"
    PUNCHES = "a hole is to be punched"
    SAME_SIZE = "it is to get the size that it has"
    DIRECT = "it is to be opened past all caches (O_DIRECT)"
    BUSY_BELOW = "it is a directory below which a file is open"
    IS_DIRECTORY = "it is a directory"
    LOCK_BEYOND_ACCESS = "the lock needs more than the file was opened for"
    READ_ONLY = "it is a file that nobody may write"
    DESTINATION_READ_ONLY = "the new name is a file already, which nobody may write"
    ANOTHER_DIRECTORY = "the new name is in another directory"
    OUT_OF_ORDER = "data is to be written elsewhere than at the end of what is there"
    TO_BE_CHANGED = "a file is to be opened for writing, and not emptied by that"
    COMMITTED = "no process has it open for writing any more"
    BEING_WRITTEN = "a process has it open for writing"
    ELSEWHERE_UNLESS_THERE = "the new name must be free (NOREPLACE), and is in another directory"
    GUARDED = "it is another user's, and the caller may not both read and write it"
    USER_ATTRIBUTE = "the extended attribute is in the name space 'user'"
    TRUSTED_ATTRIBUTE = "the extended attribute is in the name space 'trusted'"
    SECURITY_ATTRIBUTE = "the extended attribute is in the name space 'security'"
    SYSTEM_ATTRIBUTE = "the extended attribute is in the name space 'system', as all ACLs are"


def holds(when: When, call: Call, host: Host) -> bool:
    """Whether a circumstance is given for a call."""
    match when:
        case When.ALWAYS:
            return True
        case When.FOREIGN:
            return host.exists(call.path) and not host.trusts(host.followed(call.path))
        case When.EXISTS_FOREIGN:
            found = host.followed(call.path)
            return found is not None and not host.trusts(found)
        case When.PARENT_FOREIGN:
            return not host.trusts(host.followed(posixpath.dirname(call.path)))
        case When.DESTINATION_FOREIGN:
            found = host.followed(call.other or "/")
            return found is not None and not host.trusts(found)
        case When.DESTINATION_DIRECTORY:
            other = call.other or "/"
            return host.exists(other) and host.lstat(other).is_directory
        case When.READ_ONLY:
            return _nobody_writes(call.path, host)
        case When.DESTINATION_READ_ONLY:
            return _nobody_writes(call.other or "/", host)
        case When.ANOTHER_DIRECTORY:
            return posixpath.dirname(call.path) != posixpath.dirname(call.other or "")
        case When.TARGET_FOREIGN:
            found = host.followed_on_host(posixpath.join(host.cwd, call.other or ""))
            return found is not None and not host.trusts(found)
        case When.TARGET_OUTSIDE:
            return host.in_mount(host.settled(call.other or "")) is None
        case When.TARGET_ABSOLUTE_OR_CLIMBS:
            text = call.other or ""
            return text.startswith("/") or ".." in text.split("/")
        case When.LEADS_OUTSIDE:
            return host.exists(call.path) and _leads_outside(call, host)
        case When.OWNER_UNKNOWN:
            return not host.ids.accepts(*(call.owner or (None, None)))
        case When.NAME_UNDECODABLE:
            return _undecodable(call.path) or (call.op in _TWO_NAMES and _undecodable(call.other))
        case When.NOT_EXECUTABLE:
            found = host.followed_on_host(host.on_host(call.path))
            return bool(call.mode & 1) and found is not None and not found.is_executable
        case When.SPECIAL_FILE:
            return not stat.S_ISREG(call.mode)
        case When.RENAME_FLAGS:
            return call.flags != 0
        case When.EXCHANGE:
            return bool(call.flags & RenameFlag.EXCHANGE)
        case When.TARGET_UNDECODABLE:
            return _undecodable(call.other)
        case When.SPECIAL_BITS:
            return bool(call.mode & (stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX))
        case When.OWNER_CHANGES:
            return _owner_changes(call, host)
        case When.PUNCHES:
            return bool(call.mode & _PUNCH_HOLE)
        case When.SAME_SIZE:
            return host.exists(call.path) and host.lstat(call.path).size == call.size
        case When.DIRECT:
            return bool(call.flags & os.O_DIRECT)
        case When.BUSY_BELOW:
            below = call.path + "/"
            return any(opened.path.startswith(below) for opened in host.memory.opened.values())
        case When.IS_DIRECTORY:
            return host.exists(call.path) and host.lstat(call.path).is_directory
        case When.LOCK_BEYOND_ACCESS:
            return _beyond_access(call)
        case When.OUT_OF_ORDER:
            return host.exists(call.path) and host.lstat(call.path).size != call.offset
        case When.TO_BE_CHANGED:
            writes = call.flags & os.O_ACCMODE != os.O_RDONLY
            return writes and not call.flags & os.O_TRUNC
        case When.COMMITTED:
            return not _being_written(call.path, host)
        case When.BEING_WRITTEN:
            return _being_written(call.path, host)
        case When.ELSEWHERE_UNLESS_THERE:
            guarded = bool(call.flags & RenameFlag.NOREPLACE)
            return guarded and holds(When.ANOTHER_DIRECTORY, call, host)
        case When.GUARDED:
            return host.exists(call.path) and _is_guarded(call, host.lstat(call.path))
        case (
            When.USER_ATTRIBUTE
            | When.TRUSTED_ATTRIBUTE
            | When.SECURITY_ATTRIBUTE
            | When.SYSTEM_ATTRIBUTE
        ):
            return (call.other or "").startswith(_NAME_SPACE[when])
        case _:
            assert_never(when)


_TWO_NAMES = (Op.RENAME, Op.LINK)
_LOCK_SH, _LOCK_EX, _LOCK_NB = 1, 2, 4
"""The operations of flock(2)."""
_WRITE_BITS = 0o222
_PUNCH_HOLE = 2
"""FALLOC_FL_PUNCH_HOLE of fallocate(2)."""
_NAME_SPACE = {
    When.USER_ATTRIBUTE: "user.",
    When.TRUSTED_ATTRIBUTE: "trusted.",
    When.SECURITY_ATTRIBUTE: "security.",
    When.SYSTEM_ATTRIBUTE: "system.",
}


def _undecodable(text: str | None) -> bool:
    return any("\udc80" <= letter <= "\udcff" for letter in text or "")


def _nobody_writes(path: str, host: Host) -> bool:
    found = host.lstat(path) if host.exists(path) else None
    return found is not None and found.is_file and not found.mode & _WRITE_BITS


def _owner_changes(call: Call, host: Host) -> bool:
    uid, gid = call.owner or (None, None)
    if not host.exists(call.path):
        return False
    found = host.lstat(call.path)
    return uid not in (None, found.uid) or gid not in (None, found.gid)


def _being_written(path: str, host: Host) -> bool:
    return any(
        opened.path == path and opened.flags & os.O_ACCMODE != os.O_RDONLY
        for opened in host.memory.opened.values()
    )


def _is_guarded(call: Call, found: Attributes) -> bool:
    """As Linux has it with fs.protected_hardlinks (proc_sys_fs(5)), by the caller's own group."""
    caller = call.caller
    if caller.uid in (0, found.uid):
        return False
    both = 0o060 if caller.gid == found.gid else 0o006
    return found.mode & both != both or bool(found.mode & stat.S_ISUID)


def _beyond_access(call: Call) -> bool:
    """As a POSIX lock has it: to write for an exclusive lock, to read for a shared one."""
    asked = call.flags & ~_LOCK_NB
    return (asked == _LOCK_EX and call.mode == os.O_RDONLY) or (
        asked == _LOCK_SH and call.mode == os.O_WRONLY
    )


def _leads_outside(call: Call, host: Host) -> bool:
    try:
        return host.in_mount(host.find(call.path).path) is None
    except OSError:
        return True
