"""What the marker runs, on which filesystems, and what it takes for success."""

from __future__ import annotations

import sys

import pytest

from pytest_fusevenv.catalogue import shipped

LINKS = """
    import pytest

    LINKS = ["ln -s /nowhere link", "readlink link"]
"""


def collected(inner: pytest.Pytester, source: str) -> list[str]:
    """The names of the tests that a source gives."""
    inner.makepyfile(source)
    items, _ = inner.inline_genitems()
    return sorted(item.name for item in items)


def test_the_issues_examples_pass(mounting: pytest.Pytester) -> None:
    mounting.makepyfile("""
        import pytest

        @pytest.mark.fusevenv("sshfs-3.7.5", "multipass-1.13")
        def test_the_environment_is_usable(fusevenv):          # once per filesystem
            assert fusevenv.python("-c", "import ssl; print('ok')").stdout == "ok\\n"

        @pytest.mark.fusevenv("multipass-1.16", uv="0.8.13", verdict="broken")
        def test_uv_15528(fusevenv):
            \"\"\"uv says success; the interpreter can not be read.\"\"\"
            assert fusevenv.cause.op == "readlink"
    """)
    run = mounting.runpytest_inprocess("-v", "--strict-markers")
    run.assert_outcomes(passed=3)
    run.stdout.fnmatch_lines_random(
        [
            "*::test_the_environment_is_usable?sshfs-3.7.5? PASSED*",
            "*::test_the_environment_is_usable?multipass-1.13? PASSED*",
            "*::test_uv_15528?multipass-1.16? PASSED*",
        ]
    )


def test_a_wrong_verdict_is_a_failure_that_tells_the_story(mounting: pytest.Pytester) -> None:
    mounting.makepyfile("""
        import pytest

        @pytest.mark.fusevenv("multipass-1.16", uv="0.8.13")
        def test_usable():
            print("the body ran")
    """)
    run = mounting.runpytest_inprocess()
    run.assert_outcomes(failed=1)
    run.stdout.fnmatch_lines(
        [
            "multipass-1.16 with uv@0.8.13: broken, expected works",
            "error: *interpreter does not start*",
            "cause: readlink /.venv/bin/python* -> EACCES*",
            "*multipass-1.16?",
            "*https://github.com/astral-sh/uv/issues/15528",
            "hint: *uv venv* exited 0*trace.jsonl",
        ]
    )
    run.stdout.no_fnmatch_line("*plugin.py*")
    run.stdout.no_fnmatch_line("*the body ran*")


def test_an_unexpected_pass_is_a_failure(mounting: pytest.Pytester) -> None:
    mounting.makepyfile("""
        import pytest

        @pytest.mark.fusevenv("plain", commands=["true"], verdict="broken")
        def test_nothing():
            pass
    """)
    run = mounting.runpytest_inprocess()
    run.assert_outcomes(failed=1)
    run.stdout.fnmatch_lines(["plain with uv@*: works, expected broken", "*true*works on plain*"])


def test_commands_are_judged_instead_of_uv_venv(mounting: pytest.Pytester) -> None:
    mounting.makepyfile(
        LINKS
        + """
    @pytest.mark.fusevenv("multipass-1.16", commands=LINKS, verdict="refused")
    def test_link(fusevenv):
        assert fusevenv.cause.op == "readlink"
        assert [list(ran.argv) for ran in fusevenv.story.runs] == [
            ["ln", "-s", "/nowhere", "link"], ["readlink", "link"]
        ]
    """
    )
    mounting.runpytest_inprocess().assert_outcomes(passed=1)


def test_several_verdicts_may_be_right(mounting: pytest.Pytester) -> None:
    mounting.makepyfile(
        LINKS
        + """
    from pytest_fusevenv.scenarios import Verdict

    RIGHT = ("works", Verdict.REFUSED)

    @pytest.mark.fusevenv("multipass-1.16", "plain", commands=LINKS, verdict=RIGHT)
    def test_link():
        pass
    """
    )
    mounting.runpytest_inprocess().assert_outcomes(passed=2)


def test_an_expected_failure_is_one(mounting: pytest.Pytester) -> None:
    mounting.makepyfile(
        LINKS
        + """
    @pytest.mark.xfail(strict=True)
    @pytest.mark.fusevenv("multipass-1.16", commands=LINKS)
    def test_link():
        pass
    """
    )
    mounting.runpytest_inprocess().assert_outcomes(xfailed=1)


def test_arguments_and_the_interpreter_reach_uv(mounting: pytest.Pytester) -> None:
    mounting.makepyfile(f"""
        import pytest

        @pytest.mark.fusevenv("plain", args="--prompt 'an odd one'", python={sys.executable!r})
        def test_made(fusevenv):
            settings = (fusevenv.path / "pyvenv.cfg").read_text()
            assert "prompt = an odd one" in settings
            assert {sys.executable!r} in fusevenv.story.runs[0].argv
    """)
    mounting.runpytest_inprocess().assert_outcomes(passed=1)


