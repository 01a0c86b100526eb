import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from pytest_fusevenv.calls import Op
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.hosts import HostPath, HostWorld
from pytest_fusevenv.mount import CannotMount, Mount, mount
from pytest_fusevenv.places import left_at, named_place
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse, Umask
from pytest_fusevenv.scenarios import Story, Verdict, environment_of, play
from pytest_fusevenv.tools import UnknownTool, find_python, find_uv
from tests.stories import ENGINES, played


@contextmanager
def mounting(profile: Profile | str, world: HostWorld | None = None) -> Iterator[Mount]:
    chosen = find(profile) if isinstance(profile, str) else profile
    try:
        made = mount(chosen, world=world)
    except CannotMount as error:
        if error.code == "fuse-device-denied":
            pytest.skip(f"{error.code}: {error.matter}")
        raise
    with made:
        yield made


def of_commands(*commands: Sequence[str], profile: Profile | str = "plain") -> Story:
    with mounting(profile) as mounted:
        return play(mounted, find_uv("0.8.13"), commands=commands, seconds=60.0)


# --- the catalogue -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "profile", ["plain", "multipass-1.13", "sshfs-3.7.5", "sshfs-no-hardlinks"]
)
def test_uv_works_where_links_can_be_read(profile: str) -> None:
    story = played(profile)
    assert [finding for finding in story.findings if not finding.ok] == []
    assert (story.verdict, story.runs[0].returncode) == (Verdict.WORKS, 0)


@pytest.mark.parametrize("uv", ["0.5.0", "0.10.12", "0.13.0", "0.13.9"])
def test_every_release_works_on_the_control(uv: str) -> None:
    story = played("plain", uv)
    assert [finding for finding in story.findings if not finding.ok] == []
    assert story.verdict is Verdict.WORKS


@pytest.mark.parametrize("engine", ENGINES, ids=[engine.value for engine in ENGINES])
@pytest.mark.parametrize(
    ("profile", "number"),
    [
        ("multipass-1.16", errno.EACCES),
        ("multipass-1.16-rootmap", errno.EACCES),
        ("multipass-2026.08", errno.EACCES),
        ("sshfs-3.7.6", errno.EPERM),
    ],
)
def test_uv_says_success_and_the_interpreter_can_not_be_read(
    profile: str, number: int, engine: Engine
) -> None:
    story = played(profile, engine=engine)
    assert (story.runs[0].returncode, story.verdict) == (0, Verdict.BROKEN)
    assert [finding.check for finding in story.findings] == ["the interpreter starts"]
    cause = story.cause
    assert cause is not None
    assert (cause.call.op, cause.call.path, cause.errno) == (
        Op.READLINK,
        "/.venv/bin/python",
        number,
    )


@pytest.mark.parametrize("uv", ["0.12.24", "0.13.0"])
def test_two_releases_read_the_link_back_and_fail_at_once(uv: str) -> None:
    story = played("multipass-1.16", uv)
    assert (story.runs[0].returncode, story.verdict) == (2, Verdict.DIRTY)
    assert story.cause is not None
    assert story.cause.call.path == "/.venv/bin/python"
    assert story.cause.call.caller.command == "uv"


def test_a_refusal_that_the_second_run_repeats_left_nothing_in_the_way() -> None:
    story = played("multipass-1.16.3")
    assert (story.runs[0].returncode, story.verdict) == (2, Verdict.REFUSED)
    assert story.cause is not None
    assert story.cause.call.op is Op.SYMLINK


def test_what_a_refusal_left_is_in_the_way_of_a_release_that_minds() -> None:
    story = played("multipass-1.16.3", "0.13.9")
    assert story.verdict is Verdict.DIRTY
    assert story.again is not None
    assert "already exists" in story.again.stderr


def test_a_link_that_was_made_and_denied_is_in_the_way() -> None:
    story = played("sshfs-follow-symlinks")
    assert (story.runs[0].returncode, story.verdict) == (2, Verdict.DIRTY)


# --- one deviation at a time ---------------------------------------------------------------


