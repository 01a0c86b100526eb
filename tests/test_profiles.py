"""Profiles at work: how a call is folded through quirks, and what an imitation knows."""

from __future__ import annotations

import errno
import stat

import pytest

from pytest_fusevenv.calls import INVALID_ID, Attributes, Call, Capacity, Ids, Op
from pytest_fusevenv.catalogue import UnknownProfile, find, shipped
from pytest_fusevenv.imitations import Ruling, imitate
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import (
    Cache,
    CheckedByKernel,
    Errno,
    Follow,
    HandOver,
    Lack,
    MapIds,
    Mask,
    Refuse,
    Report,
    Rewrite,
    Serve,
    Text,
    Translate,
    Umask,
    When,
    Who,
)
from tests.in_memory import ROOT, SRC, USER, host, imitation

WHY = "a test wants it so"
UMASK = Umask(Op.MKDIR, 0o022, because=WHY)
REFUSED = Refuse(Op.READLINK, Errno.EACCES, When.FOREIGN, because=WHY)
TRANSLATED = Translate(Op.CHMOD, Errno.EPERM, {Errno.ENOENT: Errno.ENOENT}, because=WHY)


def test_a_call_no_quirk_changes_is_carried_out_as_asked() -> None:
    call = Call(Op.READLINK, "/good")
    assert imitate((REFUSED,), call, host()) == Ruling(call, call)


def test_the_first_quirk_that_refuses_is_the_cause() -> None:
    later = Refuse(Op.READLINK, Errno.EIO, because=WHY)
    ruling = imitate((REFUSED, later), Call(Op.READLINK, "/dangling"), host())
    assert ruling.errno == errno.EACCES
    assert ruling.quirk == REFUSED
    assert ruling.is_cause


def test_each_quirk_sees_what_the_one_before_made_of_the_call() -> None:
    anchored = Rewrite(Op.SYMLINK, Text.ANCHORED, because=WHY)
    refused = Refuse(Op.SYMLINK, Errno.EACCES, When.TARGET_OUTSIDE, because=WHY)
    call = Call(Op.SYMLINK, "/l", "f")
    carried = Call(Op.SYMLINK, "/l", f"{SRC}/f")
    assert imitate((anchored, refused), call, host()) == Ruling(call, carried)
    assert imitate((refused, anchored), call, host()).errno == errno.EACCES


def test_a_quirk_of_another_operation_is_not_asked() -> None:
    refused = Refuse(Op.UNLINK, Errno.EIO, because=WHY)
    assert imitation(refused).rule(Call(Op.READLINK, "/good")).errno is None


def test_a_failure_of_the_backing_has_no_quirk_to_blame() -> None:
    one = imitation()
    told = one.failed(one.rule(Call(Op.CHMOD, "/nope")), errno.ENOENT)
    assert (told.errno, told.quirk, told.is_cause) == (errno.ENOENT, None, False)


def test_a_translated_failure_has_the_translation_to_blame() -> None:
    one = imitation(TRANSLATED)
    told = one.failed(one.rule(Call(Op.CHMOD, "/f")), errno.EBUSY)
    assert (told.errno, told.quirk) == (errno.EPERM, TRANSLATED)


def test_a_failure_told_as_it_is_has_no_quirk_to_blame() -> None:
    one = imitation(TRANSLATED)
    assert one.failed(one.rule(Call(Op.CHMOD, "/f")), errno.ENOENT).quirk is None


def test_a_link_that_leads_nowhere_fails_in_the_servers_words() -> None:
    one = imitation(Follow(Op.CHMOD, because=WHY), TRANSLATED)
    assert one.rule(Call(Op.CHMOD, "/loop")).errno == errno.EPERM
    assert one.rule(Call(Op.CHMOD, "/dangling")).errno == errno.ENOENT


def test_an_imitation_without_quirks_acts_as_the_caller_and_is_checked_by_the_kernel() -> None:
    one = imitation()
    assert one.serves_as is Who.CALLER
    assert one.checked_by_kernel
    assert one.cache_seconds is None
    assert one.lacking == {Op.FLOCK, Op.ACCESS}


