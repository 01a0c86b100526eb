"""An error names the paths that the caller gave, as the real `os` does."""

import os
import pathlib
from collections.abc import Callable

import pytest

from pytest_fusevenv.fake.world import Fake

ONE = {
    "stat": os.stat,
    "readlink": os.readlink,
    "mkdir": lambda path: os.mkdir(f"{path}/below"),
    "open": open,
    "low open": lambda path: os.open(path, os.O_RDONLY),
    "listdir": os.listdir,
    "chmod": lambda path: os.chmod(path, 0o600),
    "chown": lambda path: os.chown(path, 0, 0),
    "truncate": lambda path: os.truncate(path, 0),
    "unlink": os.unlink,
    "rmdir": os.rmdir,
    "getxattr": lambda path: os.getxattr(path, "user.a"),
}


@pytest.mark.parametrize("act", ONE.values(), ids=ONE)
@pytest.mark.parametrize("name", ["missing", "link"])
def test_of_one_path(strict: Fake, act: Callable[[str], object], name: str) -> None:
    os.chdir(strict.path)
    os.symlink("/nowhere", "link")
    with pytest.raises(OSError) as caught:  # noqa: PT011
        act(name)
    assert caught.value.filename in (name, f"{name}/below")


def test_of_two_paths(plain: Fake) -> None:
    old, new = f"{plain.path}/old", f"{plain.path}/new"
    pathlib.Path(new).touch()
    for act in (os.rename, os.link, os.symlink):
        with pytest.raises(OSError) as caught:  # noqa: PT011
            act(old, new)
        assert (caught.value.filename, caught.value.filename2) == (old, new)
