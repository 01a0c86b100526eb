"""The host's own view: where paths lead there, and whose things are."""

from __future__ import annotations

import errno
import stat

import pytest
from msgspec.structs import replace

from pytest_fusevenv.calls import INVALID_ID, Attributes, Ids
from pytest_fusevenv.hosts import Host, HostPath, HostWorld
from pytest_fusevenv.owners import IdMap, Ownership
from tests.in_memory import MNT, ROOT, SRC, STRANGER, TREE, USER, Table, default_map, file, host


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/f", f"{SRC}/f"),
        ("/good", f"{SRC}/f"),
        ("/chain", f"{SRC}/f"),
        ("/absolute", f"{SRC}/f"),
        ("/d/e/climbs", f"{SRC}/f"),
        ("/d/back", SRC),
        ("/outside", "/usr/bin/env"),
        ("/beside", "/h/beside"),
    ],
)
def test_a_path_leads_to(path: str, leads_to: str) -> None:
    assert host().find(path).path == leads_to


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/nope", errno.ENOENT),
        ("/dangling", errno.ENOENT),
        ("/loop", errno.ELOOP),
        ("/through", errno.ENOTDIR),
    ],
)
def test_a_path_leads_nowhere(path: str, number: int) -> None:
    with pytest.raises(OSError, match=r".") as failure:
        host().find(path)
    assert failure.value.errno == number
    assert host().followed(path) is None


@pytest.mark.parametrize(
    ("host_path", "leads_to"),
    [
        ("/", "/"),
        ("/..", "/"),
        ("/usr/bin", "/usr/bin"),
        ("/usr/../usr/./bin//env", "/usr/bin/env"),
        (f"{SRC}/d/back/f", f"{SRC}/f"),
        (f"{SRC}/d/", f"{SRC}/d"),
        (f"{SRC}/../beside", "/h/beside"),
        ("/cwd/.", "/cwd"),
    ],
)
def test_a_path_of_the_host_leads_to(host_path: str, leads_to: str) -> None:
    assert host().find_on_host(host_path).path == leads_to


def test_a_trailing_slash_asks_for_a_directory() -> None:
    with pytest.raises(NotADirectoryError):
        host().find_on_host(f"{SRC}/f/")


def test_the_last_link_is_not_followed_where_that_is_not_wanted() -> None:
    assert host().find_on_host(f"{SRC}/good", follow_last=False).attributes.is_link


def test_what_lies_on_the_way_to_a_declared_path_is_a_directory_of_roots() -> None:
    found = host().find_on_host("/usr/bin").attributes
    assert found.is_directory
    assert Ids(found.uid, found.gid) == ROOT


def test_the_rest_of_the_host_does_not_exist() -> None:
    with pytest.raises(FileNotFoundError):
        host().find_on_host("/etc/hostname")


@pytest.mark.parametrize(
    ("path", "on_host"), [("/", SRC), ("/f", f"{SRC}/f"), ("/d/e", f"{SRC}/d/e")]
)
def test_paths_in_the_mount_and_on_the_host_are_two_names(path: str, on_host: str) -> None:
    assert host().on_host(path) == on_host
    assert host().in_mount(on_host) == path
    assert host().inside(on_host) == path


@pytest.mark.parametrize("host_path", ["/h", "/h/src2", "/h/src2/f", "/usr/bin/env"])
def test_a_path_outside_the_export_has_no_name_in_the_mount(host_path: str) -> None:
    assert host().in_mount(host_path) is None
    with pytest.raises(PermissionError):
        host().inside(host_path)


def test_declared_paths_inside_the_export_are_told_by_their_names_in_the_mount() -> None:
    world = HostWorld(source=SRC, paths=(HostPath(f"{SRC}/d", *ROOT), HostPath("/else", *ROOT)))
    ownership = Ownership(USER, apart_from_root=True)
    one = Host(Table(TREE), world, ownership, default_map(), MNT)
    assert [path for path, _ in one.declared_inside()] == ["/d"]


@pytest.mark.parametrize(
    ("host_path", "settled"),
    [
        (f"{SRC}/d/back/f", f"{SRC}/f"),
        (f"{SRC}/d/back/nope", f"{SRC}/nope"),
        (f"{SRC}/no/such/parent", f"{SRC}/no/such/parent"),
        (f"{SRC}/good", f"{SRC}/good"),
        (f"{SRC}/../beside", "/h/beside"),
    ],
)
def test_a_path_settles_as_far_as_it_goes(host_path: str, settled: str) -> None:
    assert host().settled(host_path) == settled


