"""Which times can be stored: how fine, and how far away."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_fusevenv.calls import Op
from pytest_fusevenv.quirks import Clock, CoarseTimes, Mask, Pretend, When
from pytest_fusevenv.replays._answers import Answers, Rule

_SECOND = 10**9
_GRAINS = (1, 100, 1_000, 1_000_000, 10_000_000, _SECOND, 2 * _SECOND)
_SET = 1_123_456_789
"""The end of the time that the questions set, in nanoseconds."""

_1980 = 315_532_800
_LAST = {"y2040": 2**31 - 1, "y2110": 2**32 - 1, "y2500": 2**34 - 2**31 - 1}
"""The last second of a format that cannot store a year: signed and unsigned 32 bits, ext4's 34."""


def clock(answers: Answers) -> Iterator[Clock]:
    """Its grain and its range."""
    keys = ("time.mtime_delta", "time.atime_delta")
    modification, access = (_grain(answers.get(key)) for key in keys)
    filled_in = any(True for _ in both_at_once(answers))  # what is stored is in range, then
    earliest, latest = (None, None) if filled_in else (_earliest(answers), _latest(answers))
    whole = answers.get("time.distinct_mtimes_of_12_files_12ms_apart") == "1-2"
    change = max(modification, _SECOND) if whole else modification
    told = Clock(modification, access, change, earliest, latest, because=_because(answers))
    if told != Clock(because=told.because):
        yield told


def _because(answers: Answers) -> str:
    keys = ("mtime_delta", "atime_delta", "pre1970", "zero", *_LAST)
    return answers.showed(*(f"time.{key}" for key in keys))


def _grain(delta: object) -> int:
    """The grain that makes a time this much earlier than it was set; 1 if it does not show."""
    if not isinstance(delta, int):
        return 1
    return next((grain for grain in _GRAINS if _SET % grain == delta), 1)


def _earliest(answers: Answers) -> int | None:
    if not answers.text("time.pre1970").startswith("clamped"):
        return None
    return _1980 if answers.get("time.zero") == "clamped" else 0


def _latest(answers: Answers) -> int | None:
    """The last second, by the nearest year that cannot be stored."""
    beyond = (last for year, last in _LAST.items() if answers.get(f"time.{year}") == "clamped")
    return next(beyond, None)


def both_at_once(answers: Answers) -> Iterator[CoarseTimes]:
    """Whether a time that is left out is set as well, as SFTP sets both or none."""
    keys = ("time.utime_omit_mtime", "time.utime_omit_atime")
    if (
        any(answers.get(key) is False for key in keys)
        and _grain(answers.get("time.mtime_delta")) == _SECOND
    ):
        yield CoarseTimes(because=answers.showed(*keys, "time.mtime_delta"))


def same_size(answers: Answers) -> Iterator[Pretend]:
    """Whether truncation to the size that a file has is nothing at all."""
    key = "time.truncate_updates_mtime"
    if answers.get(key) is False:
        yield Pretend(Op.TRUNCATE, When.SAME_SIZE, because=answers.showed(key))


def change_time(answers: Answers) -> Iterator[Mask]:
    """Whether there is a change time of its own."""
    key, chmod = "time.ctime_on_chmod", "perm.chmod.f755"
    kept = answers.get(chmod) == "ok -> 0o755"
    fine = answers.get("time.distinct_mtimes_of_12_files_12ms_apart") == "many"
    if kept and fine and answers.text(key) == "False":
        yield Mask(change_time=False, because=answers.showed(key))


RULES: tuple[Rule, ...] = (both_at_once, clock, same_size, change_time)
