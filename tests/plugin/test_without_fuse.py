"""Machines that cannot mount: skips with a stable code and the cure, or errors if required."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]
PYTEST = (sys.executable, "-m", "pytest", "-W", "error")

TESTS = """
    import pytest

    @pytest.mark.fusevenv("plain", "sshfs-3.7.5")
    def test_marked(): pass

    def test_mount(fusevenv_mount): pass

    def test_unconcerned(): pass
"""


def test_tests_are_skipped_with_the_code_and_the_cure(
    inner: pytest.Pytester, without_fuse: Run
) -> None:
    inner.makepyfile(TESTS)
    run = without_fuse(*PYTEST, "-rs")
    run.assert_outcomes(passed=1, skipped=3)
    run.stdout.fnmatch_lines(
        [
            "fusevenv: *, mounts cannot be made ?no-fuse-device?, uv *",
            "3 tests not run: ?no-fuse-device? /dev/fuse does not exist*",
            "  cure: *sudo modprobe fuse*--device /dev/fuse*",
            "SKIPPED ?2? *.py:*: fusevenv: ?no-fuse-device?*cure: *",
        ]
    )


@pytest.mark.parametrize("by", ["option", "ini"])
def test_where_mounts_are_required_it_is_an_error(
    by: str, inner: pytest.Pytester, without_fuse: Run
) -> None:
    inner.makepyfile(TESTS)
    if by == "ini":
        inner.makeini("[pytest]\nfusevenv_require = true")
    run = without_fuse(*PYTEST, *(["--fusevenv-require"] if by == "option" else []))
    run.assert_outcomes(passed=1, errors=3)
    run.stdout.fnmatch_lines(["*fusevenv: ?no-fuse-device? /dev/fuse does not exist*"])
    run.stdout.no_fnmatch_line("*Traceback*")


def test_a_device_that_is_no_fuse_is_told_apart(inner: pytest.Pytester, without_fuse: Run) -> None:
    inner.makepyfile(TESTS)
    broken = 'cp -P /dev/null /dev/fuse 2>/dev/null || touch /dev/fuse; chmod 666 /dev/fuse; "$@"'
    run = without_fuse("sh", "-c", broken, "sh", *PYTEST, "-k", "test_mount", "-rs")
    run.assert_outcomes(skipped=1)
    run.stdout.fnmatch_lines(["1 test not run: ?not-permitted? mounting plain on *"])


def test_xdist_tells_the_code_too(inner: pytest.Pytester, without_fuse: Run) -> None:
    inner.makepyfile(TESTS)
    run = without_fuse(*PYTEST, "-n", "2")
    run.assert_outcomes(passed=1, skipped=3)
    run.stdout.fnmatch_lines(["3 tests not run: ?no-fuse-device? *"])


def test_a_uv_that_cannot_be_had_skips(
    mounting: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(mounting.mkdir("empty")))
    mounting.makepyfile(
        "import pytest\n@pytest.mark.fusevenv('plain', uv='0.8.13')\ndef test_it(): pass"
    )
    run = mounting.runpytest_inprocess("-rs")
    run.assert_outcomes(skipped=1)
    run.stdout.fnmatch_lines(["SKIPPED*fusevenv: ?no-uv? *0.8.13*"])
    mounting.runpytest_inprocess("--fusevenv-require").assert_outcomes(errors=1)


LOADED = """
    import os
    import sys
    import pytest

    code = pytest.main(sys.argv[1:])
    with open("/proc/self/maps") as maps:
        libraries = [line for line in maps if "libfuse" in line]
    with open(f"/proc/self/task/{os.getpid()}/children") as children:
        started = children.read().split()
    modules = {"fuse", "mfusepy", "pytest_fusevenv.binding"}.intersection(sys.modules)
    print("left behind:", [*libraries, *started, *modules])
    sys.exit(code)
"""


@pytest.mark.parametrize("flags", [["--help"], ["--markers"], ["--fixtures"], ["--collect-only"]])
def test_pytest_loads_and_starts_nothing_for(flags: list[str], inner: pytest.Pytester) -> None:
    inner.makepyfile(TESTS)
    script = inner.makepyfile(loaded=LOADED)
    run = inner.run(sys.executable, script, *flags)
    assert run.ret == 0
    assert run.outlines[-1] == "left behind: []"


def test_tests_of_something_else_start_nothing(inner: pytest.Pytester) -> None:
    inner.makepyfile(TESTS)
    script = inner.makepyfile(loaded=LOADED)
    run = inner.run(sys.executable, script, "-k", "unconcerned")
    run.assert_outcomes(passed=1, deselected=3)
    assert run.outlines[-1] == "left behind: []"


def test_help_shows_the_options_and_their_twins(inner: pytest.Pytester) -> None:
    inner.runpytest_inprocess("--help").stdout.fnmatch_lines(
        [
            "*--fusevenv-profile=NAME*",
            "*--fusevenv-uv=SPEC*",
            "*--fusevenv-require*",
            "*--fusevenv-keep*",
            "*fusevenv_profile_files (paths):*",
        ]
    )
