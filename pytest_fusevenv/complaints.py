"""What a tool's words say of how it ended: its complaint, a warning, a crash."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_fusevenv.venvs import Ran

_PANIC = 101
"""The exit code of a Rust program that panicked."""

_BY_SIGNAL = 128
"""What a shell adds to the number of the signal that ended its command."""

_LABEL = re.compile(r"^(error:|caused by:|cause:|[\u00d7\u2500-\u25ff]+)\s*", re.IGNORECASE)
"""What stands before a reason: a word, or the drawn branches of older releases."""

_MARGIN = " \t\u2502"
_RANDOM = re.compile(r"\.tmp\w+")


def complaint(ran: Ran) -> str:
    """The reason a command gives for failing: the last it gives, without its label and hints."""
    lines = [line.strip(_MARGIN) for line in (ran.stderr or ran.stdout).splitlines()]
    reasons = [line for line in lines if line and not line.startswith("hint:")]
    starts = [n for n, line in enumerate(reasons) if _LABEL.match(line)]
    last = reasons[starts[-1] if starts else -1 :] or lines[-1:]
    return _RANDOM.sub(".tmp", _LABEL.sub("", " ".join(last))) or "it said nothing"


def warned(ran: Ran) -> bool:
    """Whether a command gave a warning."""
    return any(line.lower().startswith("warning") for line in ran.stderr.splitlines())


def crashed(ran: Ran) -> bool:
    """Whether a command did not end by its own will: a signal, a panic, a traceback."""
    code = ran.returncode or 0
    words = ("panicked at", "Traceback (most recent call last)")
    return code < 0 or code == _PANIC or code > _BY_SIGNAL or any(w in ran.stderr for w in words)
