"""The verdicts, by commands so plain that nobody doubts what came of them."""

from __future__ import annotations

import pytest

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.kits import Kit, find_kit
from pytest_fusevenv.obstacles import obstacle
from pytest_fusevenv.performances import Performance, parts_of, perform

FAIL_OTHERWISE = "test -e left || { touch left; echo first >&2; exit 1; }; echo second >&2; exit 1"


@pytest.fixture
def kit() -> Kit:
    if found := obstacle(Engine.chosen()):
        pytest.skip(f"fusevenv: [{found.code}] {found.matter}")
    return find_kit("venv")


def bug(
    *commands: str,
    checks: tuple[str, ...] = (),
    survives: tuple[str, ...] = (),
    again: tuple[str, ...] = (),
    before: tuple[str, ...] = (),
    on_mount: tuple[Place, ...] = (Place.PROJECT,),
    workarounds: tuple[Workaround, ...] = (),
    shows: Side | None = None,
    profile: str = "plain",
    seconds: float = 60.0,
) -> Bug:
    return Bug(
        name="a-bug",
        title="",
        urls=(),
        filesystem="",
        profile=profile,
        commands=commands,
        checks=checks,
        survives=survives,
        again=again,
        before=before,
        on_mount=on_mount,
        workarounds=workarounds,
        shows=shows or Side("venv", Verdict.BROKEN),
        seconds=seconds,
    )


def performed(kit: Kit, bug: Bug) -> Performance:
    return perform(parts_of(bug)[0], kit)


def test_it_works_where_all_commands_and_checks_do(kit: Kit) -> None:
    assert performed(kit, bug("true", checks=("true",))).verdict is Verdict.WORKS


def test_a_warning_on_the_way_is_told(kit: Kit) -> None:
    warned = performed(kit, bug("echo warning: oh >&2"))

    assert warned.verdict is Verdict.WORKS_AFTER_WARNING


def test_it_is_broken_where_only_a_check_fails(kit: Kit) -> None:
    assert performed(kit, bug("true", checks=("true", "false"))).verdict is Verdict.BROKEN


def test_it_is_refused_where_a_command_fails_as_it_did_before(kit: Kit) -> None:
    refused = performed(kit, bug("echo no >&2; exit 2", "touch never"))

    assert refused.verdict is Verdict.REFUSED
    assert [line.role for line in refused.lines] == ["command", "again"]


def test_another_path_is_no_other_complaint(kit: Kit) -> None:
    command = 'echo "error: cannot copy $(mktemp)" >&2; exit 1'

    assert performed(kit, bug(command)).verdict is Verdict.REFUSED


def test_it_is_dirty_where_what_was_left_is_in_the_way(kit: Kit) -> None:
    assert performed(kit, bug(FAIL_OTHERWISE)).verdict is Verdict.DIRTY


def test_what_a_user_would_type_next_can_be_given(kit: Kit) -> None:
    assert performed(kit, bug(FAIL_OTHERWISE, again=("rm left",))).verdict is Verdict.REFUSED


def test_it_is_dirty_where_a_failure_ruins_what_worked(kit: Kit) -> None:
    ruined = performed(
        kit, bug("rm kept; false", before=("touch kept",), survives=("test -e kept",))
    )

    assert ruined.verdict is Verdict.DIRTY


def test_it_is_broken_where_a_second_try_only_seems_to_work(kit: Kit) -> None:
    seeming = bug("test -e left || { touch left; exit 1; }", checks=("test -s left",))

    assert performed(kit, seeming).verdict is Verdict.BROKEN


def test_a_signal_is_a_crash(kit: Kit) -> None:
    assert performed(kit, bug("kill -SEGV $$")).verdict is Verdict.CRASHED


def test_what_does_not_end_hangs(kit: Kit) -> None:
    assert performed(kit, bug("sleep 100", seconds=0.5)).verdict is Verdict.HUNG


def test_what_was_there_before_was_made_on_a_plain_filesystem(kit: Kit) -> None:
    link = bug("readlink link", before=("ln -s / link",), profile="sshfs-3.7.6")

    failed = performed(kit, link)

    assert failed.verdict is Verdict.REFUSED
    assert failed.cause is not None
    assert failed.cause.call.path == "/project/link"


@pytest.mark.parametrize(
    ("place", "variable"),
    [
        (Place.CACHE, "UV_CACHE_DIR"),
        (Place.TOOLS, "UV_TOOL_DIR"),
        (Place.PYTHONS, "UV_PYTHON_INSTALL_DIR"),
        (Place.TEMPORARY, "TMPDIR"),
    ],
)
def test_only_what_is_named_lies_on_the_mount(kit: Kit, place: Place, variable: str) -> None:
    on_mount = "case {} in {{mount}}/*) ;; *) false ;; esac"
    command = f"{on_mount.format('$' + variable)} && ! {on_mount.format('$PWD')}"

    assert performed(kit, bug(command, on_mount=(place,))).verdict is Verdict.WORKS


def test_an_environment_can_be_the_mountpoint_itself(kit: Kit) -> None:
    mounted = bug("python -m venv --without-pip .venv && mountpoint -q .venv")

    assert performed(kit, mounted).verdict is Verdict.REFUSED
    itself = bug(*mounted.commands, on_mount=(Place.ENVIRONMENT,))
    assert performed(kit, itself).verdict is Verdict.WORKS


def test_what_does_not_come_as_expected_is_named(kit: Kit) -> None:
    shows = Side("venv", Verdict.REFUSED, says=("a word",), exits=2)

    assert performed(kit, bug("true", shows=shows)).amiss == (
        "the verdict is works, not refused",
        "the last of the commands exited 0, not 2",
        "nothing said 'a word'",
    )


def test_a_workaround_is_the_bug_but_for_what_it_says(kit: Kit) -> None:
    way = Workaround("leave it", commands=("true",))
    _, around = parts_of(bug("false", checks=("true",), workarounds=(way,)))

    performance = perform(around, kit)

    assert performance.amiss == ()
    assert [line.command for line in performance.lines] == ["true", "true"]


def test_both_wheels_can_be_installed(kit: Kit) -> None:
    install = bug(
        "python -m venv --without-pip .venv",
        "uv pip install --link-mode copy --python .venv fspure fsdata",
        checks=(
            "test \"$(.venv/bin/fspure)\" = 'of the environment'",
            "test \"$(.venv/bin/fsdata-script)\" = 'of the script'",
            ".venv/bin/python -c 'import fspure.a, fspure.l, fsdata'",
            "grep -q 'of the prefix' .venv/share/fsdata/data.txt",
        ),
    )

    assert performed(kit, install).verdict is Verdict.WORKS
