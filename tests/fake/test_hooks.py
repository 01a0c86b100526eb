"""The canary: pyfakefs is still what our methods are put in the place of, and still asks them."""

import io
import os
import pathlib
from collections.abc import Callable

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem
from pyfakefs.fake_open import FakeFileOpen

from pytest_fusevenv.calls import Op
from pytest_fusevenv.fake import hooks
from pytest_fusevenv.fake.world import Fake


def test_every_method_we_replace_is_there_with_its_arguments() -> None:
    assert hooks.lost_hooks() == []


def opened(opening: Callable[..., io.IOBase], *arguments: object, **more: object) -> None:
    opening(*arguments, **more).close()


def opener(name: str, flags: int) -> int:
    return os.open(name, flags)


LOOKS = {
    "os": lambda path: os.stat(path),
    "descriptor": lambda path: os.open(path, os.O_RDONLY),
    "open": lambda path: opened(open, path),
    "io": lambda path: opened(io.open, path),
    "pathlib": lambda path: opened(pathlib.Path(path).open),
    "listing": lambda path: os.listdir(path),
    "opener": lambda path: opened(open, path, opener=opener),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_link_on_the_way_is_read_by_us(strict: Fake, look: Callable[[str], object]) -> None:
    os.mkdir("/elsewhere")
    os.symlink("/elsewhere", strict.path / "link")
    with pytest.raises(PermissionError):
        look(f"{strict.path}/link/below")
    assert strict.trace.causes[-1].call.op is Op.READLINK


@pytest.mark.parametrize("name", ["resolve_path", "lresolve", "create_symlink", "rename", "chmod"])
def test_a_pyfakefs_without_a_method_is_refused_in_one_sentence(
    fs: FakeFilesystem, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    hooks.lost_hooks.cache_clear()
    monkeypatch.delattr(FakeFilesystem, name)
    try:
        with pytest.raises(hooks.PyfakefsChanged) as caught, hooks.adopted(fs):
            pass
    finally:
        hooks.lost_hooks.cache_clear()
    assert f"FakeFilesystem.{name}" in str(caught.value)
    assert "install pyfakefs 6.3" in str(caught.value)


def test_a_pyfakefs_whose_open_takes_other_arguments_is_refused(
    fs: FakeFilesystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks.lost_hooks.cache_clear()
    monkeypatch.setattr(FakeFileOpen, "call", os.path.join)
    try:
        assert hooks.lost_hooks() == ["FakeFileOpen.call"]
    finally:
        hooks.lost_hooks.cache_clear()


def test_what_we_do_not_replace_can_not_be_reached(strict: Fake) -> None:
    """An object of pyfakefs' own, put into the mount behind its back, would follow no rule."""
    from pyfakefs.fake_file import FakeFile

    with pytest.raises(ValueError, match="put it into the backing"):
        strict.fs.add_object(str(strict.path), FakeFile("f", filesystem=strict.fs))
    assert not os.path.lexists(strict.path / "f")
