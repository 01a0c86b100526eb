"""What a run says of its mounts: header, summary, JUnit, and the trace with a failure."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

MARKED = """
    import pytest

    @pytest.mark.fusevenv(
        "sshfs-3.7.6", commands=["ln -s /nowhere link", "readlink link"], verdict="refused"
    )
    def test_it(): pass
"""


def properties(inner: pytest.Pytester) -> dict[str, str]:
    """The properties of the only test in the JUnit file."""
    tree = ElementTree.parse(inner.path / "junit.xml")
    found = tree.findall(".//testcase/properties/property")
    return {one.attrib["name"]: one.attrib["value"] for one in found}


def test_the_header_says_what_serves_and_who_mounts(inner: pytest.Pytester) -> None:
    run = inner.runpytest_inprocess()
    header = next(line for line in run.outlines if line.startswith("fusevenv: "))
    assert re.match(
        r"fusevenv: m?fusepy [\d.]+ \(libfuse\S+\), mounts .*, uv [\d.]+, seed 0$", header
    )


def test_the_header_names_the_uv_that_was_asked_for(inner: pytest.Pytester) -> None:
    run = inner.runpytest_inprocess("--fusevenv-uv=0.8.13")
    run.stdout.fnmatch_lines(["fusevenv: *, uv 0.8.13, seed 0"])


@pytest.mark.parametrize("flags", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_the_summary_counts_the_mounts(flags: list[str], mounting: pytest.Pytester) -> None:
    mounting.makepyfile("""
        def test_one(fusevenv_mount): pass
        def test_two(fusevenv_factory):
            fusevenv_factory("plain")
            fusevenv_factory("plain")
    """)
    run = mounting.runpytest_subprocess(*flags)
    run.stdout.fnmatch_lines(["*= fusevenv =*", "3 mounts made by *fusepy with libfuse ?.*"])


def test_a_run_without_mounts_has_no_summary(inner: pytest.Pytester) -> None:
    inner.makepyfile("def test_it(): pass")
    inner.runpytest_inprocess().stdout.no_fnmatch_line("*= fusevenv =*")


@pytest.mark.parametrize("flags", [[], ["-n", "1"]], ids=["alone", "xdist"])
def test_junit_says_what_was_run_and_what_came_of_it(
    flags: list[str], mounting: pytest.Pytester
) -> None:
    mounting.makepyfile(MARKED)
    run = mounting.runpytest_subprocess("--junitxml=junit.xml", *flags)
    run.assert_outcomes(passed=1)
    told = properties(mounting)
    assert told.pop("fusevenv_uv").startswith("uv@")
    assert told == {
        "fusevenv_profile": "sshfs-3.7.6",
        "fusevenv_verdict": "refused",
        "fusevenv_cause": "readlink /link -> EPERM",
    }


def test_a_failure_shows_the_trace_of_every_mount(mounting: pytest.Pytester) -> None:
    mounting.makepyfile("""
        import os

        def test_it(fusevenv_factory):
            one, other = fusevenv_factory("sshfs-3.7.6"), fusevenv_factory("multipass-1.16")
            for mount in (one, other):
                os.symlink("/nowhere", mount.path / "link")
            os.readlink(one.path / "link")
    """)
    run = mounting.runpytest_inprocess()
    run.assert_outcomes(failed=1)
    run.stdout.fnmatch_lines(
        [
            "*- fusevenv trace -*",
            "sshfs-3.7.6 on */mount: 1 of * calls refused",
            "  readlink /link -> EPERM  (*, pid *: *absolute*)",
            "  whole trace: */state/trace.jsonl",
            "multipass-1.16 on */mount-2: 0 of * calls refused",
        ]
    )


def test_of_a_long_trace_the_end_is_shown(mounting: pytest.Pytester) -> None:
    mounting.makepyfile("""
        import contextlib
        import os

        def test_it(fusevenv_factory):
            mount = fusevenv_factory("sshfs-3.7.6")
            for number in range(43):
                os.symlink("/nowhere", mount.path / str(number))
                with contextlib.suppress(OSError):
                    os.readlink(mount.path / str(number))
            raise AssertionError
    """)
    run = mounting.runpytest_inprocess()
    run.stdout.fnmatch_lines(["  … 3 before these", "  readlink /3 -> EPERM*", "  readlink /42 *"])
    run.stdout.no_fnmatch_line("  readlink /2 -> EPERM*")


COMPLAINT = """
    import pytest

    @pytest.fixture
    def complaining(fusevenv_factory):
        mount = fusevenv_factory("plain")
        yield mount
        {after}

    def test_it(complaining):
        {during}
"""
SAYS = "(complaining.state / 'stderr').write_text('Traceback: the server stumbled')"


def test_a_complaint_of_the_server_fails_the_test(mounting: pytest.Pytester) -> None:
    mounting.makepyfile(COMPLAINT.format(during=SAYS, after="pass"))
    run = mounting.runpytest_inprocess()
    run.assert_outcomes(failed=1)
    run.stdout.fnmatch_lines(["fusevenv: server of plain on *", "*the server stumbled"])


def test_a_complaint_after_the_test_is_an_error(mounting: pytest.Pytester) -> None:
    says = SAYS.replace("complaining", "mount")
    mounting.makepyfile(COMPLAINT.format(during="pass", after=says))
    run = mounting.runpytest_inprocess()
    run.assert_outcomes(passed=1, errors=1)
    run.stdout.fnmatch_lines(["fusevenv: server of plain on *", "*the server stumbled"])


def test_a_complaint_is_told_beside_the_tests_own_failure(mounting: pytest.Pytester) -> None:
    failing = SAYS + "\n        assert 'its own' == ''"
    mounting.makepyfile(COMPLAINT.format(during=failing, after="pass"))
    run = mounting.runpytest_inprocess()
    run.assert_outcomes(failed=1, errors=1)
    run.stdout.fnmatch_lines_random(["*assert 'its own' == ''", "*the server stumbled"])
