"""The group of commands: their order, and every error told as a sentence with an exit code."""

from __future__ import annotations

import errno
from typing import IO, Any

import click

FINDING = 1
USAGE = 2
CANNOT_MOUNT = 3
INTERRUPTED = 130


def complain(message: str) -> None:
    """Tell of an error on standard error."""
    click.echo(click.style("error: ", fg="red", bold=True) + message, err=True)


class Problem(click.ClickException):
    """An error that ends a command: something was asked for that cannot be."""

    exit_code = USAGE

    def show(self, file: IO[Any] | None = None) -> None:  # noqa: ARG002
        complain(self.message)


class Unmountable(Problem):
    """A mount was needed, and cannot be made here."""

    exit_code = CANNOT_MOUNT


class Interrupted(Problem):
    """The user has ended it."""

    exit_code = INTERRUPTED


class Commands(click.Group):
    """The commands in the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn what it raises into a `Problem`."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Interrupted("interrupted; nothing is left behind") from None
        except Exception as error:
            problem = as_problem(error)
            if problem is None:
                raise
            raise problem from None


def as_problem(error: Exception) -> Problem | None:
    """What a user is told of an error, or None where it is not the user's to mend."""
    if isinstance(error, click.ClickException | click.exceptions.Exit | click.Abort):
        return None
    from pytest_fusevenv.bugs import UnknownBug
    from pytest_fusevenv.catalogue import UnknownProfile
    from pytest_fusevenv.fingerprints import BadFingerprint
    from pytest_fusevenv.forms import BadForm
    from pytest_fusevenv.guard.baselines import BadBaseline
    from pytest_fusevenv.guard.cells import BadPage
    from pytest_fusevenv.obstacles import BadDirectory, CannotMount
    from pytest_fusevenv.probe import CannotProbe
    from pytest_fusevenv.repertoire import UnknownScenario
    from pytest_fusevenv.tools import UnknownTool

    match error:
        case CannotMount():
            return Unmountable(f"{error} [{error.code}]")
        case BadDirectory() | BadFingerprint() | BadForm() | CannotProbe():
            return Problem(str(error))
        case BadBaseline() | BadPage():
            return Problem(str(error))
        case UnknownBug() | UnknownProfile() | UnknownScenario() | UnknownTool():
            return Problem(str(error.args[0]))
        case OSError() if error.errno != errno.EPIPE and error.filename is not None:
            return Problem(f"{error.filename}: {error.strerror}")
        case _:
            return None
