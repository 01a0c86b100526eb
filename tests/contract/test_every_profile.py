"""What holds for every shipped profile, whatever its quirks."""

from __future__ import annotations

import os
import pkgutil
import stat
from collections.abc import Iterator
from itertools import combinations

import pytest
from msgspec.structs import replace

from pytest_fusevenv import catalogue
from pytest_fusevenv.calls import Ids
from pytest_fusevenv.catalogue import ALIASES, find, shipped
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.fake.world import Fake
from pytest_fusevenv.forms import as_toml, from_toml
from pytest_fusevenv.mount import Mount, mount
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Own
from pytest_fusevenv.worlds import World
from tests.contract.asking import skip_without


def _keeps_owners(profile: Profile) -> bool:
    fixed = (q for q in profile.quirks if isinstance(q, Own) and not q.links_only)
    return not (profile.is_read_only or profile.squashes_root or any(fixed))


every_profile = pytest.mark.parametrize("profile", shipped().values(), ids=lambda p: p.name)
every_writable_profile = pytest.mark.parametrize(
    "profile", [p for p in shipped().values() if not p.is_read_only], ids=lambda p: p.name
)
every_profile_that_keeps_owners = pytest.mark.parametrize(
    "profile", [p for p in shipped().values() if _keeps_owners(p)], ids=lambda p: p.name
)
every_read_only_profile = pytest.mark.parametrize(
    "profile", [p for p in shipped().values() if p.is_read_only], ids=lambda p: p.name
)

in_each_world = pytest.mark.parametrize(
    "served", [*Engine, World.FAKE], ids=lambda world: world.value, indirect=True
)


in_each_mount = pytest.mark.parametrize(
    "served", list(Engine), ids=lambda engine: engine.value, indirect=True
)


@pytest.fixture
def served(profile: Profile, request: pytest.FixtureRequest) -> Iterator[Mount | Fake]:
    """The profile over a directory of its own: mounted by an engine, or in this process."""
    if request.param is World.FAKE:
        with Fake(profile, request.getfixturevalue("fs")) as faked:
            yield faked
        return
    skip_without(request.param)
    if profile.follows_no_links and os.geteuid() != 0:
        pytest.skip(f"fusevenv: [needs-root] only root can mount {profile.name}")
    if lacking := profile.needs & request.param.lacks:
        pytest.skip(f"fusevenv: [engine-lacks] {request.param.value} has no {', '.join(lacking)}")
    with mount(profile, guest=Ids(os.getuid(), os.getgid()), engine=request.param) as made:
        yield made
        assert made.complaints == ""


@every_profile
def test_says_where_it_is_known_from(profile: Profile) -> None:
    assert profile.sources
    assert all(source.startswith("https://") for source in profile.sources)


@every_profile
def test_has_a_title_and_a_story(profile: Profile) -> None:
    assert profile.title
    assert profile.story.splitlines()[0].endswith((".", ":"))


@every_profile
def test_every_quirk_has_its_reason(profile: Profile) -> None:
    for quirk in profile.quirks:
        assert len(quirk.because.split()) >= 4, quirk
        assert not quirk.because.endswith("."), quirk


@every_profile
def test_its_toml_form_is_the_same_profile(profile: Profile) -> None:
    assert from_toml(as_toml(profile)) == profile


def test_every_module_is_named_like_its_profile() -> None:
    modules = {
        module.name
        for module in pkgutil.iter_modules(catalogue.__path__)
        if not module.name.startswith("_")
    }
    assert modules == {name.replace("-", "_").replace(".", "_") for name in shipped()}


def test_no_profile_is_another_by_another_name() -> None:
    rules = {
        name: [replace(quirk, because="") for quirk in profile.quirks]
        for name, profile in shipped().items()
    }
    assert [(a, b) for a, b in combinations(rules, 2) if rules[a] == rules[b]] == []


def test_every_alias_means_a_shipped_profile() -> None:
    for alias, name in ALIASES.items():
        assert find(alias).name == name


@in_each_world
@every_writable_profile
def test_a_file_that_is_made_can_be_read_back(served: Mount | Fake) -> None:
    (served.path / "file").write_text("text")
    assert (served.path / "file").read_text() == "text"
    assert (served.backing / "file").read_text() == "text"


@in_each_world
@every_writable_profile
def test_a_directory_that_is_made_can_be_listed_and_removed(served: Mount | Fake) -> None:
    (served.path / "directory").mkdir()
    assert [path.name for path in served.path.iterdir()] == ["directory"]
    (served.path / "directory").rmdir()
    assert list(served.path.iterdir()) == []


@in_each_world
@every_profile_that_keeps_owners
def test_what_was_made_belongs_to_whoever_mounted_it(served: Mount | Fake) -> None:
    (served.path / "file").write_bytes(b"")  # pyfakefs' touch would chmod it, too
    found = (served.path / "file").lstat()
    assert (found.st_uid, found.st_gid) == (os.getuid(), os.getgid())


@in_each_mount
@every_read_only_profile
def test_what_is_in_a_read_only_backing_can_be_read_and_nothing_be_made(served: Mount) -> None:
    (served.backing / "file").write_text("text")
    assert (served.path / "file").read_text() == "text"
    with pytest.raises(OSError, match="Read-only file system"):
        (served.path / "made").mkdir()


@in_each_world
@pytest.mark.parametrize("profile", [find("plain")], ids=["plain"])
def test_the_control_refuses_nothing(served: Mount | Fake) -> None:
    """Each of these is refused, or changed, by some other profile."""
    top = served.path
    (top / "file").write_text("text")
    (top / "link").symlink_to("/nowhere/at all")
    assert (top / "link").readlink().as_posix() == "/nowhere/at all"
    (top / "link").rename(top / "renamed")
    (top / "renamed").unlink()
    (top / "hard").hardlink_to(top / "file")
    assert (top / "file").stat().st_nlink == 2
    (top / "one").mkdir()
    (top / "two").mkdir()
    (top / "one").rename(top / "two")
    (top / "file").chmod(0o4755)
    assert stat.S_IMODE((top / "file").stat().st_mode) == 0o4755
    os.utime(top / "file", ns=(1, 2))
    assert (top / "file").stat().st_mtime_ns == 2
    os.mkfifo(top / "fifo")
    assert stat.S_ISFIFO((top / "fifo").lstat().st_mode)
    assert os.statvfs(top).f_blocks == os.statvfs(served.backing).f_blocks
    assert served.trace.causes == []