def test_no_arguments_mean_the_whole_catalogue(inner: pytest.Pytester) -> None:
    names = collected(inner, "import pytest\n@pytest.mark.fusevenv\ndef test_it(): pass")
    assert names == sorted(f"test_it[{name}]" for name in shipped())


def test_an_alias_runs_on_the_profile_it_means(inner: pytest.Pytester) -> None:
    names = collected(inner, "import pytest\n@pytest.mark.fusevenv('sshfs')\ndef test_it(): pass")
    assert names == ["test_it[sshfs-3.7.6]"]


def test_several_uvs_run_one_by_one(inner: pytest.Pytester) -> None:
    names = collected(
        inner,
        """
        import pytest

        @pytest.mark.fusevenv("plain", "sshfs-3.7.5", uv=["0.8.13", "latest"])
        def test_it(): pass
        """,
    )
    assert names == [
        f"test_it[{profile}-uv@{uv}]"
        for profile in ("plain", "sshfs-3.7.5")
        for uv in ("0.8.13", "latest")
    ]


def test_markers_of_one_function_add_up(inner: pytest.Pytester) -> None:
    names = collected(
        inner,
        """
        import pytest

        @pytest.mark.fusevenv("multipass-1.16", verdict="broken")
        @pytest.mark.fusevenv("plain")
        def test_it(): pass
        """,
    )
    assert names == ["test_it[multipass-1.16]", "test_it[plain]"]


def test_the_nearest_marker_counts(inner: pytest.Pytester) -> None:
    names = collected(
        inner,
        """
        import pytest

        pytestmark = pytest.mark.fusevenv("plain")

        def test_in_module(): pass

        @pytest.mark.fusevenv("sshfs-3.7.5")
        class TestClass:
            def test_in_class(self): pass

            @pytest.mark.fusevenv("sshfs-3.7.6")
            def test_by_itself(self): pass
        """,
    )
    assert names == [
        "test_by_itself[sshfs-3.7.6]",
        "test_in_class[sshfs-3.7.5]",
        "test_in_module[plain]",
    ]


def test_the_marker_goes_with_other_parameters(inner: pytest.Pytester) -> None:
    names = collected(
        inner,
        """
        import pytest

        @pytest.mark.fusevenv("plain")
        @pytest.mark.parametrize("number", [1, 2])
        def test_it(number): pass
        """,
    )
    assert names == ["test_it[plain-1]", "test_it[plain-2]"]


@pytest.mark.parametrize("more", ["", "@pytest.mark.usefixtures('fusevenv')"])
def test_a_unittest_case_fails_instead_of_running_something_else(
    more: str, mounting: pytest.Pytester
) -> None:
    mounting.makepyfile(f"""
        import unittest
        import pytest

        class TestOld(unittest.TestCase):
            @pytest.mark.fusevenv("sshfs")
            {more}
            def test_it(self):
                pass
    """)
    run = mounting.runpytest_inprocess()
    run.assert_outcomes(failed=1)
    run.stdout.fnmatch_lines(["*ran nothing here*unittest*"])


def test_an_overridden_environment_must_still_be_one(inner: pytest.Pytester) -> None:
    inner.makeconftest("import pytest\n@pytest.fixture\ndef fusevenv(): pass")
    inner.makepyfile("import pytest\n@pytest.mark.fusevenv('plain')\ndef test_it(): pass")
    run = inner.runpytest_inprocess()
    run.assert_outcomes(failed=1)
    run.stdout.fnmatch_lines(["*ran nothing here*overridden*"])


MARKED = """
    import pytest

    @pytest.mark.fusevenv("plain", "sshfs-3.7.5", commands=["touch made"])
    class TestMarked:
        def test_without_the_fixture(self):
            pass

        def test_with_it(self, fusevenv):
            assert (fusevenv.mount.path / "made").exists()
"""


@pytest.mark.parametrize(
    "flags",
    ["--import-mode=importlib", "-p no:cacheprovider", "--strict-markers --strict-config", "-n 2"],
)
def test_marked_tests_run_under(flags: str, mounting: pytest.Pytester) -> None:
    mounting.makepyfile(MARKED)
    mounting.runpytest_subprocess("-W", "error", *flags.split()).assert_outcomes(passed=4)


@pytest.mark.parametrize("seed", [1, 2])
def test_marked_tests_run_in_random_order(seed: int, mounting: pytest.Pytester) -> None:
    mounting.makepyfile(MARKED)
    run = mounting.runpytest_inprocess("-p", "randomly", f"--randomly-seed={seed}")
    run.assert_outcomes(passed=4)


def test_a_profile_with_a_modifier_is_named_so_in_the_id(inner: pytest.Pytester) -> None:
    inner.makepyfile("import pytest\n@pytest.mark.fusevenv('plain+slow')\ndef test_it(): pass")
    run = inner.runpytest_inprocess("--collect-only", "-q")
    run.stdout.fnmatch_lines(["*::test_it[[]plain+slow]"])
