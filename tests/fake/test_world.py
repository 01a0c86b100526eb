"""A profile over pyfakefs, as code in this process meets it: by os, open, pathlib, shutil."""

import errno
import os
import pathlib
import shutil
import stat
import tempfile
from collections.abc import Callable

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem

from pytest_fusevenv.calls import Op
from pytest_fusevenv.fake.walking import OVERFLOW_ID
from pytest_fusevenv.fake.world import Fake
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Lack, Refuse

WHY = "a test asks for it, and for no other reason"


def number(act: Callable[..., object], *arguments: object) -> int | None:
    try:
        act(*arguments)
    except OSError as error:
        return error.errno
    return None


def opened(path: pathlib.Path, mode: str = "r") -> None:
    with open(path, mode):
        pass


def refusing(op: Op) -> Profile:
    return Profile("refusing", "one refusal", (Refuse(op, Errno.EDQUOT, because=WHY),))


def test_what_is_written_lies_in_the_backing(plain: Fake) -> None:
    (plain.path / "file").write_text("text")
    assert (plain.backing / "file").read_text() == "text"
    assert (plain.path / "file").read_text() == "text"


def test_what_the_backing_has_is_seen(plain: Fake) -> None:
    (plain.backing / "below").mkdir()
    (plain.backing / "below" / "file").write_text("text")
    assert [path.name for path in (plain.path / "below").iterdir()] == ["file"]
    assert [entry.name for entry in os.scandir(plain.path)] == ["below"]


def test_the_rest_of_the_fake_disk_is_plain(strict: Fake) -> None:
    os.symlink("/nowhere", "/link")
    assert os.readlink("/link") == "/nowhere"
    assert os.lstat("/link").st_uid == os.getuid()
    assert strict.trace.calls == 0


def test_the_real_disk_is_out_of_sight(plain: Fake) -> None:
    assert not os.path.exists(os.path.realpath(stat.__file__))


@pytest.mark.parametrize(
    "read",
    [
        lambda path: path.readlink(),
        lambda path: os.readlink(path),
        lambda path: os.readlink(os.fsencode(path)),
        lambda path: path.read_text(),
        lambda path: opened(path),
        lambda path: os.open(path, os.O_RDONLY),
        lambda path: os.stat(path),
        lambda path: path.chmod(0o600),
        lambda path: os.listdir(path),
        lambda path: os.chdir(path),
        lambda path: opened(path / "below"),
        lambda path: (path / "below").mkdir(),
    ],
)
def test_a_link_that_may_not_be_read_stops_every_way_through_it(
    strict: Fake, read: Callable[[pathlib.Path], object]
) -> None:
    (strict.path / "link").symlink_to("/nowhere")
    assert number(read, strict.path / "link") == errno.EACCES
    assert {cause.call.op for cause in strict.trace.causes} == {Op.READLINK}


def test_questions_that_never_fail_say_no(strict: Fake) -> None:
    link = strict.path / "link"
    link.symlink_to("/nowhere")
    assert not os.path.exists(link)
    assert os.path.lexists(link)
    assert os.path.islink(link)
    assert not os.path.isdir(link)
    assert not os.access(link, os.R_OK)


def test_what_is_nobodys_can_not_be_removed(strict: Fake) -> None:
    (strict.path / "link").symlink_to("/nowhere")
    found = os.lstat(strict.path / "link")
    assert (found.st_uid, found.st_gid) == (OVERFLOW_ID, OVERFLOW_ID)
    assert number(os.unlink, strict.path / "link") == errno.EOVERFLOW
    assert number(os.rename, strict.path / "link", strict.path / "new") == errno.EOVERFLOW


def test_links_are_followed_out_of_the_mount_and_into_it(plain: Fake) -> None:
    pathlib.Path("/outside").write_text("outside")
    (plain.path / "d").mkdir()
    (plain.path / "d" / "file").write_text("inside")
    (plain.path / "out").symlink_to("/outside")
    (plain.path / "climbs").symlink_to("../../outside")
    pathlib.Path("/in").symlink_to(plain.path / "d")
    assert (plain.path / "out").read_text() == (plain.path / "climbs").read_text() == "outside"
    assert pathlib.Path("/in/file").read_text() == "inside"
    assert os.path.realpath("/in/file") == str(plain.path / "d" / "file")


def test_links_to_each_other_end_as_on_linux(plain: Fake) -> None:
    (plain.path / "one").symlink_to("other")
    (plain.path / "other").symlink_to("one")
    assert number(os.stat, plain.path / "one") == errno.ELOOP


