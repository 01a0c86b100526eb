"""The contents of files: every way to write and read them, mapped, sparse, huge, executed."""

import errno
import mmap
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_fusevenv.mount import Mount


def test_two_appending_writers_overwrite_nothing_of_each_other(top: Path) -> None:
    with (top / "log").open("ab", buffering=0) as one, (top / "log").open("ab", buffering=0) as two:
        for number in range(50):
            one.write(b"1:%d\n" % number)
            two.write(b"2:%d\n" % number)
    lines = (top / "log").read_bytes().splitlines()
    assert len(lines) == 100
    assert set(lines) == {b"%d:%d" % (who, n) for who in (1, 2) for n in range(50)}


def test_two_appending_processes_overwrite_nothing_of_each_other(top: Path) -> None:
    code = (
        "import sys\n"
        "with open('log', 'ab', buffering=0) as log:\n"
        "    for _ in range(200): log.write(sys.argv[1].encode() * 9 + b'\\n')"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, who], cwd=top) for who in "ab"]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert sorted((top / "log").read_text().splitlines()) == ["a" * 9] * 200 + ["b" * 9] * 200


def test_exclusive_creation_refuses_what_exists_a_dangling_link_too(top: Path) -> None:
    (top / "file").touch()
    (top / "link").symlink_to("nowhere")
    for name in ("file", "link"):
        with pytest.raises(FileExistsError):
            os.open(top / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY)


def test_opening_to_truncate_empties_a_file(top: Path) -> None:
    (top / "file").write_text("full")
    os.close(os.open(top / "file", os.O_WRONLY | os.O_TRUNC))
    assert (top / "file").stat().st_size == 0


def test_a_file_created_without_write_permission_is_still_written_by_its_maker(top: Path) -> None:
    fd = os.open(top / "file", os.O_CREAT | os.O_WRONLY, 0o444)
    os.write(fd, b"written")
    os.close(fd)
    assert (top / "file").read_text() == "written"
    assert (top / "file").stat().st_mode & 0o777 == 0o444


def test_a_private_mapping_changes_nothing(top: Path) -> None:
    (top / "file").write_bytes(b"original")
    with (
        (top / "file").open("r+b") as file,
        mmap.mmap(file.fileno(), 0, mmap.MAP_PRIVATE) as mapped,
    ):
        mapped[:3] = b"XXX"
        assert mapped[:8] == b"XXXginal"
    assert (top / "file").read_bytes() == b"original"


def test_a_shared_mapping_is_written_back(plain: Mount) -> None:
    path = plain.path / "file"
    path.write_bytes(b"x" * 10_000)
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
        mapped[5000:5004] = b"MARK"
        mapped.flush()
    assert path.read_bytes()[4999:5005] == b"xMARKx"
    assert (plain.backing / "file").read_bytes()[4999:5005] == b"xMARKx"


def test_a_mapping_of_an_appended_file_is_written_back_in_its_place(plain: Mount) -> None:
    path = plain.path / "file"
    path.write_bytes(b"x" * 100)
    fd = os.open(path, os.O_RDWR | os.O_APPEND)
    with mmap.mmap(fd, 0) as mapped:
        mapped[0:4] = b"MARK"
        mapped.flush()
    os.close(fd)
    assert (plain.backing / "file").read_bytes() == b"MARK" + b"x" * 96


def test_a_program_copied_into_the_mount_runs(top: Path) -> None:
    shutil.copy(os.path.realpath(shutil.which("true") or ""), top / "program")
    assert subprocess.run([top / "program"], timeout=60).returncode == 0


