"""`fusevenv run`: any command on a mount, then what the mount refused it and why."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pytest_fusevenv.cli.arguments import (
    DIRECTORY,
    PROFILE,
    chosen_engine,
    examples,
    host_path_option,
    seed_option,
)
from pytest_fusevenv.cli.commands import complain
from pytest_fusevenv.cli.signals import LEAVE, Signals

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.hosts import HostPath
    from pytest_fusevenv.mount import Mount
    from pytest_fusevenv.places import Made
    from pytest_fusevenv.profiles import Profile

_NOT_EXECUTABLE = 126
_NOT_FOUND = 127
_PR_SET_PDEATHSIG = 1


class _Run(click.Command):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            hint = "If it belongs to the command to run, put -- before that command."
            raise click.UsageError(f"{error.format_message()} {hint}", ctx) from None


@click.command(
    cls=_Run,
    epilog=examples(
        "fusevenv run sshfs -- uv venv",
        "fusevenv run multipass-1.16 -- sh -c 'uv venv && ls -l .venv/bin'",
        "fusevenv run ./my.toml --backing ~/project --trace calls.jsonl -- uv sync",
    ),
)
@click.argument("profile", type=PROFILE)
@click.argument("command", metavar="-- CMD...", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--backing", type=DIRECTORY, help="The directory underneath; kept. [a scratch one]")
@click.option("--at", type=DIRECTORY, help="Where to mount, an empty directory. [a scratch one]")
@click.option(
    "--trace",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Put every call on record in this file, as lines of JSON. Slower: nothing is cached.",
)
@host_path_option
@seed_option
def run(
    profile: Profile,
    command: tuple[str, ...],
    backing: Path | None,
    at: Path | None,
    trace: Path | None,
    host_paths: tuple[HostPath, ...],
) -> None:
    """Run a command on an odd filesystem.

    PROFILE is a name of `fusevenv list`, or a TOML file. The command's working directory is the
    mount, and its exit code is that of `run`. Afterwards standard error says what was refused, and
    why; and, where the command exited 0, which virtual environment it left does not work.
    """
    from pytest_fusevenv.hosts import HostWorld
    from pytest_fusevenv.mount import mount
    from pytest_fusevenv.places import environments_below

    with ExitStack() as stack:
        if trace is not None:
            trace.open("w").close()  # better a complaint now than after the command
        mounted = stack.enter_context(
            mount(
                profile,
                backing,
                at,
                world=HostWorld(paths=host_paths),
                complete_trace=trace is not None,
                engine=chosen_engine(),
            )
        )
        signals = stack.enter_context(Signals(*LEAVE))
        before = environments_below(mounted.backing)
        code, problem = _run(command, mounted, signals)
        if trace is not None:
            shutil.copyfile(mounted.trace.path, trace)
        _tell(mounted, before, failed=code != 0)
        mounted.close()  # while signals are held: a second Ctrl-C must not stop it
    if problem:
        complain(problem)
    raise SystemExit(code)


def _run(command: tuple[str, ...], mounted: Mount, signals: Signals) -> tuple[int, str]:
    """The exit code a shell would give, and why the command could not be started, if so."""
    try:
        process = subprocess.Popen(
            command,
            cwd=mounted.path,
            env={**os.environ, "PWD": str(mounted.path)},
            preexec_fn=_die_with_parent(),
        )
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        code = _NOT_FOUND if missing else _NOT_EXECUTABLE
        where = " (looked on PATH)" if missing and "/" not in command[0] else ""
        return code, f"{command[0]} cannot be run: {error.strerror}{where}"
    return _waited(process, signals), ""


def _die_with_parent() -> Callable[[], object]:
    """What a child does before it becomes the command: hang up when `run` is killed."""
    import ctypes

    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGHUP)


def _waited(process: subprocess.Popen[bytes], signals: Signals) -> int:
    """Wait for a command. Ctrl-C reaches it by itself; other calls to leave are passed on."""
    ended = os.pidfd_open(process.pid)
    try:
        while process.poll() is None:
            select.select([ended, signals.fileno()], [], [])
            for number in signals.taken():
                if number not in (signal.SIGINT, signal.SIGQUIT):
                    process.send_signal(number)
    finally:
        os.close(ended)
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


def _tell(mounted: Mount, before: frozenset[Made], *, failed: bool) -> None:
    from pytest_fusevenv.cli.aftermath import broken_environments
    from pytest_fusevenv.cli.refusals import nobodies, refusals

    click.echo("\n".join(refusals(mounted)), err=True)
    for line in nobodies(mounted) if failed else broken_environments(mounted, before):
        click.echo(line, err=True)
    if mounted.complaints:
        click.echo(f"fusevenv: the server complained:\n{mounted.complaints.rstrip()}", err=True)
