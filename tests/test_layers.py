"""Modifiers laid over profiles, by name."""

from __future__ import annotations

import pytest

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue import UnknownProfile, find, shipped
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Delay
from tests.in_memory import imitation

OWN = Profile(
    "own",
    "a modifier of a project",
    (Delay(Op.OPEN, milliseconds=1, because="a test wants it so"),),
    modifier=True,
)


def test_the_quirks_of_the_modifier_are_asked_first() -> None:
    layered = find("sshfs-3.7.5+slow")
    assert layered.name == "sshfs-3.7.5+slow"
    assert layered.quirks == (*find("slow").quirks, *find("sshfs-3.7.5").quirks)


def test_the_stories_and_sources_are_told_together() -> None:
    base, slow, layered = find("sshfs-3.7.5"), find("slow"), find("sshfs-3.7.5+slow")
    assert layered.story == f"{base.story}\n\n{slow.story}"
    assert layered.sources == (*base.sources, *slow.sources)


def test_a_layered_profile_is_neither_a_modifier_nor_held_to_the_original() -> None:
    layered = find("sshfs-3.7.5+slow")
    assert not layered.modifier
    assert layered.original is None


def test_an_alias_can_be_the_base() -> None:
    assert find("sshfs+slow") == find("sshfs-3.7.6+slow")


def test_the_order_of_modifiers_does_not_matter_and_each_counts_once() -> None:
    assert find("plain+slow+coarse-times") == find("plain+coarse-times+slow+slow")


def test_a_modifier_can_be_met_alone() -> None:
    assert find("slow") is shipped()["slow"]


def test_a_project_can_have_modifiers_of_its_own() -> None:
    assert find("plain+own", {"own": OWN}).quirks == OWN.quirks


def test_an_unknown_modifier_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownProfile, match=r"no modifier is called 'slo'.*mean slow\?.*coarse"):
        find("plain+slo")


def test_what_is_no_modifier_is_not_laid_over_anything() -> None:
    with pytest.raises(UnknownProfile, match=r"'sshfs-3.7.5' is no modifier.* are: coarse"):
        find("slow+sshfs-3.7.5")


def test_an_unknown_base_is_no_profile() -> None:
    with pytest.raises(UnknownProfile, match="no profile is called 'plane'"):
        find("plane+slow")


def test_delays_of_several_layers_are_added() -> None:
    there = imitation(*OWN.quirks, *find("slow").quirks)
    assert there.seconds_for(Op.OPEN) == 0.006
    assert there.seconds_for(Op.MKDIR) == 0.005
    assert there.seconds_for(Op.READ) == 0