def test_a_server_of_its_own_is_not_checked_by_the_kernel_unless_asked_for() -> None:
    served = Serve(Who.HOST_USER, because=WHY)
    assert not imitation(served).checked_by_kernel
    assert imitation(served, CheckedByKernel(because=WHY)).checked_by_kernel


def test_what_a_quirk_wants_to_see_is_asked_for() -> None:
    granted = Refuse(Op.ACCESS, Errno.EACCES, When.NOT_EXECUTABLE, because=WHY)
    assert Op.ACCESS not in imitation(granted).lacking
    assert Op.LINK in imitation(Lack(Op.LINK, because=WHY)).lacking


def test_what_roots_server_makes_is_roots_unless_it_is_handed_over() -> None:
    one = imitation(Serve(Who.ROOT, because=WHY), HandOver(Op.MKDIR, because=WHY))
    assert one.owner_of_new(Call(Op.SYMLINK, "/l", "f")) == ROOT
    assert one.owner_of_new(Call(Op.MKDIR, "/k")) == USER
    assert one.owner_of_new(Call(Op.MKDIR, "/rootd/k")) == ROOT


def test_what_others_make_is_theirs() -> None:
    assert imitation().owner_of_new(Call(Op.MKDIR, "/k")) is None


def test_attributes_are_shown_through_every_quirk() -> None:
    hidden = MapIds(hide_unmapped=True, because=WHY)
    one = imitation(Mask(nlink=1, because=WHY), hidden)
    shown = one.shown(Attributes(mode=stat.S_IFREG, uid=0, gid=1000, nlink=5))
    assert (shown.nlink, shown.uid, shown.gid) == (1, INVALID_ID, 500)


def test_what_is_found_is_the_link_or_what_it_leads_to() -> None:
    assert imitation().found("/good").is_link
    assert imitation(Follow(Op.GETATTR, because=WHY)).found("/good").is_file
    assert imitation(Follow(Op.GETATTR, because=WHY)).found("/outside").uid == 0


def test_a_listing_tells_types_as_the_quirks_do() -> None:
    assert imitation().listed(stat.S_IFIFO) == stat.S_IFIFO
    assert imitation(Mask(special_types=False, because=WHY)).listed(stat.S_IFIFO) == 0


def test_a_reported_capacity_replaces_the_real_one() -> None:
    real, told = Capacity(1, 1, 1, 1, 1, 1, 1), Capacity(2, 2, 2, 2, 2, 2, 2)
    assert imitation().reported(real) == real
    assert imitation(Report(told, because=WHY)).reported(real) == told


def test_the_cache_is_the_quirks() -> None:
    assert imitation(Cache(3.0, because=WHY)).cache_seconds == 3.0


def test_a_profile_needs_what_not_every_engine_delivers() -> None:
    locks = Refuse(Op.FLOCK, Errno.ENOLCK, because=WHY)
    assert Profile("p", "t", (locks, UMASK)).needs == {Op.FLOCK}
    assert Profile("p", "t", (UMASK,)).needs == frozenset()


# --- the catalogue -----------------------------------------------------------------------------


def test_the_control_comes_first() -> None:
    assert next(iter(shipped())) == "plain"


def test_versions_are_in_the_order_of_their_numbers() -> None:
    names = list(shipped())
    assert names.index("multipass-1.13") < names.index("multipass-1.16")
    assert names.index("multipass-1.16") < names.index("multipass-1.16.3")


def test_an_alias_means_the_newest_release() -> None:
    assert find("sshfs").name == "sshfs-3.7.6"
    assert find("multipass").name == "multipass-1.16.3"


def test_profiles_of_ones_own_come_first() -> None:
    own = Profile("plain", "one's own")
    assert find("plain", {"plain": own}) is own


def test_an_unknown_name_is_told_the_near_ones_and_all() -> None:
    with pytest.raises(UnknownProfile, match=r"did you mean multipass-1\.16") as failure:
        find("multipas-1.16")
    assert "sshfs-follow-symlinks" in str(failure.value)


def test_the_guest_sees_itself_as_the_host_user() -> None:
    one = imitation(MapIds(hide_unmapped=True, because=WHY))
    assert one.host.ids.shown(USER) == Ids(500, 500)
