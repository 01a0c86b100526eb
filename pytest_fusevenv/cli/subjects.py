"""What can be compared: a fingerprint in a file, a directory, or a profile."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from pytest_fusevenv.cli.arguments import PROFILE, chosen_engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.fingerprints import Fingerprint
    from pytest_fusevenv.profiles import Profile


class Subject(NamedTuple):
    """One side of a comparison, and what to call it."""

    name: str
    fingerprint: Fingerprint


def subject(given: str, patience: float) -> Subject:
    """The fingerprint of what was named. Raises BadFingerprint, BadForm, UnknownProfile."""
    from pytest_fusevenv.fingerprints import load

    if given.endswith(".json"):
        return Subject(Path(given).stem, load(Path(given)))
    if not given.endswith(".toml") and ("/" in given or given in (".", "..")):
        return Subject(given, probed(Path(given), patience))
    profile = PROFILE.convert(given, None, None)
    return Subject(profile.name, _of_profile(profile, patience))


def probed(directory: Path, patience: float) -> Fingerprint:
    """The fingerprint of a directory's filesystem, with a progress bar. Raises CannotProbe."""
    from pytest_fusevenv.questions import QUESTIONS

    left: list[str] = []
    told = _asked(directory, patience, left.append)
    for place in left:
        click.echo(
            "note: this filesystem does not let go of all that was made on it: remove\n"
            f"      {place}\n      from where its files are kept",
            err=True,
        )
    if unasked := sum(key not in told.answers for key in QUESTIONS):
        click.echo(f"note: it hung too often: {unasked} questions were not asked", err=True)
    return told


def _asked(directory: Path, patience: float, left: Callable[[str], object]) -> Fingerprint:
    from pytest_fusevenv.cli.tables import progress
    from pytest_fusevenv.probe import probe
    from pytest_fusevenv.questions import QUESTIONS

    with progress(f"asking {directory}", len(QUESTIONS)) as advance:
        return probe(directory, patience=patience, began=lambda _: advance(), left=left)


def _of_profile(profile: Profile, patience: float) -> Fingerprint:
    """A profile's fingerprint: the shipped one or, where there is none, that of a mount."""
    from pytest_fusevenv.catalogue import shipped
    from pytest_fusevenv.likenesses import of_profile

    if shipped().get(profile.name) == profile:
        with contextlib.suppress(KeyError):
            return of_profile(profile.name, "root" if os.geteuid() == 0 else "user")
    from pytest_fusevenv.mount import mount

    with (
        tempfile.TemporaryDirectory(prefix="fusevenv-") as backing,
        mount(profile, Path(backing), engine=chosen_engine()) as mounted,
    ):
        return _asked(mounted.path, patience, left=str)