@pytest.mark.parametrize(
    ("op", "act"),
    [
        (Op.READLINK, lambda top: os.readlink(top / "l")),
        (Op.MKNOD, lambda top: os.mknod(top / "n")),
        (Op.MKNOD, lambda top: os.mkfifo(top / "n")),
        (Op.MKDIR, lambda top: os.mkdir(top / "n")),
        (Op.MKDIR, lambda top: os.makedirs(top / "n" / "m")),
        (Op.UNLINK, lambda top: os.unlink(top / "f")),
        (Op.RMDIR, lambda top: os.rmdir(top / "d")),
        (Op.SYMLINK, lambda top: os.symlink("f", top / "n")),
        (Op.RENAME, lambda top: os.replace(top / "f", top / "n")),
        (Op.LINK, lambda top: os.link(top / "f", top / "n")),
        (Op.CHMOD, lambda top: os.chmod(top / "f", 0o600)),
        (Op.CHOWN, lambda top: os.chown(top / "f", 0, 0)),
        (Op.CHOWN, lambda top: os.lchown(top / "l", 0, 0)),
        (Op.TRUNCATE, lambda top: os.truncate(top / "f", 0)),
        (Op.TRUNCATE, lambda top: opened(top / "f", "w")),
        (Op.OPEN, lambda top: opened(top / "f")),
        (Op.OPEN, lambda top: (top / "f").read_bytes()),
        (Op.CREATE, lambda top: opened(top / "n", "x")),
        (Op.CREATE, lambda top: os.open(top / "n", os.O_CREAT | os.O_WRONLY)),
        (Op.CREATE, lambda top: tempfile.mkstemp(dir=top)),
        (Op.STATFS, lambda top: os.statvfs(top)),
        (Op.SETXATTR, lambda top: os.setxattr(top / "f", "user.a", b"1")),
        (Op.GETXATTR, lambda top: os.getxattr(top / "f", "user.a")),
        (Op.LISTXATTR, lambda top: os.listxattr(top / "f")),
        (Op.REMOVEXATTR, lambda top: os.removexattr(top / "f", "user.a")),
        (Op.OPENDIR, lambda top: os.listdir(top)),
        (Op.READDIR, lambda top: list(os.scandir(top))),
        (Op.UTIMENS, lambda top: os.utime(top / "f")),
    ],
)
def test_every_operation_that_reaches_the_mount_can_be_refused(
    faking: Callable[..., Fake], op: Op, act: Callable[[pathlib.Path], object]
) -> None:
    fake = faking(refusing(op))
    (fake.backing / "f").write_text("text")
    (fake.backing / "l").symlink_to("f")
    (fake.backing / "d").mkdir()
    assert number(act, fake.path) == errno.EDQUOT
    assert fake.trace.causes[-1].call.op is op


def test_refused_attributes_are_of_no_use_to_anybody(faking: Callable[..., Fake]) -> None:
    fake = faking(refusing(Op.GETATTR))
    assert number(os.lstat, fake.path / "f") == errno.EDQUOT
    assert number(opened, fake.path / "f", "w") == errno.EDQUOT
    assert not os.path.exists(fake.path)


def test_refused_access_is_no_access(faking: Callable[..., Fake]) -> None:
    fake = faking(refusing(Op.ACCESS))
    (fake.path / "f").touch()
    assert not os.access(fake.path / "f", os.R_OK)


def test_an_operation_that_is_lacked_is_unsupported(faking: Callable[..., Fake]) -> None:
    fake = faking(Profile("lacking", "lacks", (Lack((Op.SETXATTR, Op.LINK), because=WHY),)))
    (fake.path / "f").touch()
    assert number(os.setxattr, fake.path / "f", "user.a", b"1") == errno.EOPNOTSUPP
    assert number(os.link, fake.path / "f", fake.path / "g") == errno.EPERM


def test_opening_does_not_change_a_mode(plain: Fake) -> None:
    """pyfakefs' own `os.open` sets one by `chmod`, of existing files as well."""
    (plain.path / "f").write_text("text")
    (plain.path / "f").chmod(0o640)
    os.close(os.open(plain.path / "f", os.O_RDONLY))
    assert stat.S_IMODE(os.stat(plain.path / "f").st_mode) == 0o640
    assert plain.trace.counts[Op.CHMOD] == 1


def test_the_modes_of_creation_are_kept(plain: Fake) -> None:
    os.umask(0o027)
    os.close(os.open(plain.path / "f", os.O_CREAT | os.O_WRONLY, 0o751))
    os.mkdir(plain.path / "d", 0o777)
    modes = [stat.S_IMODE(os.stat(plain.path / name).st_mode) for name in ("f", "d")]
    assert modes == [0o750, 0o750]


