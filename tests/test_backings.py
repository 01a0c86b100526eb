"""The backing is reached by the kernel's walk or, where that is missing, by our own: alike."""

import contextlib
import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_fusevenv.backings import Backing, Place
from pytest_fusevenv.calls import Moment


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("secret")
    top = tmp_path / "top"
    (top / "d" / "e").mkdir(parents=True)
    (top / "d" / "e" / "file").write_text("data")
    (top / "out").symlink_to(tmp_path / "outside")
    (top / "climb").symlink_to("../outside")
    (top / "inner").symlink_to("d")
    return top


@pytest.fixture(params=["by the kernel", "by steps"])
def backing(directory: Path, request: pytest.FixtureRequest) -> Iterator[Backing]:
    made = Backing(str(directory))
    if request.param == "by steps":
        made._descent._beneath = made._descent._beneath_by_steps
    yield made
    os.close(made._descent.root)


def test_what_is_there_is_found(backing: Backing) -> None:
    assert backing.lstat("/d/e/file").size == 4
    assert backing.lstat("/").is_directory
    assert backing.lstat("/inner").is_link
    assert [name for name, _, _ in backing.listing("/d")] == ["e"]


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/missing/x", errno.ENOENT),
        ("/d/e/file/x", errno.ENOTDIR),
        ("/d/missing", errno.ENOENT),
        ("", errno.ESTALE),
    ],
)
def test_what_is_not_there_is_told_alike(backing: Backing, path: str, number: int) -> None:
    with pytest.raises(OSError) as refused:  # noqa: PT011
        backing.lstat(path)
    assert refused.value.errno == number


@pytest.mark.parametrize("path", ["/out/secret", "/climb/secret", "/inner/e", "/d/../../y", "/.."])
def test_no_link_and_no_climbing_is_followed_on_the_way(backing: Backing, path: str) -> None:
    with pytest.raises(OSError) as refused:  # noqa: PT011
        backing.lstat(path)
    assert refused.value.errno in (errno.ELOOP, errno.ENOTDIR, errno.EXDEV)


def test_the_last_name_is_not_followed_either(backing: Backing, tmp_path: Path) -> None:
    for act in (
        lambda: backing.open("/out", os.O_RDONLY),
        lambda: backing.listing("/out"),
        lambda: backing.open("/climb", os.O_WRONLY | os.O_CREAT, 0o644),
    ):
        with pytest.raises(OSError) as refused:  # noqa: PT011
            act()
        assert refused.value.errno in (errno.ELOOP, errno.ENOTDIR)


def test_times_are_set_on_a_link_and_not_on_its_target(backing: Backing, tmp_path: Path) -> None:
    before = (tmp_path / "outside").stat().st_mtime_ns
    backing.set_times("/out", (5, 7))
    assert backing.lstat("/out").mtime == 7
    assert (tmp_path / "outside").stat().st_mtime_ns == before


def test_a_time_can_be_left(backing: Backing) -> None:
    backing.set_times("/d/e/file", (5, 7))
    backing.set_times("/d/e/file", (Moment.OMIT, 9))
    assert backing.lstat("/d/e/file").mtime == 9


def test_a_path_longer_than_the_kernel_takes_is_walked(directory: Path, backing: Backing) -> None:
    at = os.open(directory, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("n" * 200, dir_fd=at)
        below = os.open("n" * 200, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    assert backing.lstat(("/" + "n" * 200) * 30).is_directory


def test_a_hidden_file_is_found_under_its_new_name_only_until_it_is_let_go(
    backing: Backing, directory: Path
) -> None:
    backing.hide("/d/e/file", "/d/e/.hidden")
    assert os.listdir(directory / "d" / "e") == []
    assert backing.lstat("/d/e/.hidden").size == 4
    assert backing.reveal("/d/e/.hidden")
    assert not backing.reveal("/d/e/.hidden")
    with pytest.raises(FileNotFoundError):
        backing.lstat("/d/e/.hidden")


def test_a_hidden_file_moves_with_its_directory(backing: Backing) -> None:
    backing.hide("/d/e/file", "/d/e/.hidden")
    backing.rename("/d", "/moved", 0)
    assert backing.lstat("/moved/e/.hidden").size == 4
    backing.rmdir("/moved/e")
    assert not backing.reveal("/moved/e/.hidden")


def _open_below(directory: Path) -> list[str]:
    """What this process has open in a directory: other tests' leavings come and go elsewhere."""
    opened = []
    for fd in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):  # the listing's own
            opened.append(os.readlink(f"/proc/self/fd/{fd}"))
    return sorted(path for path in opened if path.startswith(str(directory)))


def test_no_descriptor_is_left_open(backing: Backing, directory: Path) -> None:
    before = _open_below(directory)
    for path in ("/d/e/file", "/missing/x", "/out/secret", "/d"):
        for act in (backing.lstat, backing.readlink, backing.listing, backing.object):
            with contextlib.suppress(OSError):
                found = act(path)
                if isinstance(found, Place):
                    found.__exit__(None, None, None)
    assert _open_below(directory) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="fusevenv: [needs-root] only root makes bind mounts")
def test_what_is_mounted_inside_is_not_entered(directory: Path) -> None:
    """It may be the server's own mount, in which it would wait for itself."""
    asked = (
        "import sys; from pytest_fusevenv.backings import Backing\n"
        "try: Backing(sys.argv[1]).lstat('/d/e/secret')\n"
        "except OSError as error: sys.exit(error.errno)"
    )
    bound = 'mount --bind "$2" "$3" && exec "$0" -c "$1" "$4"'  # gone with its mount namespace
    outside, inside = directory.parent / "outside", directory / "d" / "e"
    command = [
        "unshare",
        "-m",
        "sh",
        "-c",
        bound,
        sys.executable,
        asked,
        outside,
        inside,
        directory,
    ]
    assert subprocess.run(command, timeout=60, check=False).returncode == errno.EXDEV
