import os
import signal
import subprocess
from pathlib import Path

import pytest

from pytest_fusevenv.tools import environment, find_uv
from pytest_fusevenv.venvs import Environment, run
from tests.cli.shell import all_end

ENV = dict(os.environ)


def test_a_command_gives_its_output_and_exit_code(tmp_path: Path) -> None:
    ran = run(["sh", "-c", "echo out; echo err >&2; exit 3"], tmp_path, ENV)
    assert (ran.returncode, ran.stdout, ran.stderr) == (3, "out\n", "err\n")


def test_a_command_runs_in_its_directory_with_its_environment_only(tmp_path: Path) -> None:
    ran = run(["/usr/bin/env"], tmp_path, {"ONE": "1"})
    assert ran.stdout == "ONE=1\n"
    assert run(["pwd", "-P"], tmp_path, ENV).stdout == f"{tmp_path.resolve()}\n"


def test_a_command_has_no_input(tmp_path: Path) -> None:
    assert run(["cat"], tmp_path, ENV, 10.0).returncode == 0


def test_output_that_is_no_utf8_is_still_given(tmp_path: Path) -> None:
    assert run(["printf", r"\377x"], tmp_path, ENV).stdout == "\N{REPLACEMENT CHARACTER}x"


def test_a_command_whose_time_is_up_has_no_exit_code(tmp_path: Path) -> None:
    ran = run(["sh", "-c", "echo before; exec sleep 60"], tmp_path, ENV, 0.5)
    assert (ran.returncode, ran.stdout) == (None, "before\n")


def test_its_children_die_with_a_command_whose_time_is_up(tmp_path: Path) -> None:
    ran = run(["sh", "-c", "sleep 60 & echo $!; wait"], tmp_path, ENV, 0.5)
    try:
        child = os.pidfd_open(int(ran.stdout))
    except ProcessLookupError:
        return
    assert all_end([child])


def test_a_command_that_dies_of_a_signal_gives_its_number(tmp_path: Path) -> None:
    ran = run(["sh", "-c", "kill -TERM $$"], tmp_path, ENV)
    assert ran.returncode == -signal.SIGTERM


def test_a_program_that_is_missing_is_reported_as_by_a_shell(tmp_path: Path) -> None:
    ran = run(["./missing"], tmp_path, ENV)
    assert (ran.returncode, ran.stderr) == (127, "./missing: No such file or directory\n")


def test_a_program_that_may_not_be_run_is_reported_as_by_a_shell(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("")
    ran = run(["./text"], tmp_path, ENV)
    assert (ran.returncode, ran.stderr) == (126, "./text: Permission denied\n")


def test_a_program_behind_a_loop_of_links_is_reported_as_by_a_shell(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    ran = run(["./loop"], tmp_path, ENV)
    assert (ran.returncode, ran.stderr) == (126, "./loop: Too many levels of symbolic links\n")


def test_a_directory_that_is_missing_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    assert run(["true"], missing, ENV).stderr == f"{missing}: No such file or directory\n"


@pytest.fixture
def made(tmp_path: Path) -> Environment:
    """An environment on a plain directory."""
    uv = find_uv()
    env = environment(tmp_path / "scratch", uv)
    assert run([uv.path, "venv", "sub/env"], tmp_path, env).returncode == 0
    return Environment(tmp_path / "sub" / "env", env)


def test_an_environment_runs_its_interpreter_beside_itself(made: Environment) -> None:
    ran = made.python("-c", "import os, sys; print(sys.prefix, os.getcwd())")
    assert ran.stdout == f"{made.path} {made.path.parent}\n"


def test_an_environment_runs_its_own_uv(made: Environment) -> None:
    ran = made.run("uv", "pip", "list", "--python", made.interpreter)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_an_environment_without_an_interpreter_says_so(tmp_path: Path) -> None:
    ran = Environment(tmp_path / "none", ENV).python("-c", "")
    assert (ran.returncode, ran.stderr) == (
        127,
        f"{tmp_path}/none/bin/python: No such file or directory\n",
    )


def test_a_program_of_an_environment_is_not_waited_for_for_ever(made: Environment) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        made.run("sleep", "60", seconds=0.2)
