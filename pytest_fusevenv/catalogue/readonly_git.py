"""The sandbox of a coding agent (Claude Code): nothing called `.git` may be made.

uv keeps an empty file of that name in its cache, so that git leaves the cache alone, and could not
start without it: "failed to open file `…/sdists-v9/.git`: Operation not permitted".

Not carried: what is called `.git` already can be opened for writing here.
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Forbid

PROFILE = Profile(
    name="readonly-git",
    title="a sandbox in which no .git can be made",
    family=Family.MOUNTED,
    quirks=(
        Forbid(
            r"^\.git$",
            Errno.EPERM,
            because="the sandbox guards every .git, lest a hook of it be run later, outside",
        ),
    ),
    sources=(
        "https://github.com/astral-sh/uv/issues/16916",
        "https://github.com/anthropics/claude-code/issues/22620",
        "https://github.com/anthropic-experimental/sandbox-runtime/issues/113",
    ),
)
