"""A fingerprint turned into a profile: which answers are read as which quirks."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from pytest_fusevenv.calls import INVALID_ID, Op
from pytest_fusevenv.fingerprints import Fingerprint, Origin
from pytest_fusevenv.forms import as_toml, from_toml
from pytest_fusevenv.questions import QUESTIONS, VERSION, Answer
from pytest_fusevenv.quirks import (
    Alike,
    AnyQuirk,
    Blocks,
    Cache,
    Clock,
    CoarseTimes,
    Directories,
    Errno,
    Fold,
    Follow,
    Forbid,
    KeepOut,
    Lack,
    Limit,
    Linger,
    Mask,
    Measure,
    Modes,
    MountAs,
    MountFlag,
    MountWith,
    Own,
    Pretend,
    Refuse,
    Serve,
    Spelling,
    Tell,
    Translate,
    Umask,
    Untyped,
    When,
    Who,
)
from pytest_fusevenv.replays import NOT_CARRIED, replay

ROOT = Origin(asked_by="root")
W = "not compared"


def quirks(answers: dict[str, Answer], origin: Origin = ROOT) -> list[AnyQuirk]:
    """What a replay of these answers is made of, with the reasons left out."""
    profile = replay(Fingerprint(VERSION, origin, answers), "theirs")
    return [replace(quirk, because=W) for quirk in profile.quirks]


_MODES = {f"perm.chmod.f{mode}": f"ok -> 0o{mode}" for mode in ("444", "644", "755")}
_MADE = "file=0o{} dir=0o{} 777=0o{}"


def _fixed(file: str, directory: str) -> dict[str, Answer]:
    """What a filesystem answers that shows the same modes, whatever is set."""
    made = _MADE.format(file, directory, file)
    return {
        "perm.chmod.f444": f"ok -> 0o{file}",
        "perm.chmod.f755": f"ok -> 0o{file}",
        "perm.chmod.d700": f"ok -> 0o{directory}",
        "perm.create.umask000": made,
        "perm.create.umask077": made,
    }


_MAKING = (Op.CREATE, Op.MKNOD, Op.MKDIR)
_XATTRS = (Op.SETXATTR, Op.GETXATTR, Op.LISTXATTR, Op.REMOVEXATTR)
_SET_XATTRS = (Op.SETXATTR, Op.GETXATTR, Op.REMOVEXATTR)

READ_AS: dict[str, tuple[dict[str, Answer], list[AnyQuirk]]] = {
    "no links": ({"symlink.create": "E:EIO"}, [Refuse(Op.SYMLINK, Errno.EIO, because=W)]),
    "contained links": (
        {
            "symlink.readlink.rel": "exact",
            "symlink.readlink.dangling": "exact",
            "symlink.readlink.absolute": "E:EPERM",
            "symlink.readlink.escape": "E:EPERM",
        },
        [Refuse(Op.READLINK, Errno.EPERM, When.TARGET_ABSOLUTE_OR_CLIMBS, because=W)],
    ),
    "only links that lead somewhere inside": (
        {
            "symlink.readlink.rel": "exact",
            "symlink.readlink.dangling": "E:EACCES",
            "symlink.readlink.absolute": "E:EACCES",
        },
        [Refuse(Op.READLINK, Errno.EACCES, When.LEADS_OUTSIDE, because=W)],
    ),
    "no link is read": (
        {"symlink.readlink.rel": "E:EACCES", "symlink.readlink.absolute": "E:EACCES"},
        [Refuse(Op.READLINK, Errno.EACCES, because=W)],
    ),
    "links are nobody's": (
        {"symlink.lstat.uid": 65534, "symlink.ops.unlink": "E:EOVERFLOW"},
        [Own(INVALID_ID, INVALID_ID, links_only=True, because=W)],
    ),
    "short targets": (
        {
            "symlink.readlink.long1000": "exact",
            "symlink.readlink.long4095": "E:ENAMETOOLONG",
        },
        [Limit(Measure.TEXT_BYTES, 1000, because=W)],
    ),
    "links are set through": (
        {
            "symlink.ops.lutimes": "ok",
            "symlink.ops.lutimes_effect": False,
            "symlink.ops.lchown_effect": "False",
            "perm.chown.effect": "uid:True gid:True",
        },
        [Follow((Op.CHMOD, Op.CHOWN, Op.TRUNCATE, Op.UTIMENS), because=W)],
    ),
    "no hard links": ({"hardlink.same_dir": "E:EPERM"}, [Refuse(Op.LINK, Errno.EPERM, because=W)]),
    "stale names": ({"hardlink.shares_data": "2"}, [Cache(1.0, because=W)]),
    "invented inodes": ({"hardlink.same_ino": False}, [Mask(stored_inodes=False, because=W)]),
    "no rename flags": (
        {"rename.noreplace_new": "E:EINVAL", "rename.exchange": "E:EINVAL"},
        [Refuse(Op.RENAME, Errno.EINVAL, When.RENAME_FLAGS, because=W)],
    ),
    "no exchange": (
        {"rename.noreplace_new": "ok", "rename.exchange": "E:EINVAL"},
        [Refuse(Op.RENAME, Errno.EINVAL, When.EXCHANGE, because=W)],
    ),
    "other words": (
        {"rename.dir_over_nonempty": "E:EEXIST"},
        [Translate(Op.RENAME, errnos={Errno.ENOTEMPTY: Errno.EEXIST}, because=W)],
    ),
    "open files stay": ({"unlink.listed_after": [".fuse_hidde"]}, [Linger(because=W)]),
    "no special files": (
        {"special.fifo": "E:EPERM", "special.unix_socket": "E:EPERM"},
        [Refuse(Op.MKNOD, Errno.EPERM, When.SPECIAL_FILE, because=W)],
    ),
    "names in UTF-16": (
        {
            "name.len.ascii": "255 then E:ENAMETOOLONG",
            "name.len.three": "255 then E:ENAMETOOLONG",
        },
        [Limit(Measure.NAME_UTF16, 255, because=W)],
    ),
    "names told by statfs": (
        {
            "name.len.ascii": "32 then E:ENAMETOOLONG",
            "statfs.namelen": 60,
        },
        [Tell(name_max=60, because=W), Limit(Measure.NAME_BYTES, 60, because=W)],
    ),
    "paths": (
        {"name.path.depth_by_chdir_60x120": "E:EBADMSG at n=66"},
        [Limit(Measure.PATH_BYTES, 67 * 61, Errno.EBADMSG, because=W)],
    ),
    "no modes": (
        _fixed("644", "755"),
        [Modes(0o644, 0o755, because=W), Pretend(Op.CHMOD, because=W)],
    ),
    "chmod is ignored": (
        {
            "perm.chmod.f444": "ok -> 0o644",
            "perm.chmod.f755": "ok -> 0o644",
            "perm.chmod.d700": "ok -> 0o755",
            "perm.create.umask000": _MADE.format("666", "777", "777"),
            "perm.create.umask077": _MADE.format("600", "700", "700"),
        },
        [Pretend(Op.CHMOD, because=W)],
    ),
    "chmod is refused": (
        {"perm.chmod.f444": "E:EPERM -> 0o644", "perm.chmod.d700": "E:EPERM -> 0o755"},
        [Refuse(Op.CHMOD, Errno.EPERM, because=W)],
    ),
    "special bits are refused": (
        {**_MODES, "perm.chmod.f4755": "E:EPERM -> 0o755"},
        [Refuse(Op.CHMOD, Errno.EPERM, When.SPECIAL_BITS, because=W)],
    ),
    "no execute bits": (
        {"perm.chmod.f755": "ok -> 0o644", "perm.chmod.f444": "ok -> 0o444"},
        [Mask(permissions=0o7666, because=W)],
    ),
    "no special bits, and a server's umask": (
        {
            **_MODES,
            "perm.chmod.f4755": "ok -> 0o755",
            "perm.chmod.d3777": "ok -> 0o777",
            "perm.create.umask000": _MADE.format("644", "777", "755"),
        },
        [Mask(permissions=0o777, because=W), Umask((Op.CREATE, Op.MKNOD), 0o022, because=W)],
    ),
    "read-only is all that is kept": (
        {
            "perm.chmod.f444": "ok -> 0o555",
            "perm.chmod.f644": "ok -> 0o755",
            "perm.create.umask000": _MADE.format("755", "755", "755"),
        },
        [Modes(0o755, 0o755, read_only_kept=True, because=W)],
    ),
    "a server's umask": (
        {**_MODES, "perm.create.umask000": _MADE.format("644", "755", "755")},
        [Umask(_MAKING, 0o022, because=W)],
    ),
    "a server's umask for files": (
        {**_MODES, "perm.create.umask000": _MADE.format("644", "777", "755")},
        [Umask((Op.CREATE, Op.MKNOD), 0o022, because=W)],
    ),
    "others' files": (
        {"perm.create.owner": "uid=65534 gid=me"},
        [Own(uid=65534, because=W)],
    ),
    "chown is refused": (
        {"perm.chown.self": "E:EPERM", "perm.chown.other": "E:EPERM"},
        [Refuse(Op.CHOWN, Errno.EPERM, because=W)],
    ),
    "chown to others is refused": (
        {"perm.chown.self": "ok", "perm.chown.other": "E:EPERM"},
        [Refuse(Op.CHOWN, Errno.EPERM, When.OWNER_CHANGES, because=W)],
    ),
    "chown is ignored": (
        {"perm.chown.other": "ok", "perm.chown.effect": "uid:False gid:False"},
        [Pretend(Op.CHOWN, because=W)],
    ),
    "no space ahead": ({"io.size.fallocate": "E:ENOTSUP"}, [Lack(Op.FALLOCATE, because=W)]),
    "no holes": (
        {"io.size.fallocate": "ok", "io.size.punch": "E:EOPNOTSUPP"},
        [Refuse(Op.FALLOCATE, Errno.EOPNOTSUPP, When.PUNCHES, because=W)],
    ),
    "no O_DIRECT": (
        {"io.open.direct": "E:EINVAL"},
        [Refuse((Op.OPEN, Op.CREATE), Errno.EINVAL, When.DIRECT, because=W)],
    ),
    "no attributes": (
        dict.fromkeys(("xattr.user", "xattr.get_missing", "xattr.list"), "E:ENOTSUP"),
        [Lack(_XATTRS, because=W)],
    ),
    "attributes are only read": (
        {"xattr.user": "E:EACCES", "xattr.get_missing": "E:ENODATA", "xattr.list": "[]"},
        [Refuse((Op.SETXATTR, Op.REMOVEXATTR), Errno.EACCES, because=W)],
    ),
    "no lists of access": (
        {"xattr.user": "ok", "xattr.acl": "E:ENOTSUP"},
        [Refuse(_SET_XATTRS, Errno.EOPNOTSUPP, When.SYSTEM_ATTRIBUTE, because=W)],
    ),
    "small attributes": (
        {"xattr.big4k": "E:ENOSPC"},
        [Limit(Measure.VALUE_BYTES, 4095, Errno.ENOSPC, because=W)],
    ),
    "no holes are kept": ({"io.size.sparse": "dense"}, [Blocks(4096, because=W)]),
    "small units": (
        {"io.size.sparse": "dense", "ids.blocks_of_10000": 20, "ids.blksize": 65536},
        [Blocks(512, 65536, because=W)],
    ),
    "flat directories": (
        {
            "ids.nlink_empty_dir": 1,
            "ids.nlink_dir_2_subdirs": 1,
            "ids.dir_size_kind": "zero",
        },
        [Directories(nlink=1, size=0, because=W)],
    ),
    "no types": (
        {f"readdir.d_type.{name}": "UNKNOWN" for name in "dfl"},
        [Untyped(because=W)],
    ),
    "a grain": (
        {"time.mtime_delta": 89, "time.atime_delta": 123456789},
        [Clock(modification=100, access=10**9, change=100, because=W)],
    ),
    "32 bits": (
        {
            "time.pre1970": "clamped/diff:+86400",
            "time.y2040": "clamped",
            "time.y2110": "clamped",
        },
        [Clock(earliest=0, latest=2**31 - 1, because=W)],
    ),
    "both times at once": (
        {
            "time.mtime_delta": 123456789,
            "time.atime_delta": 123456789,
            "time.utime_omit_mtime": False,
            "time.zero": "clamped",
            "time.pre1970": "clamped",
        },
        [
            CoarseTimes(because=W),
            Clock(modification=10**9, access=10**9, change=10**9, because=W),
        ],
    ),
    "the same size": (
        {"time.truncate_updates_mtime": False},
        [Pretend(Op.TRUNCATE, When.SAME_SIZE, because=W)],
    ),
    "mount options": (
        {"statfs.flags": "nosuid,noexec,relatime,nosymfollow"},
        [MountWith((MountFlag.NOEXEC, MountFlag.NOSYMFOLLOW, MountFlag.DEV), because=W)],
    ),
    "nobody else": (
        {"otheruser": "{'stat': 'E:EACCES', 'read': 'E:EACCES', 'create': 'E:EACCES'}"},
        [KeepOut(because=W)],
    ),
    "whatever is asked may be done": (
        {"perm.access.644": "rwx", "exec.elf_0644": "E:EACCES"},
        [Serve(Who.HOST_USER, because=W)],
    ),
    "whatever is asked may be done by anybody, but to execute": (
        {
            "otheruser": "{'stat': 'ok', 'read': 'x', 'create': 'ok'}",
            "perm.create.umask077": _MADE.format("600", "700", "700"),
            "perm.access.644": "rw",
        },
        [
            Serve(Who.HOST_USER, because=W),
            Refuse(Op.ACCESS, Errno.EACCES, When.NOT_EXECUTABLE, because=W),
        ],
    ),
    "no statfs": (
        {"statfs.bsize": "E:ENOTSUP"},
        [Refuse(Op.STATFS, Errno.EOPNOTSUPP, because=W)],
    ),
    "uncounted files": (
        {"statfs.files": "0", "statfs.ffree": "0"},
        [Tell(files=0, files_free=0, because=W)],
    ),
}


@pytest.mark.parametrize("name", READ_AS)
def test_answers_are_read_as_quirks(name: str) -> None:
    answers, expected = READ_AS[name]
    assert quirks(answers) == expected


PLAIN: dict[str, dict[str, Answer]] = {
    "no answers": {},
    "a local filesystem": {
        **_MODES,
        "symlink.create": "ok",
        "statfs.flags": "nosuid,nodev,relatime",
        "perm.create.owner": "uid=me gid=me",
        "perm.create.umask000": _MADE.format("666", "777", "777"),
        "name.len.ascii": "255 then E:ENAMETOOLONG",
        "rename.dir_over_nonempty": "E:ENOTEMPTY",
        "unlink.listed_after": [],
        "time.mtime_delta": 0,
        "time.y2500": "ok",
    },
    "answers that hung": dict.fromkeys(QUESTIONS, "hung"),
    "answers that no rule knows": dict.fromkeys(QUESTIONS, "X:ValueError:what?"),
    "modes that contradict each other": {
        "perm.chmod.f444": "ok -> 0o444",
        "perm.chmod.f644": "ok -> 0o600",
        "perm.chmod.f755": "ok -> 0o777",
    },
    "errors that contradict each other": {
        "perm.chmod.f444": "E:EPERM -> 0o644",
        "perm.chmod.f755": "E:EIO -> 0o644",
    },
    "an error that cannot be imitated": {"symlink.create": "E:EHOSTDOWN"},
    "keys that are no questions": {"name.chars.((": "E:EPERM", "perm.chmod.f9": "ok -> 0o644"},
    "numbers that no filesystem gives": {
        "statfs.bsize": -1,
        "ids.blksize": 2**62,
        "perm.create.owner": "uid=9999999999 gid=me",
        "name.len.ascii": f"{'9' * 5000} then E:EPERM",
        "name.path.depth_by_chdir_60x120": f"E:EPERM at n={'9' * 5000}",
    },
}


@pytest.mark.parametrize("name", PLAIN)
def test_what_no_rule_explains_is_left_plain(name: str) -> None:
    assert quirks(PLAIN[name]) == []


def test_an_ordinary_user_who_may_not_give_away_is_no_quirk() -> None:
    answers: dict[str, Answer] = {"perm.chown.self": "ok", "perm.chown.other": "E:EPERM"}
    assert quirks(answers, Origin(asked_by="user")) == []


NAMES = ["a:b", "a*b", "a\\b", "a\x01b", "a\nb", "a ", "a.", "CON", "nul.txt", "-a"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_was_refused_is_refused_again(name: str) -> None:
    (forbid,) = quirks({f"name.chars.{name!r}": "E:EINVAL"})
    assert isinstance(forbid, Forbid)
    assert re.search(forbid.names, name)
    assert not re.search(forbid.names, "venv")


def test_all_names_that_were_refused_are_one_pattern() -> None:
    (forbid,) = quirks({f"name.chars.{name!r}": "E:EINVAL" for name in NAMES})
    assert isinstance(forbid, Forbid)
    assert all(re.search(forbid.names, name) for name in (*NAMES, "a\x1fb", "com1.py"))
    assert not any(re.search(forbid.names, name) for name in ("a b", "a-b", "conda", ".a", "a.b"))


UNDECODABLE: dict[str, Answer] = {
    f"name.chars.{name!r}": "E:EILSEQ" for name in (b"\x80", b"\xff\xfe", b"caf\xe9")
}


@pytest.mark.parametrize("surrogate", ["ok", "E:EILSEQ"])
def test_bytes_that_are_no_utf8_are_refused_but_for_half_a_pair_that_was_taken(
    surrogate: str,
) -> None:
    half = b"\xed\xa0\x80"
    (forbid,) = quirks({**UNDECODABLE, f"name.chars.{half!r}": surrogate})
    assert isinstance(forbid, Forbid)
    found = [name for name in (b"\x80", b"caf\xe9", half + b"\xff") if _finds(forbid, name)]
    assert found == [b"\x80", b"caf\xe9", half + b"\xff"]
    assert _finds(forbid, b"a" + half) == (surrogate != "ok")
    assert not _finds(forbid, "é".encode())


def _finds(forbid: Forbid, name: bytes) -> bool:
    return re.search(forbid.names, name.decode("utf-8", "surrogateescape")) is not None


def test_the_reason_is_what_was_measured() -> None:
    (quirk,) = replay(Fingerprint(VERSION, ROOT, {"symlink.create": "E:EPERM"}), "n").quirks
    assert quirk.because == "probing showed: symlink.create -> EPERM"


def test_every_reading_survives_its_toml_form() -> None:
    for answers, _ in READ_AS.values():
        profile = replay(Fingerprint(VERSION, ROOT, answers), "theirs")
        assert from_toml(as_toml(profile)) == profile


def test_the_story_says_what_was_probed_and_by_whom() -> None:
    origin = Origin("fuse.sshfs", ("rw", "nosuid"), "6.1", "user", "1")
    profile = replay(Fingerprint(VERSION, origin, {}), "theirs")
    assert profile.name == "theirs"
    assert profile.title == "fuse.sshfs, as `fusevenv probe` found it"
    assert "an ordinary user was answered by fuse.sshfs, mounted with rw,nosuid" in profile.story
    assert profile.quirks == (MountAs("sshfs", because="the mount table calls it fuse.sshfs"),)


def test_what_is_not_carried_are_questions_with_a_reason() -> None:
    assert [key for key in NOT_CARRIED if key not in QUESTIONS] == []
    assert all(NOT_CARRIED.values())


_FOLDS: dict[str, Answer] = {
    "name.case.lookup_other_case": "found",
    "name.case.nonascii": "E:ENOENT",
    "name.case.sharp_s": "E:ENOENT",
    "rename.case_only_listed": ["Case"],
}


@pytest.mark.parametrize(
    ("answers", "fold"),
    [
        ({}, Fold(Alike.ASCII, because=W)),
        ({"name.case.nonascii": "found"}, Fold(Alike.SIMPLE, because=W)),
        (
            {"name.case.nonascii": "found", "name.case.sharp_s": "found"},
            Fold(Alike.FULL, because=W),
        ),
        ({"rename.case_only_listed": ["case"]}, Fold(Alike.ASCII, respells=True, because=W)),
        (
            {"name.chars.'a.'": "listed-as:[b'a']", "name.chars.'a..'": "listed-as:[b'a']"},
            Fold(Alike.ASCII, strips=".", because=W),
        ),
        (
            {"name.case.ALLCAPS_listed": ["allcaps"]},
            Fold(Alike.ASCII, spelling=Spelling.SMALL, because=W),
        ),
        (
            {"name.unicode_norm.listed_nfc": ["'e\\u0301'"]},
            Fold(Alike.ASCII, spelling=Spelling.DECOMPOSED, because=W),
        ),
    ],
)
def test_names_that_are_one_are_folded(answers: dict[str, Answer], fold: Fold) -> None:
    assert quirks({**_FOLDS, **answers}) == [fold]


def test_names_that_are_told_apart_are_not_folded() -> None:
    assert quirks({**_FOLDS, "name.case.lookup_other_case": "E:ENOENT"}) == []


def test_a_name_that_is_stripped_away_is_no_forbidden_one() -> None:
    stripped = {f"name.chars.'a{dots}'": "listed-as:[b'a']" for dots in (".", "..")}
    found = quirks({**_FOLDS, **stripped, "name.chars.'...'": "E:ENOENT"})
    assert found == [Fold(Alike.ASCII, strips=".", because=W)]
