"""Which known bugs a failure looks like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_fusevenv.bugs import shipped
from pytest_fusevenv.causes import errors_named
from pytest_fusevenv.scenarios import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_fusevenv.acting import Line
    from pytest_fusevenv.bugs import Bug
    from pytest_fusevenv.guard.matrices import Question
    from pytest_fusevenv.kits import Kit

_OF_THREE_WORDS = {"pip", "tool", "cache", "python"}


def known_bugs(question: Question, verdict: Verdict, lines: Iterable[Line]) -> tuple[str, ...]:
    """The names of the bugs that a failure looks like.

    The verdict is the same, an error that is named is too, and the release is one that has the bug.
    Besides, filesystem and command are the same; or it is a bug of a few releases only, which may
    show itself in other commands and elsewhere.
    """
    typed = list(lines)
    commands = [line.command for line in typed if line.role == "command"]
    heads = {_head(one) for one in (commands if verdict is Verdict.BROKEN else commands[-1:])}
    errors = errors_named("".join(line.ran.stderr + line.ran.stdout for line in typed))
    return tuple(
        bug.name
        for bug in shipped().values()
        if bug.shows.verdict is verdict
        and _has(question.kit, bug)
        and _same_errors(bug, errors)
        and (_is_brief(bug) or (bug.profile == question.profile.name and _ends_in(bug, heads)))
    )


def _has(kit: Kit, bug: Bug) -> bool:
    """Whether a tool is of a release that has a bug, as far as that is known."""
    kind, _, version = bug.shows.tool.partition("@")
    if kind != kit.kind:
        return False
    is_gone = bug.gone is not None and bug.gone.verdict.is_good  # else it only shows otherwise
    without = _numbers(bug.gone.tool.partition("@")[2]) if bug.gone and is_gone else []
    mine, shows = _numbers(kit.version), _numbers(version)
    if without and without < shows:  # it came after that one
        return mine > without
    return mine >= _numbers(bug.since) and (not without or mine < without)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _same_errors(bug: Bug, errors: set[int]) -> bool:
    """Whether an error is named that the bug is known by; some are known by none."""
    named = errors_named(" ".join(bug.shows.says))
    return not named or not named.isdisjoint(errors)


def _is_brief(bug: Bug) -> bool:
    """Whether it is known when a bug came and went, and by which error it is known."""
    went = bug.gone is not None and not bug.is_still_there
    return bool(bug.since) and went and bool(errors_named(" ".join(bug.shows.says)))


def _ends_in(bug: Bug, heads: set[tuple[str, ...]]) -> bool:
    return _head(bug.commands[-1]) in heads


def _head(command: str) -> tuple[str, ...]:
    """The words of a command before its first option: `uv pip install`."""
    words = command.split()
    return tuple(words[:3] if words[1:2] and words[1] in _OF_THREE_WORDS else words[:2])
