"""`fusevenv mount`: a profile over a directory, until it is told to leave or is unmounted."""

from __future__ import annotations

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
from pytest_fusevenv.cli.signals import LEAVE, Signals

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_fusevenv.hosts import HostPath
    from pytest_fusevenv.profiles import Profile


@click.command(epilog=examples("mkdir -p /tmp/odd && fusevenv mount multipass ~/project /tmp/odd"))
@click.argument("profile", type=PROFILE)
@click.argument("backing", type=DIRECTORY)
@click.argument("mountpoint", type=DIRECTORY)
@host_path_option
@seed_option
def mount(
    profile: Profile, backing: Path, mountpoint: Path, host_paths: tuple[HostPath, ...]
) -> None:
    """Mount an odd filesystem over a directory.

    PROFILE is a name of `fusevenv list`, or a TOML file. BACKING is the directory underneath,
    MOUNTPOINT an empty directory. It stays in the foreground; Ctrl-C, SIGTERM or
    `umount MOUNTPOINT` ends it.
    """
    from pytest_fusevenv.hosts import HostWorld
    from pytest_fusevenv.mount import mount as mount_profile
    from pytest_fusevenv.seeds import told

    world = HostWorld(paths=host_paths)
    with (
        mount_profile(profile, backing, mountpoint, world=world, engine=chosen_engine()) as mounted,
        Signals(*LEAVE) as signals,
    ):
        click.echo(
            f"fusevenv: {profile.name} is mounted on {mounted.path} over {mounted.backing}\n"
            f"fusevenv: Ctrl-C unmounts it, and so does `umount {mounted.path}`",
            err=True,
        )
        if by_chance := told(profile, mounted.seed):
            click.echo(f"fusevenv: {by_chance}", err=True)
        gone = mounted.wait(signals.fileno())
        click.echo(_told(mounted.trace.calls, len(mounted.trace.causes), gone=gone), err=True)
        mounted.close()  # while signals are held: a second Ctrl-C must not stop it


def _told(calls: int, refused: int, *, gone: bool) -> str:
    end = "it was unmounted" if gone else "unmounting"
    return f"fusevenv: {end}; {refused} of {calls} calls were refused"
