"""The checks of an environment: one question each, and what came back.

A check is a function with the `check` decorator: it looks at an examination and says what it asked
and what came back, or None where it has nothing to ask (the interpreter does not start, say: then
what depends on it is not a finding of its own).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pytest_fusevenv.interpreters import MODULES, said
from pytest_fusevenv.wheels import NAME, SAYS, make_wheel

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.examinations import Examination

_BACK = "import sys; sys.stdout.write(sys.prefix)"


class Finding(msgspec.Struct, frozen=True):
    """What one check asked, what came back, and whether that is right.

    `otherwise` says what is the matter where it is not; `of_use` is False where the
    environment can be used all the same, and only the way on from it is barred.
    """

    check: str
    asked: str
    answer: str
    ok: bool
    otherwise: str = ""
    of_use: bool = True


class Answer(NamedTuple):
    """What a check asked, what came back, and whether that is right."""

    asked: str
    came: str
    ok: bool


class Check(NamedTuple):
    """One question about a finished environment, and what to say where the answer is wrong."""

    name: str
    otherwise: str
    look: Callable[[Examination], Answer | None]
    of_use: bool = True

    def __call__(self, examination: Examination) -> Finding | None:
        """What was found, None if there was nothing to ask."""
        answer = self.look(examination)
        return answer and Finding(
            self.name, answer.asked, answer.came, answer.ok, self.otherwise, self.of_use
        )


CHECKS: list[Check] = []
"""All checks, in the order in which they are asked."""


def check(
    name: str, otherwise: str, *, of_use: bool = True
) -> Callable[[Callable[[Examination], Answer | None]], Check]:
    """Make a function a check, asked after those before it."""

    def made(look: Callable[[Examination], Answer | None]) -> Check:
        CHECKS.append(Check(name, otherwise, look, of_use))
        return CHECKS[-1]

    return made


# --- the interpreter -----------------------------------------------------------------------


@check("the interpreter starts", "the interpreter does not start")
def interpreter_starts(it: Examination) -> Answer:
    """Through `bin/python`; everything that depends on this is asked in the same start."""
    ran, answers = it.started
    came = f"Python {answers.version}" if answers else said(ran).replace(f"{it.cwd}/", "")
    return Answer(f"{it.name('bin', 'python')} -c …", came, answers is not None)


@check("it starts from elsewhere", "the interpreter does not start from another directory")
def starts_from_elsewhere(it: Examination) -> Answer | None:
    """By its absolute path, from a directory off the mount."""
    return _starts(it, it.environment.interpreter, it.scratch)


@check("it starts by a relative path", "the interpreter does not start by a relative path")
def starts_by_relative_path(it: Examination) -> Answer | None:
    """As `bin/python`, from inside the environment."""
    return _starts(it, Path("bin", "python"), it.environment.path)


def _starts(it: Examination, interpreter: Path, cwd: Path) -> Answer | None:
    if it.answers is None:
        return None
    ran = it.run(interpreter, "-I", "-c", _BACK, cwd=cwd)
    ok = ran.returncode == 0 and _same(ran.stdout, it.answers.prefix)
    came = f"sys.prefix is {ran.stdout}" if ran.returncode == 0 else said(ran)
    return Answer(f"cd {cwd} && {interpreter} -c …", came, ok)


@check("sys.prefix is the environment", "sys.prefix is not the environment")
def prefix_is_right(it: Examination) -> Answer | None:
    """The interpreter knows that it is in an environment, and in which."""
    if it.answers is None:
        return None
    prefix = it.answers.prefix
    return Answer("sys.prefix", prefix, _same(prefix, str(it.environment.path)))


@check("sys.base_prefix is the base", "sys.base_prefix is not where the base interpreter lives")
def base_prefix_is_right(it: Examination) -> Answer | None:
    """The standard library is the one of the interpreter that `pyvenv.cfg` names."""
    if it.answers is None or it.base is None:
        return None
    came = it.answers.base_prefix
    return Answer(
        f"sys.base_prefix (the base says {it.base.base_prefix})",
        came,
        _same(came, it.base.base_prefix),
    )


def _same(one: str, other: str) -> bool:
    """Whether two paths are the same directory: by their letters, or by what is there."""
    if os.path.normpath(one) == os.path.normpath(other):
        return True
    try:
        return Path(one).samefile(other)
    except OSError:
        return False


def _imports(module: str) -> Callable[[Examination], Answer | None]:
    def look(it: Examination) -> Answer | None:
        if it.answers is None or (it.base and it.base.failures[module]):
            return None  # what the base interpreter lacks is no fault of the environment
        failure = it.answers.failures[module]
        return Answer(f"import {module}", failure or "imported", not failure)

    return look


for _module in MODULES:
    check(f"{_module} imports", f"{_module} does not import")(_imports(_module))


@check("site-packages is inside", "site-packages is not a directory inside the environment")
def site_packages_inside(it: Examination) -> Answer | None:
    """It lies below the environment, exists, and is on the interpreter's path."""
    if (told := it.answers) is None:
        return None
    inside = Path(told.site_packages).is_relative_to(told.prefix)
    missing = "" if told.is_directory else ", which is no directory"
    unread = "" if told.on_path else ", which is not on sys.path"
    came = told.site_packages + missing + unread
    return Answer("where packages go", came, inside and told.is_directory and told.on_path)


