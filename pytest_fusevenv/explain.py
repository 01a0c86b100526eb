"""A story told: error, cause, reason with its source, hint."""

from __future__ import annotations

import errno
import shlex
from typing import TYPE_CHECKING, assert_never

from pytest_fusevenv.calls import Op
from pytest_fusevenv.causes import errors_named
from pytest_fusevenv.complaints import complaint
from pytest_fusevenv.deviations import name_of
from pytest_fusevenv.scenarios import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_fusevenv.imitations import Ruling
    from pytest_fusevenv.profiles import Profile
    from pytest_fusevenv.scenarios import Story
    from pytest_fusevenv.venvs import Ran

_MARGIN = " " * 7
_NOBODYS = (
    "the kernel's own answer: what belongs to nobody (the id -1) can not be removed, renamed or "
    "changed"
)


def tell(story: Story) -> str:
    """The four-part account of a story, as plain text (see "How a failure is told")."""
    if story.verdict.is_good:
        return _works(story)
    error = _error(story)
    cause = _because(story, error)
    return "\n".join((f"error: {error}", f"cause: {cause}", f"hint:  {_hint(story)}"))


def tell_ruling(ruling: Ruling, profile: Profile) -> str:
    """What was refused and why: call, answer, caller; the reason; the profile's issue, if any."""
    return _account(ruling, profile.name, profile.sources)


def tell_rulings(rulings: Iterable[Ruling], profile: Profile) -> list[str]:
    """Each kind of refusal once, as `tell_ruling` tells it, with how often it came."""
    kinds: dict[str, list[Ruling]] = {}
    for ruling in rulings:
        kinds.setdefault(_answered(ruling), []).append(ruling)
    return [f"{len(alike)}x {tell_ruling(alike[0], profile)}" for alike in kinds.values()]


def _works(story: Story) -> str:
    warned = ", after a warning" if story.verdict is Verdict.WORKS_AFTER_WARNING else ""
    right = f"{len(story.findings)} checks are right; " if story.findings else ""
    return f"{_commands(story)} works on {story.profile}{warned}: {right}{_counted(story)}"


def _commands(story: Story) -> str:
    return " && ".join(f"`{_command(ran)}`" for ran in story.runs)


def _command(ran: Ran) -> str:
    return shlex.join(ran.argv)


def _error(story: Story) -> str:
    if failure := story.failure:
        return f"{failure.otherwise}: {failure.answer}"
    last = story.runs[-1]
    command = f"`{_command(last)}`"
    match story.verdict:
        case Verdict.HUNG:
            return f"{command} did not end, and was killed"
        case Verdict.CRASHED:
            return f"{command} crashed: {complaint(last)}"
        case Verdict.DIRTY:
            again = complaint(story.again) if story.again else "it fails again"
            return f"{command} failed: {complaint(last)}\n{_MARGIN}and left what stops it: {again}"
        case Verdict.REFUSED | Verdict.BROKEN:
            return f"{command} failed: {complaint(last)}"
        case Verdict.WORKS | Verdict.WORKS_AFTER_WARNING:
            return f"{command} works"
        case _:
            assert_never(story.verdict)


def _because(story: Story, error: str) -> str:
    if story.cause:
        return _account(story.cause, story.profile, story.sources)
    if errno.EOVERFLOW in errors_named(error):
        return f"{_NOBODYS}  [{story.profile}]"
    return f"no call that the profile refused explains it  [{story.profile}]"


def _hint(story: Story) -> str:
    itself = " itself" if story.failure else ""
    last = story.runs[-1]
    ended = f"`{_command(last)}`{itself} {_ended(last.returncode)}"
    return f"{ended}; {_counted(story)}; full trace: {story.trace}"


def _ended(returncode: int | None) -> str:
    if returncode is None:
        return "was killed"
    return f"exited {returncode}" if returncode >= 0 else f"died of signal {-returncode}"


def _counted(story: Story) -> str:
    verb = "was" if story.refused == 1 else "were"
    return f"{story.refused} of {story.calls} calls {verb} refused"


# --- rulings -------------------------------------------------------------------------------


def _account(ruling: Ruling, profile: str, sources: Iterable[str]) -> str:
    lines = [f"{_answered(ruling)} {_caller(ruling)}".rstrip()]
    if ruling.quirk:
        lines.append(f"{ruling.quirk.because}  [{profile}]")
    lines.extend(source for source in sources if "/issues/" in source)
    return f"\n{_MARGIN}".join(lines)


def _answered(ruling: Ruling) -> str:
    """The call and its answer, as strace would put it: readlink /a -> EACCES."""
    call = ruling.call
    other = f" to {call.other}" if call.other and call.op is not Op.READLINK else ""
    answer = name_of(ruling.errno or 0)
    return f"{call.op.value} {call.path}{other} -> {answer}"


def _caller(ruling: Ruling) -> str:
    caller = ruling.call.caller
    if not caller.pid:
        return "(the kernel)"
    return f"({caller.command}, pid {caller.pid})" if caller.command else f"(pid {caller.pid})"