def test_a_shared_library_in_the_mount_is_loaded(top: Path) -> None:
    libraries = (line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines())
    libc = next(path for path in libraries if Path(path).name.startswith(("libc.", "libc-")))
    code = "import ctypes, sys; print(ctypes.CDLL(sys.argv[1]).abs(-7))"
    shutil.copy(libc, top / "library.so")
    command = [sys.executable, "-c", code, top / "library.so"]
    done = subprocess.run(command, timeout=60, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("7\n", "")


def test_a_script_runs_by_its_first_line_and_not_without_permission(top: Path) -> None:
    script = top / "script"
    script.write_text("#!/bin/sh\necho from the mount\n")
    with pytest.raises(PermissionError):
        subprocess.run([script], timeout=60)
    script.chmod(0o755)
    assert subprocess.check_output([script], timeout=60) == b"from the mount\n"


def test_a_running_program_can_not_be_written(top: Path) -> None:
    shutil.copy(os.path.realpath(shutil.which("sleep") or ""), top / "program")
    with subprocess.Popen([top / "program", "60"]) as running:
        try:
            with pytest.raises(OSError) as refused:  # noqa: PT011
                os.open(top / "program", os.O_WRONLY)
        finally:
            running.kill()
    assert refused.value.errno == errno.ETXTBSY


def test_a_hole_reads_as_zeroes_and_takes_no_room(plain: Mount) -> None:
    with (plain.path / "file").open("wb") as file:
        file.seek(1 << 20)
        file.write(b"end")
    assert (plain.path / "file").read_bytes() == bytes(1 << 20) + b"end"
    assert (plain.path / "file").stat().st_blocks * 512 < 1 << 20


def test_bytes_beyond_4_gib_are_where_they_were_written(top: Path) -> None:
    offset = 5 << 30
    with (top / "file").open("wb") as file:
        file.seek(offset)
        file.write(b"far away")
    assert (top / "file").stat().st_size == offset + 8
    with (top / "file").open("rb") as file:
        file.seek(offset - 1)
        assert file.read() == b"\0far away"


def test_a_size_can_be_set_by_name_and_by_descriptor(top: Path) -> None:
    (top / "file").write_bytes(b"0123456789")
    os.truncate(top / "file", 4)
    assert (top / "file").read_bytes() == b"0123"
    with (top / "file").open("r+b") as file:
        file.truncate(6)
    assert (top / "file").read_bytes() == b"0123\0\0"


def test_room_can_be_reserved(top: Path) -> None:
    with (top / "file").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, 1 << 20)
    assert (top / "file").stat().st_size == 1 << 20


@pytest.mark.parametrize("copy", ["copy_file_range", "sendfile"])
def test_the_kernel_copies_between_files_of_the_mount(top: Path, copy: str) -> None:
    data = os.urandom(300_000)
    (top / "source").write_bytes(data)
    with (top / "source").open("rb") as source, (top / "target").open("wb") as target:
        left = len(data)
        while left:
            if copy == "sendfile":
                left -= os.sendfile(target.fileno(), source.fileno(), None, left)
            else:
                left -= os.copy_file_range(source.fileno(), target.fileno(), left)
    assert (top / "target").read_bytes() == data


def test_direct_io_reads_what_direct_io_wrote(top: Path) -> None:
    page = mmap.mmap(-1, 4096)
    page[:] = b"d" * 4096
    fd = os.open(top / "file", os.O_CREAT | os.O_RDWR | os.O_DIRECT)
    assert os.write(fd, page) == 4096
    page[:] = bytes(4096)
    assert os.preadv(fd, [page], 0) == 4096
    os.close(fd)
    assert page[:] == b"d" * 4096


def test_files_and_directories_can_be_put_on_disk(top: Path) -> None:
    with (top / "file").open("wb") as file:
        file.write(b"data")
        file.flush()
        os.fsync(file.fileno())
        os.fdatasync(file.fileno())
    at = os.open(top, os.O_RDONLY)
    os.fsync(at)
    os.close(at)
    os.sync()


def test_a_megabyte_comes_back_in_any_block_size(top: Path) -> None:
    data = os.urandom(1 << 20)
    (top / "file").write_bytes(data)
    for size in (4096, 65_536, 1 << 20):
        with (top / "file").open("rb", buffering=0) as file:
            assert b"".join(iter(lambda size=size, file=file: file.read(size), b"")) == data


def test_the_room_is_that_of_the_backing(plain: Mount) -> None:
    here, there = os.statvfs(plain.path), os.statvfs(plain.backing)
    assert (here.f_frsize, here.f_blocks, here.f_files, here.f_namemax) == (
        there.f_frsize,
        there.f_blocks,
        there.f_files,
        there.f_namemax,
    )
    assert abs(here.f_bavail - there.f_bavail) * here.f_frsize < 1 << 30
