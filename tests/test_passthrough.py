"""The operations of a mount, called as a FUSE binding calls them, with nothing mounted.

They run over pyfakefs, without patching anything: a passthrough does all that it does through a
`Storage`, and `FakeStorage` is one. The real backing can not be run there: it is reached by
`openat2` and descriptors, which pyfakefs does not have, and what it lacks falls through to the real
`os`, where a fake descriptor's number is somebody else's file (the last test shows it).
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from typing import NamedTuple

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem
from pyfakefs.fake_os import FakeOsModule

from pytest_fusevenv.calls import Caller, Ids, Op
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.fake.record import Record
from pytest_fusevenv.fake.storage import FakeStorage
from pytest_fusevenv.hosts import HostWorld
from pytest_fusevenv.imitations import Imitation
from pytest_fusevenv.passthrough import Passthrough
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, KeepPath, Lack, ListAsOpened, ListOnce, Refuse

GUEST = Ids(500, 500)
ROOT = Ids(0, 0)
WHY = "a test asks for it, and for no other reason"


class Served(NamedTuple):
    """A passthrough, what it stands on, and what it puts on record."""

    ops: Passthrough
    storage: FakeStorage
    record: Record


def serve(profile: Profile, caller: Ids = ROOT) -> Served:
    filesystem = FakeFilesystem()
    filesystem.create_dir("/srv/export")
    storage, record = FakeStorage(filesystem, "/srv/export"), Record(complete=False)
    storage.chown("/", 1000, 1000)
    imitation = Imitation(
        profile,
        storage,
        HostWorld(source="/h/src"),
        backing=Ids(1000, 1000),
        guest=GUEST,
        mountpoint="/mnt",
    )
    asking = Caller(1, caller.uid, caller.gid)
    return Served(
        Passthrough(imitation, storage, record, lambda: asking, lambda: None), storage, record
    )


@pytest.fixture
def plain() -> Served:
    return serve(find("plain"))


@pytest.fixture
def strict() -> Served:
    return serve(find("multipass-1.16"))


def number(act: Callable[..., object], *arguments: object) -> int | None:
    try:
        act(*arguments)
    except OSError as error:
        return error.errno
    return None


def written(served: Served, path: str, data: bytes = b"text") -> int:
    fd = served.ops.create(path, stat.S_IFREG | 0o644, os.O_RDWR)
    served.ops.write(path, memoryview(data), 0, fd)
    return fd


def test_what_is_written_is_read_back_at_any_offset(plain: Served) -> None:
    fd = written(plain, "/f")
    plain.ops.write("/f", memoryview(b"XY"), 6, fd)
    assert plain.ops.read("/f", 100, 0, fd) == b"text\0\0XY"
    assert plain.ops.read("/f", 2, 1, fd) == b"ex"
    assert plain.ops.getattr("/f").size == plain.ops.getattr("", fd).size == 8
    plain.ops.truncate("/f", 2, fd)
    plain.ops.release("/f", fd)
    assert plain.ops.getattr("/f").size == 2


def test_a_new_object_is_the_callers() -> None:
    served = serve(find("plain"), Ids(7, 8))
    served.storage.chmod("/", 0o777)
    served.ops.mkdir("/d", 0o755)
    served.ops.symlink("/l", "nowhere")
    assert {(it.uid, it.gid) for it in map(served.ops.getattr, ("/d", "/l"))} == {(7, 8)}


def test_a_server_that_is_root_hands_files_over_but_not_links(strict: Served) -> None:
    strict.ops.mknod("/f", stat.S_IFREG | 0o644, 0)
    strict.ops.symlink("/l", "f")
    assert strict.storage.lstat("/f").uid == 1000
    assert strict.storage.lstat("/l").uid == 0
    assert strict.ops.getattr("/f").uid == GUEST.uid


def test_a_refusal_is_told_put_on_record_and_changes_nothing() -> None:
    served = serve(
        Profile("one", "one", (Refuse((Op.UNLINK, Op.RENAME), Errno.EROFS, because=WHY),))
    )
    served.ops.mknod("/f", stat.S_IFREG | 0o644, 0)
    assert number(served.ops.unlink, "/f") == errno.EROFS
    assert number(served.ops.rename, "/f", "/g") == errno.EROFS
    assert [name for name, _, _ in served.storage.listing("/")] == ["f"]
    assert [cause.call.op for cause in served.record.causes] == [Op.UNLINK, Op.RENAME]


def kept() -> Served:
    return serve(Profile("one", "one", (KeepPath(Errno.EPERM, because=WHY),)))


def test_an_open_file_of_which_nothing_is_left_has_no_type_and_can_not_be_cut() -> None:
    served = kept()
    fd = written(served, "/f")
    served.storage.rename("/f", "/moved", 0)
    assert served.ops.getattr("/moved", fd).mode == 0
    assert number(served.ops.truncate, "/moved", 1, fd) == errno.EPERM
    assert served.ops.getattr("/moved").size == 4
    told = [(cause.call.op, errno.errorcode[cause.errno or 0]) for cause in served.record.causes]
    assert told == [(Op.GETATTR, "EIO"), (Op.TRUNCATE, "EPERM")]


def test_what_is_in_the_place_of_an_open_file_is_told_and_cut_instead() -> None:
    served = kept()
    fd = written(served, "/f")
    served.storage.rename("/f", "/moved", 0)
    served.ops.release("/f", written(served, "/f", b"longer"))
    assert served.ops.getattr("/moved", fd).size == 6
    served.ops.truncate("/moved", 1, fd)
    sizes = (served.ops.getattr(path).size for path in ("/moved", "/f"))
    assert list(sizes) == [4, 1]


def listed(served: Served, number: int) -> list[str]:
    return [name for name, _, _ in served.ops.readdir("/", number)]


def test_a_directory_is_listed_as_it_is_whenever_it_is_listed(plain: Served) -> None:
    opened = plain.ops.opendir("/")
    plain.ops.mkdir("/d", 0o755)
    assert listed(plain, opened) == listed(plain, opened) == [".", "..", "d"]


def test_a_directory_can_be_listed_as_it_was_when_opened() -> None:
    served = serve(Profile("one", "one", (ListAsOpened(because=WHY),)))
    opened = served.ops.opendir("/")
    served.ops.mkdir("/d", 0o755)
    assert listed(served, opened) == listed(served, opened) == [".", ".."]
    served.ops.releasedir("/", opened)
    assert listed(served, served.ops.opendir("/")) == [".", "..", "d"]


def test_a_directory_can_have_nothing_to_tell_a_second_time() -> None:
    served = serve(Profile("one", "one", (ListOnce(because=WHY),)))
    opened = served.ops.opendir("/")
    served.ops.mkdir("/d", 0o755)
    assert listed(served, opened) == [".", "..", "d"]
    assert listed(served, opened) == []
    assert listed(served, served.ops.opendir("/")) == [".", "..", "d"]


def test_a_link_whose_target_the_host_lacks_can_not_be_read(strict: Served) -> None:
    strict.ops.symlink("/l", "/nowhere")
    assert number(strict.ops.readlink, "/l") == errno.EACCES
    assert strict.storage.readlink("/l") == "/nowhere"


def test_renaming_onto_a_dangling_link_copies(strict: Served) -> None:
    strict.ops.release("/f", written(strict, "/f"))
    strict.storage.symlink("/l", "target")
    strict.storage.chown("/l", 1000, 1000)
    strict.ops.rename("/f", "/l")
    assert strict.storage.lstat("/l").is_link
    assert strict.storage.lstat("/target").size == 4
    assert strict.storage.lstat("/target").uid == 0
    assert number(strict.storage.lstat, "/f") == errno.ENOENT


def test_failures_are_the_storages_own_where_no_quirk_has_a_say(plain: Served) -> None:
    plain.ops.mkdir("/d", 0o755)
    plain.ops.mkdir("/d/e", 0o755)
    told = {
        "missing": number(plain.ops.getattr, "/no"),
        "taken": number(plain.ops.mkdir, "/d", 0o755),
        "full": number(plain.ops.rmdir, "/d"),
        "into itself": number(plain.ops.rename, "/d", "/d/e/f"),
        "no link": number(plain.ops.readlink, "/d"),
        "long": number(plain.ops.mkdir, "/" + "n" * 256, 0o755),
        "directory": number(plain.ops.unlink, "/d"),
        "linked": number(plain.ops.link, "/l", "/d"),
    }
    names = {what: errno.errorcode[it or 0] for what, it in told.items()}
    assert names == {
        "missing": "ENOENT",
        "taken": "EEXIST",
        "full": "ENOTEMPTY",
        "into itself": "EINVAL",
        "no link": "EINVAL",
        "long": "ENAMETOOLONG",
        "directory": "EISDIR",
        "linked": "EPERM",
    }
    assert plain.record.causes == []


def test_an_operation_that_is_lacked_is_not_offered() -> None:
    served = serve(Profile("one", "one", (Lack(Op.SETXATTR, because=WHY),)))
    assert served.ops.setxattr is None
    assert served.ops.getxattr is not None


def test_reading_never_touches_a_real_descriptor_of_the_same_number(plain: Served) -> None:
    """pyfakefs has no `pread`: its `os` hands the number on, to whatever this process has open."""
    fd = written(plain, "/f")
    real = os.memfd_create("somebody-elses")
    try:
        os.write(real, b"secret")
        os.dup2(real, taken := os.open(os.devnull, os.O_RDONLY))
        fakes = FakeOsModule(plain.storage._fs)
        while fd < taken:
            fd = plain.ops.open("/f", os.O_RDONLY)
        assert fakes.pread(taken, 6, 0) == b"secret"
        assert plain.ops.read("/f", 6, 0, fd) == b"text"
    finally:
        os.close(real)
        os.close(taken)
