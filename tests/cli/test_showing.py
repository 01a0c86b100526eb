from __future__ import annotations

import subprocess
import sys

import pytest

from pytest_fusevenv import __version__
from pytest_fusevenv.catalogue import ALIASES, shipped
from pytest_fusevenv.families import Family
from pytest_fusevenv.forms import from_toml
from tests.cli.shell import COMMAND, Shell

COMMANDS = (
    *("list", "show", "run", "mount", "check", "guard", "report", "bisect", "bugs", "reproduce"),
    *("fetch", "probe", "diff", "doctor"),
)


def test_the_list_names_every_profile_with_its_title(pure_shell: Shell) -> None:
    lines = pure_shell.run("list").stdout.splitlines()

    listed = dict(line.split(maxsplit=1) for line in lines if line.startswith("  "))
    titles = {name: profile.title for name, profile in shipped().items()}
    assert listed == titles | {alias: f"= {name}" for alias, name in ALIASES.items()}


def test_the_list_has_every_shipped_profile_below_its_family(pure_shell: Shell) -> None:
    heading, below = "", {}
    for line in pure_shell.run("list").stdout.splitlines():
        if line.startswith("  "):
            below[line.split()[0]] = heading
        else:
            heading = line

    families = {name: profile.family for name, profile in shipped().items()}
    assert Family.OWN not in families.values()
    assert {name: below[name] for name in shipped()} == {n: f.value for n, f in families.items()}


@pytest.mark.parametrize("name", shipped())
def test_a_profile_is_shown_with_every_reason_and_source(pure_shell: Shell, name: str) -> None:
    profile = shipped()[name]

    shown = pure_shell.run("show", name).stdout

    words = " ".join(shown.split())
    assert " ".join(profile.story.split()) in words
    assert all(" ".join(quirk.because.split()) in words for quirk in profile.quirks)
    assert all(source in shown for source in profile.sources)


def test_lines_fit_a_terminal_of_80_columns(pure_shell: Shell) -> None:
    shown = pure_shell.run("show", "multipass-1.16").stdout.split("Quirks")[1].split("Sources")[0]

    assert max(map(len, shown.splitlines())) <= 80


def test_an_alias_shows_the_profile_it_means(pure_shell: Shell) -> None:
    assert pure_shell.run("show", "sshfs").stdout.startswith(f"{ALIASES['sshfs']}: ")


def test_the_toml_form_is_the_profile(pure_shell: Shell) -> None:
    assert (
        from_toml(pure_shell.run("show", "multipass", "--toml").stdout)
        == (shipped()[ALIASES["multipass"]])
    )


def test_a_wrong_name_is_told_with_the_near_ones(pure_shell: Shell) -> None:
    done = pure_shell.run("show", "sshf-3.7.6")

    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr.startswith("error: no profile is called 'sshf-3.7.6'; did you mean sshfs-3")


def test_a_missing_toml_file_is_named(pure_shell: Shell) -> None:
    done = pure_shell.run("show", "./nowhere.toml")

    assert done.returncode == 2
    assert "error: the profile nowhere.toml cannot be read: No such file" in done.stderr


def test_a_reader_that_leaves_early_is_no_error(pure_shell: Shell) -> None:
    piped = f"{sys.executable} -m pytest_fusevenv.cli show multipass | head -1"

    done = subprocess.run(
        ["sh", "-c", piped], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.stdout.startswith("multipass")
    assert "Traceback" not in done.stderr


# --- the command line itself ---------------------------------------------------------------


def test_the_version_is_told(pure_shell: Shell) -> None:
    assert pure_shell.run("--version").stdout == f"fusevenv, version {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_has_an_example(pure_shell: Shell, command: str) -> None:
    done = pure_shell.run(command, "--help")

    assert done.returncode == 0
    assert f"fusevenv {command}" in done.stdout.split("Example")[1]


def test_the_help_names_every_command(pure_shell: Shell) -> None:
    listed = pure_shell.run("--help").stdout.split("Commands:\n")[1].split("\n\n")[0]

    assert [line.split()[0] for line in listed.splitlines()] == list(COMMANDS)


def test_an_unknown_command_is_wrong_usage(pure_shell: Shell) -> None:
    assert pure_shell.run("mont").returncode == 2


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys; from pytest_fusevenv.cli import main;"
        "print({'rich', 'msgspec', 'pytest_fusevenv.mount', 'pytest'} & set(sys.modules))"
    )

    done = subprocess.run(
        [COMMAND[0], "-c", script], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout == "set()\n"


def completed(pure_shell: Shell, typed: str) -> list[str]:
    words = {"COMP_WORDS": f"fusevenv show {typed}", "COMP_CWORD": "2"}
    said = pure_shell.run(_FUSEVENV_COMPLETE="bash_complete", **words).stdout
    return [line.removeprefix("plain,") for line in said.splitlines()]


def test_a_shell_completes_modifiers_after_a_plus(pure_shell: Shell) -> None:
    assert completed(pure_shell, "exfat+s") == ["exfat+slow"]
    assert completed(pure_shell, "exfat+slow+c") == ["exfat+slow+coarse-times"]


def test_a_modifier_is_shown_with_what_it_is_laid_over(pure_shell: Shell) -> None:
    said = pure_shell.run("show", "plain+slow").stdout
    assert said.startswith("plain+slow: a plain local filesystem, the control, slow metadata")
    assert "Delay" in said
