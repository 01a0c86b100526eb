"""Shards: one of several parts of a run, each for a machine of its own."""

from __future__ import annotations


def part_of(given: str | None, option: str) -> tuple[int, int] | None:
    """Which part of how many a text such as `2/5` names; None for no text.

    Raises ValueError, which names the option, where it names none.
    """
    if given is None:
        return None
    number, slash, parts = given.partition("/")
    if slash and number.isdecimal() and parts.isdecimal() and 1 <= int(number) <= int(parts):
        return int(number), int(parts)
    raise ValueError(
        f"{option}={given} names no part; give two numbers such as 2/5, the second of five"
    )
