"""The search, by itself: releases are letters' places in a word, "-" is one that is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_fusevenv.guard.bisecting import Bisection, Missing, Search, Why, bound

Changes = list[tuple[int, int]]


def releases(word: str) -> list[str]:
    return [str(number) for number in range(len(word))]


def answering(word: str) -> Callable[[str], str | Missing]:
    def ask(release: str) -> str | Missing:
        came = word[int(release)]
        return came if came != "-" else Missing("not on the index")

    return ask


def bisect(bisection: Bisection, ask: Callable[[str], str | Missing]) -> None:
    while step := bisection.next():
        release, why = step
        bisection.learn(release, why, ask(release))


def searched(word: str, search: Search = Search.FIRST) -> Bisection:
    bisection = Bisection(releases(word), search)
    bisect(bisection, answering(word))
    return bisection


def named(bisection: Bisection) -> Changes:
    assert not any(gap.unasked for gap in bisection.wanted)
    return [(int(gap.before), int(gap.after)) for gap in bisection.wanted]


def changes(word: str) -> Changes:
    """What there is to find: neighbours that differ, of those that can be had."""
    there = [number for number, came in enumerate(word) if came != "-"]
    return [(one, two) for one, two in pairwise(there) if word[one] != word[two]]


def words(letters: str, lengths: Iterable[int]) -> Iterator[str]:
    for length in lengths:
        yield from map("".join, product(letters, repeat=length))


def islands(length: int, width: int) -> Iterator[str]:
    for start in range(1, length - width):
        yield "a" * start + "b" * width + "a" * (length - width - start)


# --- one change ----------------------------------------------------------------------------


@pytest.mark.parametrize("length", [*range(2, 18), 31, 32, 33, 64, 65])
def test_any_single_change_is_found_within_the_bound(length: int) -> None:
    for place in range(1, length):
        found = searched("a" * place + "b" * (length - place))
        assert named(found) == [(place - 1, place)]
        assert found.runs <= bound(length)


def test_the_bound_is_two_more_than_the_logarithm() -> None:
    assert [bound(n) for n in (2, 3, 4, 5, 64, 65, 106)] == [3, 4, 4, 5, 8, 9, 9]


def test_the_ends_are_asked_first() -> None:
    found = searched("aaabbbb")

    assert [(asked.release, asked.why) for asked in found.log[:3]] == [
        ("0", Why.END),
        ("6", Why.END),
        ("3", Why.HALF),
    ]


def test_where_the_ends_agree_two_runs_say_so() -> None:
    found = searched("abba")

    assert (named(found), found.runs, found.unasked) == ([], 2, ["1", "2"])


def test_with_any_answers_the_first_change_that_shows_is_a_true_one() -> None:
    for word in words("abc", range(1, 7)):
        found = searched(word)
        assert set(named(found)) <= set(changes(word))
        assert bool(named(found)) == (word[0] != word[-1])
        assert found.runs <= bound(len(word))


# --- missing releases ----------------------------------------------------------------------


def test_with_any_releases_missing_a_true_change_is_named_within_the_bound() -> None:
    for word in words("ab-", range(1, 7)):
        found = searched(word)
        there = word.replace("-", "")
        assert set(named(found)) <= set(changes(word))
        assert bool(named(found)) == (there[:1] != there[-1:])
        assert found.runs <= bound(len(word))


def test_a_change_names_the_missing_releases_in_between() -> None:
    (gap,) = searched("aaa-bbb").wanted

    assert (gap.before, gap.after, gap.missing) == ("2", "4", ("3",))


def test_nothing_comes_of_releases_that_are_all_missing() -> None:
    found = searched("---")

    assert (found.wanted, found.runs, list(found.missing)) == ([], 0, ["0", "1", "2"])


# --- more than one change ------------------------------------------------------------------


def test_with_all_every_named_change_is_true_and_costs_no_more_than_the_bound() -> None:
    for word in words("abc", range(1, 7)):
        found = searched(word, Search.ALL)
        assert set(named(found)) <= set(changes(word))
        assert found.runs <= bound(len(word)) * (len(named(found)) or 2)


def test_with_all_changes_that_stay_are_all_found() -> None:
    for length in (3, 4, 5, 8, 9, 16, 17):
        for one in range(1, length - 1):
            for two in range(one + 1, length):
                word = "a" * one + "b" * (two - one) + "c" * (length - two)
                found = searched(word, Search.ALL)
                assert named(found) == [(one - 1, one), (two - 1, two)]
                assert found.runs <= 2 * bound(length)


@pytest.mark.parametrize(("length", "width"), [(12, 1), (20, 2), (35, 4), (106, 13)])
def test_with_all_a_change_that_was_undone_is_found_if_it_lasted(length: int, width: int) -> None:
    for word in islands(length, width):
        found = searched(word, Search.ALL)
        assert named(found) == changes(word)
        assert found.runs <= 2 * bound(length)


def test_with_all_releases_that_begin_a_series_are_looked_at_first() -> None:
    series = {9: 31, 10: 13, 11: 34, 12: 25, 13: 10}
    names = [f"uv@0.{minor}.{n}" for minor, count in series.items() for n in range(count)]
    odd = {"uv@0.12.24", "uv@0.13.0"}
    bisection = Bisection(names, Search.ALL)
    bisect(bisection, lambda release: "dirty" if release in odd else "broken")

    assert [gap.after for gap in bisection.changes] == ["uv@0.12.24", "uv@0.13.1"]
    assert bisection.runs <= 2 * bound(113)


def test_what_was_not_asked_lies_between_releases_that_agree() -> None:
    found = searched("a" * 50 + "b" + "a" * 49, Search.ALL)

    assert found.unasked
    assert all(found.came(g.before) == found.came(g.after) for g in found.gaps if g.unasked)


@given(st.text("abc-", min_size=1, max_size=120), st.sampled_from(Search))
def test_any_search_ends_within_its_bound(word: str, search: Search) -> None:
    found = searched(word, search)

    assert set(named(found)) <= set(changes(word))
    assert found.runs <= bound(len(word)) * (len(named(found)) or 2)
    assert len({asked.release for asked in found.log}) == len(found.log)


@given(st.text("ab-", min_size=2, max_size=60))
def test_as_many_runs_are_left_as_it_says_or_fewer(word: str) -> None:
    bisection = Bisection(releases(word))
    promised = [bisection.left]
    while step := bisection.next():
        bisection.learn(*step, answering(word)(step[0]))
        promised.append(bisection.left)

    assert bisection.runs <= promised[0]
    assert promised == sorted(promised, reverse=True)
    assert promised[-1] == 0


# --- what is known, and flakes -------------------------------------------------------------


def test_what_is_known_costs_no_run_but_both_sides_of_a_change_are_verified() -> None:
    word = "aaaabbbb"
    bisection = Bisection(releases(word), known={str(n): word[n] for n in range(8)})
    bisect(bisection, answering(word))

    assert named(bisection) == [(3, 4)]
    assert [(asked.release, asked.why) for asked in bisection.log] == [
        ("3", Why.KNOWN),
        ("4", Why.KNOWN),
    ]


@pytest.mark.parametrize("wrong", range(16))
def test_what_was_known_wrongly_is_asked_again_and_outvoted(wrong: int) -> None:
    word = "a" * 9 + "b" * 7
    told = {str(n): came for n, came in enumerate(word)}
    told[str(wrong)] = "b" if word[wrong] == "a" else "a"
    bisection = Bisection(releases(word), Search.ALL, known=told)
    bisect(bisection, answering(word))

    assert named(bisection) == [(8, 9)]
    assert str(wrong) in bisection.flakes


def flaking(word: str, release: str, times: set[int]) -> Callable[[str], str | Missing]:
    """Answers that are wrong, for one release, at some of the times it is asked."""
    asked: list[str] = []

    def ask(wanted: str) -> str | Missing:
        asked.append(wanted)
        came = answering(word)(wanted)
        is_wrong = wanted == release and asked.count(wanted) in times
        return {"a": "b", "b": "a"}[str(came)] if is_wrong else came

    return ask


@pytest.mark.parametrize("release", [str(number) for number in range(12)])
def test_to_be_sure_both_sides_are_asked_again_and_a_flake_changes_nothing(release: str) -> None:
    word = "a" * 5 + "b" * 7
    bisection = Bisection(releases(word), Search.ALL, sure=True)
    bisect(bisection, flaking(word, release, {1}))

    assert named(bisection) == [(4, 5)]
    assert set(bisection.flakes) <= {release}


def test_to_be_sure_takes_two_runs_more_and_they_are_told_apart() -> None:
    bisection = Bisection(releases("aaabbb"), sure=True)
    bisect(bisection, answering("aaabbb"))

    assert (bisection.runs <= bound(6), bisection.extra) == (True, 2)


def test_a_release_that_is_gone_when_asked_again_keeps_its_answer() -> None:
    gone = {"1": "a", "2": "b"}
    bisection = Bisection(["0", "1", "2", "3"], known=gone)
    bisect(bisection, lambda release: Missing("gone") if release in gone else "ab"[release == "3"])

    assert named(bisection) == [(1, 2)]
