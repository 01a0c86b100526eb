"""The command line: `fusevenv`. One module per command; what they share is in the rest.

Nothing heavy is imported before a command runs, so that `fusevenv --help` is quick.
"""

from __future__ import annotations

import io
import sys

import click

from pytest_fusevenv import __version__
from pytest_fusevenv.cli.bisecting import bisect
from pytest_fusevenv.cli.bugs import bugs
from pytest_fusevenv.cli.check import check
from pytest_fusevenv.cli.commands import Commands
from pytest_fusevenv.cli.comparing import diff
from pytest_fusevenv.cli.doctor import doctor
from pytest_fusevenv.cli.fetching import fetch
from pytest_fusevenv.cli.guarding import guard
from pytest_fusevenv.cli.mounting import mount
from pytest_fusevenv.cli.probing import probe
from pytest_fusevenv.cli.reporting import report
from pytest_fusevenv.cli.reproduce import reproduce
from pytest_fusevenv.cli.running import run
from pytest_fusevenv.cli.showing import list_profiles, show

_MORE = """\b
Examples:
  fusevenv reproduce               see astral-sh/uv#15528 happen
  fusevenv run sshfs -- uv venv    run any command on an odd filesystem
  fusevenv check                   what `uv venv` makes of each of them
  fusevenv guard uv@last:20        which release broke which filesystem?
  fusevenv bisect uv@last:40 ...   which release changed a verdict?
  fusevenv probe DIR               what is odd about a real filesystem?
  fusevenv doctor                  can this machine mount?

\b
Exit codes: 0 all as expected, 1 a finding, 2 wrong usage, 3 this machine
cannot mount (the message says the cure). `run` exits as the command it runs.
"""


@click.group(cls=Commands, epilog=_MORE, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fusevenv")
def main() -> None:
    """Meet the filesystems that break virtual environments.

    Each profile imitates one filesystem (Multipass, sshfs, ...) as a real FUSE mount.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an odd name of a file must not end a report
            stream.reconfigure(errors="replace")


_COMMANDS = (
    *(list_profiles, show, run, mount, check, guard, report, bisect, bugs, reproduce),
    *(fetch, probe, diff, doctor),
)
for _command in _COMMANDS:
    main.add_command(_command)