def test_only_what_has_two_mapped_owners_is_trusted() -> None:
    one = host()
    assert one.trusts(one.followed("/f"))
    assert one.trusts(one.followed("/strangers"))
    assert not one.trusts(one.followed("/rootf"))
    assert not one.trusts(one.followed("/dangling"))
    assert not one.trusts(Attributes(mode=file().mode, uid=1000, gid=2000))


def test_a_dangling_link_exists() -> None:
    assert host().exists("/dangling")
    assert not host().exists("/nope")


# --- id maps -----------------------------------------------------------------------------------

EXPLICIT = IdMap(((1000, 500), (0, 0)), ((1000, 500), (0, 0)), Ids(500, 500), True)


@pytest.mark.parametrize(
    ("ids", "shown"),
    [
        (USER, Ids(500, 500)),
        (ROOT, Ids(INVALID_ID, INVALID_ID)),
        (Ids(1000, 2000), Ids(500, INVALID_ID)),
    ],
)
def test_the_default_map_shows_the_host_user_and_hides_the_rest(ids: Ids, shown: Ids) -> None:
    assert default_map().shown(ids) == shown


def test_unmapped_ids_are_shown_raw_where_nothing_is_hidden() -> None:
    assert default_map(hide_unmapped=False).shown(STRANGER) == STRANGER


def test_an_explicit_map_shows_its_pairs() -> None:
    assert EXPLICIT.shown(ROOT) == ROOT
    assert EXPLICIT.shown(USER) == Ids(500, 500)


@pytest.mark.parametrize(
    ("uid", "gid", "default", "explicit"),
    [(500, None, True, True), (0, None, True, True), (500, 500, False, True), (7, 7, False, False)],
)
def test_a_map_accepts_owners(uid: int, gid: int | None, default: bool, explicit: bool) -> None:
    assert default_map().accepts(uid, gid) is default
    assert EXPLICIT.accepts(uid, gid) is explicit


def test_a_map_stores_the_hosts_ids() -> None:
    assert EXPLICIT.stored(500, None) == (1000, None)
    assert default_map().stored(500, None) == (500, 1000)


# --- ownership ---------------------------------------------------------------------------------


def _stored(uid: int, gid: int, ino: int = 1) -> Attributes:
    return Attributes(mode=file().mode, uid=uid, gid=gid, ino=ino)


def test_the_host_user_of_a_backing_of_roots_is_somebody_else_than_the_server() -> None:
    ownership = Ownership(ROOT, apart_from_root=True)
    assert ownership.host_user == USER
    assert ownership.of(_stored(0, 0)) == USER
    assert ownership.stored_as(USER) == ROOT
    assert ownership.stored_as(ROOT) is None


def test_the_ssh_user_of_a_backing_of_roots_is_root() -> None:
    assert Ownership(ROOT, apart_from_root=False).host_user == ROOT


def test_the_backing_of_an_ordinary_user_tells_everybody_apart() -> None:
    ownership = Ownership(STRANGER, apart_from_root=True)
    assert ownership.host_user == STRANGER
    assert ownership.stored_as(ROOT) == ROOT


def test_what_the_backing_cannot_hold_is_remembered_until_it_is_gone() -> None:
    ownership = Ownership(STRANGER, apart_from_root=True)
    ownership.remember(_stored(2000, 2000, ino=7), ROOT)
    assert ownership.of(_stored(2000, 2000, ino=7)) == ROOT
    ownership.forget(7)
    assert ownership.of(_stored(2000, 2000, ino=7)) == STRANGER


def test_what_was_remembered_of_a_link_is_not_held_against_a_file_with_its_inode() -> None:
    ownership = Ownership(STRANGER, apart_from_root=True)
    link = replace(_stored(2000, 2000, ino=7), mode=stat.S_IFLNK | 0o777)
    ownership.remember(link, ROOT)
    assert ownership.of(link) == ROOT
    assert ownership.of(_stored(2000, 2000, ino=7)) == STRANGER


def test_a_declared_path_is_what_it_was_said_to_be() -> None:
    assert HostPath("/p", 1, 2).attributes().is_file
    assert HostPath("/p", 1, 2, "directory").attributes().is_directory
