"""Names, hard links, symbolic links and listings, as a plain filesystem has them."""

import errno
import os
import stat
import time
from pathlib import Path

import pytest

from pytest_fusevenv.mount import Mount


def test_two_names_of_one_file_have_one_inode_and_two_links(top: Path) -> None:
    (top / "one").write_text("data")
    os.link(top / "one", top / "two")
    one, two = (top / "one").stat(), (top / "two").stat()
    assert (one.st_ino, one.st_nlink) == (two.st_ino, two.st_nlink)
    assert one.st_nlink == 2


def test_what_is_written_under_one_name_is_read_at_once_under_the_other(top: Path) -> None:
    (top / "one").write_text("data")
    os.link(top / "one", top / "two")
    assert (top / "two").read_text() == "data"
    with (top / "one").open("a") as file:
        file.write(" and more")
    assert (top / "two").stat().st_size == 13
    assert (top / "two").read_text() == "data and more"


def test_a_size_cut_under_one_name_is_seen_at_once_under_the_other(top: Path) -> None:
    (top / "one").write_text("data")
    os.link(top / "one", top / "two")
    assert (top / "two").stat().st_size == 4
    os.truncate(top / "one", 2)
    assert (top / "two").stat().st_size == 2


def test_contents_read_before_under_one_name_do_not_outlive_a_change_under_the_other(
    top: Path,
) -> None:
    (top / "one").write_text("old!")
    os.link(top / "one", top / "two")
    assert (top / "two").read_text() == "old!"
    (top / "one").write_text("new!")
    assert (top / "two").read_text() == "new!"


def test_modes_and_times_set_under_one_name_show_at_once_under_the_other(top: Path) -> None:
    (top / "one").touch()
    os.link(top / "one", top / "two")
    assert (top / "two").stat().st_mode & 0o777 == 0o644
    (top / "one").chmod(0o600)
    os.utime(top / "one", (5, 7))
    found = (top / "two").stat()
    assert (found.st_mode & 0o777, found.st_mtime) == (0o600, 7)


def test_the_last_name_left_keeps_the_data_and_counts_one_link(top: Path) -> None:
    (top / "one").write_text("data")
    os.link(top / "one", top / "two")
    (top / "one").unlink()
    assert ((top / "two").read_text(), (top / "two").stat().st_nlink) == ("data", 1)


def test_a_hard_link_to_a_symbolic_link_is_the_link_itself(top: Path) -> None:
    (top / "link").symlink_to("nowhere")
    os.link(top / "link", top / "again", follow_symlinks=False)
    assert os.readlink(top / "again") == "nowhere"


def test_a_directory_can_not_be_hard_linked(top: Path) -> None:
    (top / "d").mkdir()
    with pytest.raises(PermissionError):
        os.link(top / "d", top / "e")


@pytest.mark.parametrize("length", [1, 255, 4094, 4095])
def test_the_text_of_a_link_comes_back_as_it_was_given(top: Path, length: int) -> None:
    text = "x" * length
    os.symlink(text, top / "link")
    assert os.readlink(top / "link") == text
    assert os.lstat(top / "link").st_size == length


def test_names_and_link_texts_may_be_any_bytes(top: Path) -> None:
    name, text = b"caf\xe9 \xff", b"\xfe\xed"
    os.symlink(text, os.fsencode(top) + b"/" + name)
    assert os.listdir(os.fsencode(top)) == [name]
    assert os.readlink(os.fsencode(top) + b"/" + name) == text


def test_a_listing_with_an_undecodable_name_is_complete(top: Path) -> None:
    names = {b"before", b"\xff\xfe", b"zz\n\t ", b"\xe2\x82\xac"}
    for name in names:
        Path(os.fsdecode(os.fsencode(top) + b"/" + name)).touch()
    assert set(os.listdir(os.fsencode(top))) == names


def test_a_name_may_have_255_bytes_and_no_more(top: Path) -> None:
    (top / ("n" * 255)).write_text("long")
    assert (top / ("n" * 255)).read_text() == "long"
    with pytest.raises(OSError) as refused:  # noqa: PT011
        (top / ("n" * 256)).touch()
    assert refused.value.errno == errno.ENAMETOOLONG


def test_a_loop_of_links_is_told_as_one(top: Path) -> None:
    (top / "a").symlink_to("b")
    (top / "b").symlink_to("a")
    with pytest.raises(OSError) as refused:  # noqa: PT011
        (top / "a").stat()
    assert refused.value.errno == errno.ELOOP


def test_a_listing_tells_types_and_inodes_as_lstat_does(top: Path) -> None:
    (top / "file").touch()
    (top / "directory").mkdir()
    (top / "link").symlink_to("file")
    os.mkfifo(top / "fifo")
    with os.scandir(top) as entries:
        listed = {
            e.name: (e.inode(), e.is_dir(follow_symlinks=False), e.is_symlink()) for e in entries
        }
    for name, (inode, is_directory, is_link) in listed.items():
        found = os.lstat(top / name)
        assert inode == found.st_ino
        assert (is_directory, is_link) == (stat.S_ISDIR(found.st_mode), stat.S_ISLNK(found.st_mode))
    assert set(listed) == {"file", "directory", "link", "fifo"}


def test_50_000_names_are_listed_completely_and_soon(plain: Mount) -> None:
    names = {f"name-{number:05}" for number in range(50_000)}
    directory = plain.backing / "many"
    directory.mkdir()
    at = os.open(directory, os.O_RDONLY)
    for name in names:
        os.mknod(name, dir_fd=at)
    os.close(at)
    started = time.monotonic()
    listed = os.listdir(plain.path / "many")
    assert time.monotonic() - started < 5
    assert len(listed) == len(names)
    assert set(listed) == names


def test_a_directory_lists_itself_and_its_parent_and_counts_its_links(top: Path) -> None:
    (top / "d" / "e").mkdir(parents=True)
    assert (top / "d").stat().st_nlink == 3
    assert (top / "d" / "e" / "..").stat().st_ino == (top / "d").stat().st_ino


def test_a_tree_deeper_than_a_path_can_say_is_reached_step_by_step(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(top)
    for _ in range(30):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    Path("leaf").write_text("deep")
    assert Path("leaf").read_text() == "deep"
    os.symlink("leaf", "link")
    assert os.listdir() == ["leaf", "link"] or os.listdir() == ["link", "leaf"]
    assert os.stat("link").st_size == 4


def test_a_full_listing_can_be_read_again_after_rewinding(top: Path) -> None:
    for number in range(300):
        (top / f"{number}").touch()
    at = os.open(top, os.O_RDONLY)
    try:
        assert sorted(os.listdir(at)) == sorted(os.listdir(at))
        assert len(os.listdir(at)) == 300
    finally:
        os.close(at)


def test_what_goes_while_a_directory_is_listed_is_gone(top: Path) -> None:
    names = {f"{number:03}" for number in range(300)}
    for name in names:
        (top / name).touch()
    seen = set()
    with os.scandir(top) as entries:
        for entry in entries:
            seen.add(entry.name)
            for name in names - seen if len(seen) == 1 else ():
                (top / name).unlink()
    assert seen <= names
    assert len([name for name in names if (top / name).exists()]) == 1
    assert len(os.listdir(top)) == 1


def test_hard_links_seen_in_a_listing_show_changes_at_once(top: Path) -> None:
    (top / "one").write_text("data")
    os.link(top / "one", top / "two")
    with os.scandir(top) as entries:
        assert {entry.stat().st_size for entry in entries} == {4}
    os.truncate(top / "one", 1)
    assert (top / "two").stat().st_size == 1
