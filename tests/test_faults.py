"""Faults, one by one, over a table instead of a directory, with a clock of the test's own."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pytest_fusevenv.calls import Call, Op
from pytest_fusevenv.quirks import AnyQuirk, Errno, Fault, Per, Soon, When
from tests.in_memory import host

WHY = "a test wants it so"
MILLISECOND = 10**6


class Asked:
    """A fault at work: asks it for calls, and lets time pass."""

    def __init__(self, quirk: AnyQuirk, seed: int = 0) -> None:
        self.quirk = quirk
        self.host = host()
        self.host.memory.seed = seed
        self.host.memory.now = lambda: self.now
        self.now = 0

    def strikes(self, op: Op, path: str = "/f") -> bool:
        """Whether a call is refused."""
        return isinstance(self.quirk.amend(Call(op, path), self.host), Errno)

    def struck(self, times: int, op: Op = Op.LINK, path: str = "/f") -> str:
        """Of so many calls, an x for each that is refused."""
        return "".join("x" if self.strikes(op, path) else "." for _ in range(times))

    def does(self, call: Call) -> None:
        """Tell the fault of a call that was carried out."""
        self.quirk.done(call, self.host)


PLAIN = Fault(Op.LINK, Errno.EPERM, because=WHY)


@pytest.mark.parametrize(
    ("fault", "struck"),
    [
        pytest.param(PLAIN, "xxxxxxxx", id="always"),
        pytest.param(replace(PLAIN, after=4), "....xxxx", id="from-the-fifth"),
        pytest.param(replace(PLAIN, times=1), "x.......", id="once"),
        pytest.param(replace(PLAIN, after=2, times=1), "..x.....", id="the-third"),
        pytest.param(replace(PLAIN, every=3), "x..x..x.", id="every-third"),
        pytest.param(replace(PLAIN, after=2, every=3), "..x..x..", id="two-of-three-pass"),
        pytest.param(replace(PLAIN, every=2, times=2), "x.x.....", id="every-other-twice"),
    ],
)
def test_strikes_at_the_chosen_calls(fault: Fault, struck: str) -> None:
    assert Asked(fault).struck(8) == struck


def test_counts_all_paths_together_unless_told_to_count_by_path() -> None:
    together = Asked(replace(PLAIN, times=1))
    assert [together.struck(2, path=path) for path in ("/f", "/x")] == ["x.", ".."]
    apart = Asked(replace(PLAIN, times=1, per=Per.PATH))
    assert [apart.struck(2, path=path) for path in ("/f", "/x")] == ["x.", "x."]


def test_counts_only_where_its_circumstance_is_given() -> None:
    fault = Asked(Fault(Op.RENAME, Errno.EIO, When.IS_DIRECTORY, after=1, because=WHY))
    assert fault.struck(3, Op.RENAME, "/f") == "..."
    assert fault.struck(3, Op.RENAME, "/d") == ".xx"


def test_two_equal_faults_remember_apart() -> None:
    first, second = (Fault(Op.LINK, Errno.EPERM, times=1, because=WHY) for _ in range(2))
    there = host()
    call = Call(Op.LINK, "/f")
    assert [fault.amend(call, there) for fault in (first, first, second)] == [
        Errno.EPERM,
        call,
        Errno.EPERM,
    ]


@pytest.mark.parametrize("kept", [Op.OPEN, Op.CREATE, Op.LINK, Op.RENAME, Op.OPENDIR, Op.FSYNC])
def test_what_the_kernel_never_asks_again_can_not_be_enosys(kept: Op) -> None:
    with pytest.raises(ValueError, match=f"ENOSYS for {kept} is never a fault"):
        Fault((Op.SYMLINK, kept), Errno.ENOSYS, because=WHY)


# --- by chance ---------------------------------------------------------------------------------

BY_CHANCE = replace(PLAIN, share=0.5)


def test_the_same_seed_gives_the_same_rulings() -> None:
    assert Asked(BY_CHANCE, seed=7).struck(64) == Asked(BY_CHANCE, seed=7).struck(64)


def test_another_seed_gives_other_rulings() -> None:
    assert len({Asked(BY_CHANCE, seed=seed).struck(64) for seed in range(20)}) == 20


@pytest.mark.parametrize("seed", range(5))
def test_chance_never_strikes_twice_in_a_row(seed: int) -> None:
    struck = Asked(replace(PLAIN, share=0.9), seed=seed).struck(200)
    assert "xx" not in struck
    assert "x" in struck


def test_about_the_wished_share_is_struck() -> None:
    struck = Asked(replace(PLAIN, share=0.1), seed=1).struck(2000)
    assert 120 < struck.count("x") < 260


def test_only_a_share_is_chance() -> None:
    assert BY_CHANCE.is_chance
    assert not PLAIN.is_chance


# --- too soon ----------------------------------------------------------------------------------

TOO_SOON = Soon(Op.CHMOD, Errno.EACCES, of=Op.CREATE, milliseconds=50, because=WHY)


def test_what_comes_too_soon_is_refused_until_the_time_is_over() -> None:
    soon = Asked(TOO_SOON)
    soon.does(Call(Op.CREATE, "/f"))
    soon.now = 50 * MILLISECOND
    assert soon.strikes(Op.CHMOD)
    soon.now += 1
    assert not soon.strikes(Op.CHMOD)


def test_what_was_done_elsewhere_does_not_matter() -> None:
    soon = Asked(TOO_SOON)
    soon.does(Call(Op.CREATE, "/f"))
    assert not soon.strikes(Op.CHMOD, "/x")
    assert not soon.strikes(Op.CHMOD, "/")


def test_what_was_done_below_counts_where_it_is_to() -> None:
    soon = Asked(Soon(Op.RENAME, Errno.EACCES, Op.RELEASE, 50, below=True, because=WHY))
    soon.does(Call(Op.RELEASE, "/d/e/file"))
    assert soon.strikes(Op.RENAME, "/d")
    assert not soon.strikes(Op.RENAME, "/de")


def test_a_path_is_refused_so_many_times_and_then_let_through() -> None:
    soon = Asked(replace(TOO_SOON, times=2))
    soon.does(Call(Op.CREATE, "/f"))
    assert soon.struck(4, Op.CHMOD) == "xx.."


def test_what_was_renamed_is_remembered_by_its_new_name() -> None:
    soon = Asked(replace(TOO_SOON, of=Op.RENAME))
    soon.does(Call(Op.RENAME, "/old", "/f"))
    assert soon.strikes(Op.CHMOD, "/f")
    assert not soon.strikes(Op.CHMOD, "/old")


def test_the_other_operation_is_never_refused_itself() -> None:
    soon = Asked(TOO_SOON)
    soon.does(Call(Op.CREATE, "/f"))
    assert not soon.strikes(Op.CREATE)


def test_what_is_over_is_forgotten_though_nothing_is_refused() -> None:
    soon = Asked(TOO_SOON)
    for number in range(100):
        soon.does(Call(Op.CREATE, f"/{number}"))
        soon.now += 30 * MILLISECOND
    assert len(soon.host.memory.of(soon.quirk, dict)) == 2


def test_what_is_done_again_counts_from_then_on() -> None:
    soon = Asked(TOO_SOON)
    for path in ("/f", "/x", "/f"):
        soon.does(Call(Op.CREATE, path))
        soon.now += 30 * MILLISECOND
    assert soon.strikes(Op.CHMOD, "/f")
    assert not soon.strikes(Op.CHMOD, "/x")
