"""The options, and their twins in the ini-file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_fusevenv.tools import find_uv

TWO = """
    import pytest

    @pytest.mark.fusevenv("plain", "sshfs-3.7.5", commands=["true"])
    def test_two(): pass

    @pytest.mark.fusevenv("multipass-1.16", commands=["true"])
    def test_other(): pass

    def test_unmarked(fusevenv_mount): pass

    def test_unconcerned(): pass
"""


def collected(inner: pytest.Pytester, *flags: str) -> list[str]:
    run = inner.runpytest_inprocess("--collect-only", "-q", *flags)
    return sorted(line.partition("::")[2] for line in run.outlines if "::" in line)


def test_a_named_profile_is_all_that_is_run(inner: pytest.Pytester) -> None:
    inner.makepyfile(TWO)
    names = collected(inner, "--fusevenv-profile", "sshfs-3.7.5")
    assert names == ["test_two[sshfs-3.7.5]", "test_unconcerned", "test_unmarked[sshfs-3.7.5]"]


def test_several_profiles_may_be_named(inner: pytest.Pytester) -> None:
    inner.makepyfile("import pytest\n@pytest.mark.fusevenv\ndef test_it(): pass")
    names = collected(inner, "--fusevenv-profile=plain", "--fusevenv-profile=multipass")
    assert names == ["test_it[multipass-1.16.3]", "test_it[plain]"]


def test_what_is_not_run_is_counted_as_deselected(mounting: pytest.Pytester) -> None:
    mounting.makepyfile(TWO)
    run = mounting.runpytest_inprocess("--fusevenv-profile", "sshfs-3.7.5")
    run.assert_outcomes(passed=3, deselected=2)


def test_an_ini_file_names_profiles_for_tests_that_name_none(inner: pytest.Pytester) -> None:
    inner.makepyfile(TWO)
    inner.makeini("[pytest]\nfusevenv_profile = sshfs multipass-1.13")
    assert collected(inner) == [
        "test_other[multipass-1.16]",
        "test_two[plain]",
        "test_two[sshfs-3.7.5]",
        "test_unconcerned",
        "test_unmarked[multipass-1.13]",
        "test_unmarked[sshfs-3.7.6]",
    ]


@pytest.mark.parametrize("by", ["option", "ini"])
def test_the_uv_of_tests_that_name_none(by: str, mounting: pytest.Pytester) -> None:
    binary = find_uv("0.8.13").path
    mounting.makepyfile("""
        import pytest

        @pytest.mark.fusevenv("plain", commands=["uv --version"])
        def test_it(fusevenv):
            assert fusevenv.story.tool == "uv@0.8.13"
            assert fusevenv.story.runs[0].stdout.startswith("uv 0.8.13")
    """)
    if by == "ini":
        mounting.makeini(f"[pytest]\nfusevenv_uv = {binary}")
    flags = ["--fusevenv-uv=0.8.13"] if by == "option" else []
    mounting.runpytest_inprocess(*flags).assert_outcomes(passed=1)


def test_a_uv_that_a_marker_names_comes_first(mounting: pytest.Pytester) -> None:
    mounting.makepyfile("""
        import pytest

        @pytest.mark.fusevenv("plain", commands=["true"], uv="0.8.13")
        def test_it(fusevenv):
            assert fusevenv.story.tool == "uv@0.8.13"
    """)
    mounting.runpytest_inprocess("--fusevenv-uv", "/nowhere/uv").assert_outcomes(passed=1)


WRITES = """
    def test_it(fusevenv_mount):
        (fusevenv_mount / "file").write_text("text")
"""


@pytest.mark.parametrize("by", ["option", "ini"])
def test_what_is_kept_is_told(by: str, mounting: pytest.Pytester) -> None:
    mounting.makepyfile(WRITES)
    if by == "ini":
        mounting.makeini("[pytest]\nfusevenv_keep = true")
    run = mounting.runpytest_inprocess(*(["--fusevenv-keep"] if by == "option" else []))
    run.assert_outcomes(passed=1)
    kept = next(line for line in run.outlines if line.startswith("kept: "))
    assert kept.endswith("::test_it)")
    directory = Path(kept.split()[1])
    assert (directory / "backing" / "file").read_text() == "text"
    assert (directory / "state" / "trace.jsonl").exists()


def test_nothing_is_kept_of_a_test_that_passed(mounting: pytest.Pytester) -> None:
    mounting.makepyfile(WRITES)
    run = mounting.runpytest_inprocess("--basetemp=base")
    run.assert_outcomes(passed=1)
    run.stdout.no_fnmatch_line("kept: *")
    assert list(Path("base").glob("fusevenv*")) == []


def test_a_failed_test_leaves_its_trace(mounting: pytest.Pytester) -> None:
    mounting.makepyfile(WRITES + "        assert False")
    mounting.runpytest_inprocess("--basetemp=base").assert_outcomes(failed=1)
    assert list(Path("base").glob("fusevenv*/state/trace.jsonl"))


CHANCY = """
    import pytest
    from pytest_fusevenv.calls import Op
    from pytest_fusevenv.profiles import Profile
    from pytest_fusevenv.quirks import Errno, Fault

    CHANCY = Profile("chancy", "a profile of a test", (
        Fault(Op.MKDIR, Errno.EIO, share=0.5, because="a test wants it so"),
    ))

    @pytest.mark.fusevenv(CHANCY, commands=["true"])
    def test_it(fusevenv):
        print("SEED", fusevenv.mount.seed)
        assert fusevenv.verdict == "broken"
"""


@pytest.mark.parametrize("by", ["option", "ini", "environment"])
def test_a_seed_is_used_and_told_with_a_failure(
    by: str, mounting: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounting.makepyfile(CHANCY)
    if by == "ini":
        mounting.makeini("[pytest]\nfusevenv_seed = 7")
    if by == "environment":
        monkeypatch.setenv("FUSEVENV_SEED", "7")
    flags = ["--fusevenv-seed=7"] if by == "option" else []
    run = mounting.runpytest_inprocess(*flags)
    run.assert_outcomes(failed=1)
    run.stdout.fnmatch_lines(["fusevenv: *, seed 7", "SEED 7"])
    run.stdout.fnmatch_lines(["*seed 7; FUSEVENV_SEED=7 gives the same again"])


def test_a_seed_that_is_no_number_is_one_clear_error(inner: pytest.Pytester) -> None:
    run = inner.runpytest_inprocess("--fusevenv-seed=often")
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    run.stderr.fnmatch_lines(["ERROR: --fusevenv-seed='often' is no whole number; give one*"])