def test_nothing_left_is_a_refusal() -> None:
    refuse = Refuse(Op.MKDIR, Errno.EDQUOT, because="the quota is used up")
    with mounting(Profile("no-mkdir", "no directories", (refuse,))) as mounted:
        story = play(mounted, find_uv("0.13.9"))
        assert os.listdir(mounted.path) == []
    assert story.verdict is Verdict.REFUSED
    assert story.cause is not None
    assert (story.cause.call.op, story.cause.errno) == (Op.MKDIR, errno.EDQUOT)


def test_an_environment_whose_scripts_do_not_run_is_broken() -> None:
    umask = Umask(Op.CHMOD, 0o111, because="nothing is ever made executable")
    with mounting(Profile("no-x", "no x bits", (umask,))) as mounted:
        story = play(mounted, find_uv("0.8.13"))
    assert story.verdict is Verdict.BROKEN
    assert story.failure is not None
    assert story.failure.check == "its script runs"
    assert story.failure.answer.endswith("bin/fusevenv-sample: Permission denied")
    assert story.cause is None


def test_an_environment_that_can_not_be_removed_is_dirty(tmp_path: Path) -> None:
    """Its links can be read, the interpreter being on the host too, and are still nobody's."""
    python = find_python(find_uv("0.8.13"), tmp_path)
    user = os.getuid() or 1000
    paths = {str(python), str(python.resolve())}
    world = HostWorld(paths=tuple(HostPath(path, user, os.getgid() or 1000) for path in paths))
    with mounting("multipass-1.16", world) as mounted:
        story = play(mounted, find_uv("0.13.9"), python=str(python))
    wrong = [finding for finding in story.findings if not finding.ok]
    assert [finding.check for finding in wrong] == ["removal leaves nothing"]
    assert os.strerror(errno.EOVERFLOW) in wrong[0].answer
    assert (story.verdict, story.cause) == (Verdict.DIRTY, None)


# --- what is left for whoever reads the story ----------------------------------------------


def test_the_environment_is_there_after_the_checks_have_removed_it() -> None:
    with mounting("plain") as mounted:
        story = play(mounted, find_uv("0.8.13"))
        assert story.findings[-1].check == "removal leaves nothing"
        ran = environment_of(story).python("-c", "import sys; print(sys.prefix)")
        assert ran.stdout == f"{mounted.path}/.venv\n"


def test_a_broken_environment_is_left_as_uv_made_it() -> None:
    with mounting("multipass-1.16") as mounted:
        play(mounted, find_uv("0.8.13"))
        assert {"python", "python3", "activate"} <= set(os.listdir(mounted.path / ".venv" / "bin"))


def test_what_stood_there_before_is_not_removed() -> None:
    with mounting("plain") as mounted:
        kept = mounted.path / ".venv" / "kept"
        kept.parent.mkdir()
        kept.write_text("")
        story = play(mounted, find_uv("0.8.13"), args=["--allow-existing"])
        assert story.verdict is Verdict.WORKS
        assert kept.exists()


def test_arguments_reach_uv_and_name_the_environment() -> None:
    with mounting("plain") as mounted:
        story = play(mounted, find_uv("0.8.13"), args=["--prompt", "x", "some/env"])
        assert story.environment == f"{mounted.path}/some/env"
        assert "prompt = x" in (mounted.path / "some/env/pyvenv.cfg").read_text()
    assert story.verdict is Verdict.WORKS
    assert story.runs[0].argv == ("uv", "venv", "--prompt", "x", "some/env")


# --- commands ------------------------------------------------------------------------------


def test_commands_that_make_no_environment_are_judged_by_their_exit_codes() -> None:
    story = of_commands(["ls", "-la"], ["true"])
    assert (story.verdict, story.findings, len(story.runs)) == (Verdict.WORKS, (), 2)


def test_the_first_command_that_fails_is_the_last_that_runs() -> None:
    story = of_commands(["sh", "-c", "exit 3"], ["true"])
    assert (story.verdict, len(story.runs)) == (Verdict.REFUSED, 1)


def test_an_environment_that_commands_made_is_checked() -> None:
    story = of_commands(["uv", "venv"], ["uv", "pip", "list"])
    assert story.verdict is Verdict.WORKS
    assert "a wheel installs" in [finding.check for finding in story.findings]


def test_a_uv_that_another_program_starts_is_the_one_that_was_asked_for() -> None:
    story = of_commands(["sh", "-c", "uv --version"])
    assert story.runs[0].stdout.startswith("uv 0.8.13")


