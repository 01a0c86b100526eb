"""Bug reports that can be played again: the commands of each, and what they were seen to say."""

from __future__ import annotations

import difflib

import msgspec

from pytest_fusevenv.steps import PROJECT, Words


class UnknownBug(LookupError):  # noqa: N818
    """No bug has this name; the message lists the ones that have."""


class Line(msgspec.Struct, frozen=True):
    """A command, the exit code it should have, and words that its output should hold.

    `env` is set for it; `{off}` in it, and in the words, is a directory off the mount.
    """

    command: Words
    returncode: int
    says: tuple[str, ...] = ()
    env: tuple[tuple[str, str], ...] = ()


class Act(msgspec.Struct, frozen=True):
    """Some commands in a project in a directory of one mount."""

    profile: str
    heading: str
    lines: tuple[Line, ...]
    directory: str = "project"
    project: str = PROJECT


class Bug(msgspec.Struct, frozen=True):
    """A bug: where it was reported, for which uv, how it shows, why, and what works instead.

    The first act shows it, on a filesystem where `uv venv` alone is enough to have it.
    """

    name: str
    title: str
    url: str
    uv: str
    verdict: str
    act: Act
    mechanism: str
    instead: tuple[Act, ...] = ()


_HELLO = 'print("hello from the environment")'
_SAYS_HELLO = ("hello from the environment",)

UV_15528 = Bug(
    name="uv-15528",
    title="an environment on a Multipass mount: uv says success, and nothing works",
    url="https://github.com/astral-sh/uv/issues/15528",
    uv="0.8.13",
    verdict="broken",
    act=Act(
        "multipass-1.16",
        "A project on a Multipass mount, in the virtual machine",
        directory="multi-issue",
        lines=(
            Line(("uv", "venv"), 0, ("Activate with",)),
            Line(
                ("ls", "-altrh", ".venv/bin"),
                1,
                ("cannot read symbolic link '.venv/bin/python': Permission denied", "nobody"),
            ),
            Line(
                ("uv", "run", "python", "-c", _HELLO),
                2,
                ("failed to canonicalize path", ".venv/bin/python3", "(os error 13)"),
            ),
            Line(
                ("rm", ".venv/bin/python"),
                1,
                ("Value too large for defined data type",),
            ),
            Line(
                ("uv", "venv", "--clear"),
                2,
                (".venv/lib64", "Value too large for defined data type (os error 75)"),
            ),
        ),
    ),
    mechanism="""\
 guest: the virtual machine               host: Multipass' SFTP server, as root
 ---------------------------------------  -------------------------------------
 symlink(".venv/bin/python" ->
   "/path/in/the/guest/python3.13")  -->  makes the link; it is root's
                          success    <--

 lstat(".venv/bin/python")           -->  root has no id in the guest: send -1
    a link, owner nobody (id -1)     <--

 readlink(".venv/bin/python")        -->  whose is it? Follow it, on the host:
                                          /path/in/the/guest is not there
    EACCES, Permission denied        <--  so its owner is nobody we know: deny

 unlink(".venv/bin/python")          -X   not asked: the guest's own kernel
    EOVERFLOW, Value too large            removes nothing that id -1 owns

`uv venv` only writes, so it succeeds; whatever then starts the interpreter has
to read the link. sshfs itself is not to blame: over a plain sftp-server the
same commands work.""",
    instead=(
        Act(
            "multipass-1.16",
            "What works instead: keep the environment off the mount",
            (
                Line(
                    ("uv", "run", "python", "-c", _HELLO),
                    0,
                    _SAYS_HELLO,
                    (("UV_PROJECT_ENVIRONMENT", "{off}"),),
                ),
            ),
        ),
        Act(
            "sshfs-3.7.5",
            "What works instead: plain sshfs",
            (
                Line(("uv", "venv"), 0, ("Activate with",)),
                Line(("uv", "run", "python", "-c", _HELLO), 0, _SAYS_HELLO),
                Line(("uv", "venv", "--clear"), 0),
            ),
        ),
    ),
)

BUGS = {bug.name: bug for bug in (UV_15528,)}
"""Every bug by its name."""


def find(name: str) -> Bug:
    """The bug of a name. Raises UnknownBug."""
    if (bug := BUGS.get(name)) is not None:
        return bug
    near = difflib.get_close_matches(name, BUGS, n=1, cutoff=0.4)
    hint = f"; did you mean {near[0]}?" if near else "."
    known = "".join(f"\n  {bug.name}  {bug.title}" for bug in BUGS.values())
    raise UnknownBug(f"there is no bug {name!r} to reproduce{hint} There are:{known}")
