"""The questions of a probe: a fixed list, in a version, that any filesystem can be asked.

One module per subject. Each question is a function that is given a `Room`, an empty directory of
its own on the filesystem, and gives an `Answer`. A change of what a key means, or of how it is
answered, is a new version.
"""

from __future__ import annotations

from pytest_fusevenv.questions import (
    capacities,
    executions,
    files,
    hardlinks,
    identities,
    imports,
    lengths,
    listings,
    locks,
    mappings,
    modes,
    names,
    owners,
    removals,
    renames,
    sizes,
    specials,
    symlinks,
    symlinks_followed,
    symlinks_handled,
    times,
    xattrs,
)
from pytest_fusevenv.questions._asking import (
    Answer,
    Question,
    Room,
    Topic,
    attempt,
    spelt_out,
    told,
)

__all__ = ["QUESTIONS", "VERSION", "Answer", "Question", "Room", "attempt", "spelt_out", "told"]

VERSION = 1

_TOPICS: tuple[Topic, ...] = (
    executions.TOPIC,
    hardlinks.TOPIC,
    identities.TOPIC,
    files.TOPIC,
    sizes.TOPIC,
    sizes.FOUR_GIB,
    locks.TOPIC,
    mappings.TOPIC,
    names.CASE,
    names.CHARS,
    lengths.NAME,
    lengths.PATH,
    names.UNICODE,
    owners.OTHER_USER,
    modes.ACCESS,
    modes.CHMOD,
    owners.CHOWN,
    modes.CREATE,
    imports.TOPIC,
    listings.TOPIC,
    renames.TOPIC,
    specials.TOPIC,
    capacities.TOPIC,
    symlinks.CREATE,
    symlinks_followed.EXEC,
    symlinks.LSTAT,
    symlinks_handled.TOPIC,
    symlinks.READLINK,
    symlinks_followed.THROUGH,
    times.TOPIC,
    removals.TOPIC,
    xattrs.TOPIC,
)

QUESTIONS: dict[str, Question] = {
    question.key: question for topic in _TOPICS for question in topic.questions
}
"""Every question by its key, in the order in which they are asked."""