@check("pyvenv.cfg is true", "pyvenv.cfg is not true")
def config_is_true(it: Examination) -> Answer | None:
    """It names a directory that exists, and the version that runs."""
    if it.answers is None:
        return None
    asked = f"home and version in {it.name('pyvenv.cfg')}"
    try:
        home = it.settings.get("home", "")
    except OSError as error:
        return Answer(asked, f"{error.strerror}", ok=False)
    version = it.settings.get("version_info") or it.settings.get("version") or ""
    exists = os.path.isdir(home)  # noqa: PTH112 - no error where it may not be looked at
    ok = exists and version.startswith(it.answers.version)
    return Answer(asked, f"home {home or 'missing'}, version {version or 'missing'}", ok)


# --- packages ------------------------------------------------------------------------------


@check("a wheel installs", "a wheel does not install")
def wheel_installs(it: Examination) -> Answer | None:
    """A small wheel with a console script and data files, offline."""
    if it.answers is None:
        return None
    ran = it.pip("install", "--no-index", "--no-deps", make_wheel(it.scratch))
    return Answer(f"uv pip install --offline {NAME}", said(ran), ran.returncode == 0)


@check("its script runs", "the script of an installed wheel does not run")
def script_runs(it: Examination) -> Answer | None:
    """The console script, which reads both data files of the wheel."""
    if it.answers is None or not _installed(it):
        return None
    ran = it.run(it.environment.path / "bin" / NAME)
    ok = ran.returncode == 0 and ran.stdout == SAYS
    return Answer(it.name("bin", NAME), said(ran), ok)


@check("the wheel uninstalls", "an installed wheel does not uninstall")
def wheel_uninstalls(it: Examination) -> Answer | None:
    """So nothing of ours stays in the environment."""
    if it.answers is None or not _installed(it):
        return None
    ran = it.pip("uninstall", NAME)
    ok = ran.returncode == 0 and not _installed(it)
    return Answer(f"uv pip uninstall {NAME}", said(ran), ok)


def _installed(it: Examination) -> bool:
    """Whether the wheel's files are there, whatever the tool said."""
    return it.answers is not None and os.path.lexists(
        Path(it.answers.site_packages) / "fusevenv_sample"
    )


# --- the way on ----------------------------------------------------------------------------


@check("a second run behaves", "a second run of the same command spoils it", of_use=False)
def second_run_behaves(it: Examination) -> Answer | None:
    """The same command does its work again, or refuses; the environment works afterwards."""
    if it.answers is None or it.again is None:
        return None
    ran = it.again()
    start = it.run(it.environment.interpreter, "-I", "-c", _BACK)
    ok = start.returncode == 0 and _same(start.stdout, it.answers.prefix)
    came = f"{said(ran)}; then " + ("it starts" if start.returncode == 0 else said(start))
    return Answer("the same command again", came, ok)


@check("removal leaves nothing", "the environment can not be removed", of_use=False)
def removal_leaves_nothing(it: Examination) -> Answer | None:
    """As `rm -r` removes; only an environment that the same command can make again."""
    if it.answers is None or it.again is None:
        return None
    ran = it.run("rm", "-r", it.environment.path, cwd=it.scratch)
    left = os.path.lexists(it.environment.path)
    came = said(ran) if ran.returncode != 0 else "something is left" if left else "nothing is left"
    return Answer(f"rm -r {it.name()}", came, not left and ran.returncode == 0)