def test_a_warning_is_told_from_silence() -> None:
    story = of_commands(["sh", "-c", "echo 'warning: odd' >&2"])
    assert story.verdict is Verdict.WORKS_AFTER_WARNING


@pytest.mark.parametrize(
    "script",
    [
        "kill -SEGV $$",
        "echo \"thread 'main' panicked at x.rs:1:1\" >&2; exit 101",
        "echo 'Traceback (most recent call last):' >&2; exit 1",
    ],
)
def test_a_command_that_did_not_mean_to_end_crashed(script: str) -> None:
    assert of_commands(["sh", "-c", script]).verdict is Verdict.CRASHED


def test_a_command_that_does_not_end_hung() -> None:
    with mounting("plain") as mounted:
        story = play(mounted, find_uv("0.8.13"), commands=[["sleep", "60"]], seconds=0.2)
    assert (story.verdict, story.runs[0].returncode) == (Verdict.HUNG, None)


def test_uv_run_fails_on_the_environment_that_uv_venv_made() -> None:
    story = of_commands(["uv", "venv"], ["uv", "run", "python"], profile="multipass-1.16")
    assert [ran.returncode for ran in story.runs] == [0, 2]
    assert "/.venv/bin/python3`: Permission denied (os error 13)" in story.runs[1].stderr
    assert story.cause is not None
    assert story.cause.call.path == "/.venv/bin/python3"


def test_what_the_kernel_refuses_by_itself_is_no_quirks_fault() -> None:
    story = of_commands(["uv", "venv"], ["uv", "venv", "--clear"], profile="multipass-1.16")
    assert story.runs[1].returncode == 2
    assert "(os error 75)" in story.runs[1].stderr
    assert story.cause is None


# --- places --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "place"),
    [
        ("uv venv", ".venv"),
        ("uv venv env", "env"),
        ("uv venv -p 3.12 --seed env", "env"),
        ("uv venv --python=3.12 --clear", ".venv"),
        ("uv sync", ".venv"),
    ],
)
def test_the_place_of_the_environment_is_read_off_the_command(command: str, place: str) -> None:
    assert named_place((tuple(command.split()),)) == place


def test_what_is_left_differs_when_a_file_changes_and_not_when_one_came_and_went(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")
    before = left_at(tmp_path)
    (tmp_path / "brief").write_text("")
    (tmp_path / "brief").unlink()
    assert left_at(tmp_path) == before
    (tmp_path / "file").write_text("longer")
    assert left_at(tmp_path) != before


# --- environments that commands put anywhere -----------------------------------------------


@pytest.mark.parametrize(
    "commands",
    [
        [("python3", "-m", "venv", "--without-pip", "mine")],
        [("uv", "-q", "venv", "mine")],
        [("sh", "-c", "mkdir -p deep/er && cd deep/er && uv venv")],
        [("uv", "venv", "a"), ("mv", "a", "b")],
    ],
    ids=["another name", "an option first", "by a shell", "moved"],
)
def test_a_broken_environment_is_found_wherever_commands_put_it(
    commands: list[tuple[str, ...]],
) -> None:
    story = of_commands(*commands, profile="sshfs-3.7.6")
    assert [ran.returncode for ran in story.runs] == [0] * len(commands)
    assert story.verdict is Verdict.BROKEN


def test_an_environment_that_was_there_before_is_none_of_the_commands() -> None:
    with mounting("sshfs-3.7.6") as mounted:
        (mounted.backing / "old").mkdir()
        (mounted.backing / "old" / "pyvenv.cfg").write_text("home = /nowhere\n")
        story = play(mounted, find_uv("0.8.13"), commands=[("true",)])
    assert (story.verdict, story.findings) == (Verdict.WORKS, ())


def test_a_command_that_nobody_has_is_no_verdict() -> None:
    with pytest.raises(UnknownTool, match="no program on PATH is called 'nosuchcommand'"):
        of_commands(("nosuchcommand", "x"))


def test_a_path_is_told_from_the_top_of_the_mount() -> None:
    story = of_commands(("uv", "venv", "envs/a"), profile="sshfs-3.7.6")
    assert story.failure is not None
    assert "envs/a/bin/python" in f"{story.failure.asked} {story.failure.answer}"
