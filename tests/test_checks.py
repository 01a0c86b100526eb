import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from pytest_fusevenv import checks
from pytest_fusevenv.checks import CHECKS
from pytest_fusevenv.examinations import Examination
from pytest_fusevenv.interpreters import Answers
from pytest_fusevenv.tools import environment, find_uv
from pytest_fusevenv.venvs import Environment, Ran, run
from pytest_fusevenv.wheels import make_wheel

NAMES = [check.name for check in CHECKS]


@pytest.fixture
def examined(tmp_path: Path) -> Examination:
    """An environment on a plain directory, about to be examined; it cannot be made again."""
    uv = find_uv()
    scratch = tmp_path / "scratch"
    env = environment(scratch, uv)
    assert run([uv.path, "venv"], tmp_path, env).returncode == 0
    return Examination(Environment(tmp_path / ".venv", env), uv, scratch, None, top=tmp_path)


@pytest.fixture
def again(examined: Examination) -> Callable[[], Ran]:
    """The command that made the environment, once more."""
    return lambda: examined.run(examined.uv.path, "venv", "--clear")


def files(it: Examination) -> set[str]:
    """The files of the environment; uv may leave empty directories."""
    top = it.environment.path
    return {str(path.relative_to(top)) for path in top.rglob("*") if not path.is_dir()}


def wrong(it: Examination) -> dict[str, str]:
    """What is found to be wrong, with what came back."""
    findings = [finding for check in CHECKS if (finding := check(it))]
    return {finding.check: finding.answer for finding in findings if not finding.ok}


def test_an_environment_that_works_is_asked_everything_and_nothing_is_wrong(
    examined: Examination, again: Callable[[], Ran]
) -> None:
    examined.again = again
    findings = [check(examined) for check in CHECKS]
    assert [finding and (finding.check, finding.ok) for finding in findings] == [
        (name, True) for name in NAMES
    ]


def test_an_environment_that_can_not_be_made_again_is_not_removed(examined: Examination) -> None:
    asked = [check.name for check in CHECKS if check(examined)]
    assert asked == NAMES[:-2]
    assert examined.environment.interpreter.exists()


def test_nothing_of_ours_stays_in_the_environment(examined: Examination) -> None:
    before = files(examined)
    assert wrong(examined) == {}
    assert files(examined) - before <= {".lock"}


def test_where_the_interpreter_does_not_start_nothing_else_is_asked(
    examined: Examination, again: Callable[[], Ran]
) -> None:
    examined.again = again
    examined.environment.interpreter.unlink()
    findings = [finding for check in CHECKS if (finding := check(examined))]
    assert [(finding.check, finding.answer) for finding in findings] == [
        ("the interpreter starts", ".venv/bin/python: No such file or directory")
    ]


def test_an_interpreter_that_is_not_the_environments_is_found_out(examined: Examination) -> None:
    (examined.environment.path / "pyvenv.cfg").unlink()
    found = wrong(examined)
    assert "sys.prefix is the environment" in found
    assert found["pyvenv.cfg is true"] == "No such file or directory"


@pytest.mark.parametrize("line", ["home = /missing", "version_info = 1.2.3"])
def test_a_pyvenv_cfg_that_is_not_true_is_found_out(examined: Examination, line: str) -> None:
    config = examined.environment.path / "pyvenv.cfg"
    kept = [old for old in config.read_text().splitlines() if old.split()[0] != line.split()[0]]
    config.write_text("\n".join([*kept, line, ""]))
    assert line.split()[-1] in wrong(examined)["pyvenv.cfg is true"]


def test_a_site_packages_that_is_missing_is_found_out(examined: Examination) -> None:
    [packages] = examined.environment.path.glob("lib/*/site-packages")
    packages.rmdir()
    assert "which is no directory" in str(checks.site_packages_inside(examined))


def test_a_module_that_the_base_loads_and_the_environment_does_not_is_wrong(
    examined: Examination,
) -> None:
    lacking(examined, environment=True, base=False)
    assert wrong(examined)["ssl imports"] == "ImportError: no ssl"


def test_a_module_that_the_base_lacks_too_is_not_asked_for(examined: Examination) -> None:
    lacking(examined, environment=True, base=True)
    assert "ssl imports" not in [check.name for check in CHECKS if check(examined)]


def lacking(it: Examination, *, environment: bool, base: bool) -> None:
    """Let interpreters have answered that they lack `ssl`."""

    def answered(answers: Answers | None, lacks: bool) -> Answers:
        assert answers is not None
        return replace(answers, failures={**answers.failures, "ssl": "ImportError: no ssl" * lacks})

    ran, answers = it.started
    it.started = (ran, answered(answers, environment))
    it.base = answered(it.base, base)


def test_an_environment_that_the_second_run_spoils_is_found_out(examined: Examination) -> None:
    def spoil() -> Ran:
        examined.environment.interpreter.unlink()
        return examined.run("true")

    examined.again = spoil
    finding = checks.second_run_behaves(examined)
    assert finding is not None
    assert (finding.ok, finding.of_use) == (False, False)
    assert finding.answer.startswith("nothing; then ")


def test_what_can_not_be_removed_is_named(examined: Examination) -> None:
    examined.again = lambda: examined.run("true")
    assert examined.answers is not None
    examined.run("rm", "-r", examined.environment.path)
    finding = checks.removal_leaves_nothing(examined)
    assert finding is not None
    assert not finding.ok
    assert finding.answer.endswith("No such file or directory (exit code 1)")


def test_the_wheel_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    one, other = make_wheel(tmp_path), make_wheel(tmp_path / "other")
    assert one.read_bytes() == other.read_bytes()
    assert zipfile.ZipFile(one).testzip() is None