@pytest.mark.parametrize(
    ("mode", "left"),
    [("w", "new"), ("a", "oldnew"), ("r+", "new"), ("w+", "new"), ("a+", "oldnew")],
)
def test_files_are_opened_in_every_mode(plain: Fake, mode: str, left: str) -> None:
    (plain.path / "f").write_text("old")
    with open(plain.path / "f", mode) as file:
        file.write("new")
        assert file.name == plain.path / "f"
    assert (plain.backing / "f").read_text() == left


def test_descriptors_lead_to_the_mount(faking: Callable[..., Fake]) -> None:
    fake = faking("sshfs-3.7.5")
    (fake.backing / "f").write_text("text")
    os.link(fake.backing / "f", fake.backing / "g")
    opened = os.open(fake.path / "f", os.O_RDWR)
    assert os.fstat(opened).st_nlink == os.stat(opened).st_nlink == 1
    os.ftruncate(opened, 2)
    os.fchmod(opened, 0o600)
    os.close(opened)
    assert (fake.backing / "g").read_text() == "te"
    assert fake.trace.counts[Op.TRUNCATE] == fake.trace.counts[Op.CHMOD] == 1


def test_names_are_taken_relative_to_a_directory_descriptor(plain: Fake) -> None:
    (plain.path / "d").mkdir()
    directory = os.open(plain.path / "d", os.O_RDONLY | os.O_DIRECTORY)
    os.mkdir("e", dir_fd=directory)
    os.close(os.open("f", os.O_CREAT | os.O_WRONLY, dir_fd=directory))
    assert sorted(os.listdir(directory)) == ["e", "f"]
    os.close(directory)
    assert plain.trace.counts[Op.MKDIR] == 2


def test_trees_are_copied_moved_and_removed(plain: Fake) -> None:
    (plain.path / "tree" / "below").mkdir(parents=True)
    (plain.path / "tree" / "below" / "f").write_text("text")
    (plain.path / "tree" / "l").symlink_to("below/f")
    shutil.copytree(plain.path / "tree", plain.path / "copy", symlinks=True)
    shutil.move(plain.path / "copy", plain.path / "moved")
    assert (plain.path / "moved" / "l").readlink() == pathlib.Path("below/f")
    assert (plain.path / "moved" / "l").read_text() == "text"
    shutil.rmtree(plain.path / "tree")
    assert os.listdir(plain.backing) == ["moved"]


def test_nothing_is_moved_or_linked_between_the_mount_and_the_rest(plain: Fake) -> None:
    pathlib.Path("/f").touch()
    assert number(os.rename, "/f", plain.path / "f") == errno.EXDEV
    assert number(os.link, "/f", plain.path / "f") == errno.EXDEV
    assert os.path.ismount(plain.path)
    assert os.stat(plain.path).st_dev != os.stat("/").st_dev


def test_pyfakefs_own_words_fill_the_mount(plain: Fake, fs: FakeFilesystem) -> None:
    fs.create_file(plain.path / "a" / "b" / "f", contents="text")
    fs.create_symlink(plain.path / "c" / "l", "../a")
    fs.create_dir(plain.path / "e" / "f")
    assert (plain.backing / "c" / "l" / "b" / "f").read_text() == "text"
    assert plain.trace.counts[Op.MKDIR] == 5


def test_two_mounts_of_one_backing_stand_side_by_side(faking: Callable[..., Fake]) -> None:
    before = faking("sshfs-3.7.5", at="/before")
    after = faking("sshfs-3.7.6", at="/after")
    (before.path / "link").symlink_to("/etc/hostname")
    assert (before.path / "link").readlink().is_absolute()
    assert number(os.readlink, after.path / "link") == errno.EPERM
    assert before.trace.causes == []


def test_code_that_takes_its_os_needs_no_patching() -> None:
    filesystem = FakeFilesystem()
    with Fake(refusing(Op.SYMLINK), filesystem) as fake:
        assert number(fake.os.symlink, "x", "/fusevenv/mount/l") == errno.EDQUOT


def test_a_closed_fake_leaves_the_filesystem_as_it_was(fs: FakeFilesystem) -> None:
    kind = type(fs)
    with Fake(refusing(Op.MKDIR), fs) as fake:
        assert number(os.mkdir, fake.path / "d") == errno.EDQUOT
    assert type(fs) is kind
    os.mkdir(fake.path / "d")
    (fake.path / "d" / "f").write_text("plain")
